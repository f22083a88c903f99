"""URL の入口。部屋ごとの URL はそれぞれの urls.py にある。"""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from config.health import healthz
from plans.admin_site import site

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path(
        "login/",
        LoginView.as_view(template_name="login.html", redirect_authenticated_user=True),
        name="login",
    ),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/", site.urls),
    path("", include("plans.urls")),
    path("", include("reports.urls")),
]
