"""URL の入口。部屋ごとの URL はそれぞれの urls.py にある。"""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
