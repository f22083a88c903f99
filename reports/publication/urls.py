"""公表の画面の URL。"""

from django.urls import path

from reports.publication import views

urlpatterns = [
    path("", views.publication_page, name="publication"),
    path("<int:review_id>/prepare/", views.prepare_view, name="publication_prepare"),
    path("<int:review_id>/end/", views.end_view, name="publication_end"),
    path("versions/<int:report_id>/", views.version_page, name="publication_version"),
    path(
        "versions/<int:report_id>/files/<str:file_name>/",
        views.version_file,
        name="publication_file",
    ),
    path(
        "versions/<int:report_id>/publish/",
        views.publish_view,
        name="publication_publish",
    ),
    path(
        "versions/<int:report_id>/discard/",
        views.discard_view,
        name="publication_discard",
    ),
    path(
        "versions/<int:report_id>/retract/",
        views.retract_view,
        name="publication_retract",
    ),
]
