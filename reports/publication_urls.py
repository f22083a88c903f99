"""公表の画面の URL。"""

from django.urls import path

from reports import publication_page

urlpatterns = [
    path("", publication_page.publication_page, name="publication"),
    path("<int:review_id>/prepare/", publication_page.prepare_view, name="publication_prepare"),
    path("<int:review_id>/end/", publication_page.end_view, name="publication_end"),
    path("versions/<int:report_id>/", publication_page.version_page, name="publication_version"),
    path(
        "versions/<int:report_id>/files/<str:file_name>/",
        publication_page.version_file,
        name="publication_file",
    ),
    path(
        "versions/<int:report_id>/publish/",
        publication_page.publish_view,
        name="publication_publish",
    ),
    path(
        "versions/<int:report_id>/discard/",
        publication_page.discard_view,
        name="publication_discard",
    ),
    path(
        "versions/<int:report_id>/retract/",
        publication_page.retract_view,
        name="publication_retract",
    ),
]
