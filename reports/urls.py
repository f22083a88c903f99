"""読む画面の URL。"""

from django.urls import path

from reports import history_page, views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("overview/<slug:name>/", views.overview_page, name="overview"),
    path("plan/", views.plan_page, name="plan"),
    path("items/<int:number>/", views.item_page, name="item"),
    path("items/<int:number>/history/", history_page.history_page, name="item_history"),
    path("items/<int:number>/sheet.pdf", views.sheet_pdf, name="sheet_pdf"),
    path("sheets.pdf", views.sheets_pdf, name="sheets_pdf"),
    path("workbook.xlsx", views.workbook_xlsx, name="workbook_xlsx"),
]
