"""計画の部屋の URL。"""

from django.urls import path

from plans import views

urlpatterns = [
    path("schedule/", views.show_schedules, name="schedule_list"),
    path("schedule/<int:number>/", views.edit_schedule, name="schedule_item"),
]
