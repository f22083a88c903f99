"""読む画面の URL。"""

from django.urls import include, path

from reports import (
    guide,
    history_page,
    newsletter_page,
    search_page,
    sentence_page,
    views,
)
from reports.public.views import robots

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("overview/<slug:name>/", views.overview_page, name="overview"),
    path("guide/", guide.list_guides, name="guides"),
    path("guide/<slug:page>/", guide.show_guide, name="guide"),
    path("plan/", views.plan_page, name="plan"),
    path("revisions/", include("reports.revision_urls")),
    path("search/", search_page.search_page, name="search"),
    path("items/<int:number>/", views.item_page, name="item"),
    path("items/<int:number>/sentence/", sentence_page.sentence_page, name="item_sentence"),
    path("items/<int:number>/history/", history_page.history_page, name="item_history"),
    path("items/<int:number>/sheet.pdf", views.sheet_pdf, name="sheet_pdf"),
    path("sheets.pdf", views.sheets_pdf, name="sheets_pdf"),
    path("workbook.xlsx", views.workbook_xlsx, name="workbook_xlsx"),
    path("packs/", include("reports.packs.urls")),
    path("newsletter/", newsletter_page.newsletter, name="newsletter"),
    path("newsletter/figure.<str:picture>", newsletter_page.figure, name="newsletter_figure"),
    path("publication/", include("reports.publication.urls")),
    path("public/", include("reports.public.urls")),
    path("robots.txt", robots, name="robots"),
]
