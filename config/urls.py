"""URL の入口。部屋ごとの URL はそれぞれの urls.py にある。"""

from django.contrib import admin
from django.urls import path

from config.health import healthz

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
]
