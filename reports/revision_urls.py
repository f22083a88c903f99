"""計画の改定を読む画面の URL。"""

from django.urls import path

from reports import revision_views

urlpatterns = [
    path("", revision_views.revision_list, name="revisions"),
    path("<int:revision_number>/", revision_views.revision_page, name="revision"),
    path("<int:revision_number>/revision.pdf", revision_views.revision_pdf, name="revision_pdf"),
    path("<int:revision_number>/revision.xlsx", revision_views.revision_xlsx, name="revision_xlsx"),
]
