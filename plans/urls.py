"""計画の部屋の URL。"""

from django.urls import path

from plans import views
from plans.start_link import StartView

urlpatterns = [
    path("start/<uidb64>/<token>/", StartView.as_view(), name="start"),
    path("schedule/", views.show_schedules, name="schedule_list"),
    path("schedule/<int:number>/", views.edit_schedule, name="schedule_item"),
]
