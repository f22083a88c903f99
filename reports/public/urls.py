"""ログインなしで読める画面の URL。今の版は年度だけ、どの版も「v版」で変わらない場所を持つ。"""

from django.urls import path

from reports.public import views

EDITION = "<int:plan_key>/<int:fiscal_year>/"
VERSION = f"{EDITION}v<int:version>/"

urlpatterns = [
    path("", views.public_home, name="public_home"),
    path("about/", views.public_about, name="public_about"),
    path("accessibility/", views.public_accessibility, name="public_accessibility"),
    path("sitemap.xml", views.public_sitemap, name="public_sitemap"),
    path("<int:plan_key>/", views.public_plan, name="public_plan"),
    path(EDITION, views.public_edition, name="public_edition"),
    path(VERSION, views.public_edition, name="public_edition"),
    path(f"{EDITION}<slug:section>/", views.public_edition, name="public_edition_page"),
    path(f"{VERSION}<slug:section>/", views.public_edition, name="public_edition_page"),
    path(f"{EDITION}items/<int:number>/", views.public_item, name="public_item"),
    path(f"{VERSION}items/<int:number>/", views.public_item, name="public_item"),
    path(f"{VERSION}data/<str:file_name>", views.public_file, name="public_file"),
]
