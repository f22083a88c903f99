"""委員会資料の画面の URL。"""

from django.urls import path

from reports.packs import views

urlpatterns = [
    path("", views.list_packs, name="packs"),
    path("make/<int:review_id>/", views.prepare_pack, name="pack_make"),
    path("<int:pack_id>/", views.show_pack, name="pack"),
    path("<int:pack_id>/files/<slug:kind>/", views.download_pack, name="pack_file"),
    path("<int:pack_id>/parts/<slug:code>.pdf", views.download_part, name="pack_part"),
    path("<int:pack_id>/distribute/", views.hand_out, name="pack_distribute"),
    path("<int:pack_id>/replace/", views.replace_pack, name="pack_replace"),
]
