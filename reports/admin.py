"""「閲覧と出力」の部屋の管理画面。掲載記録だけを扱う。公表版は公表の画面でだけ動かす。"""

from __future__ import annotations

from django.contrib import admin

from plans.admin.base import PlainChoicesMixin
from plans.admin.lists import ListImportMixin
from plans.admin_site import RuledModelAdmin, Rules, site
from plans.permissions import can_read_plans
from reports.models import MediaNotice
from reports.permissions import can_record_notices
from reports.resources import MediaNoticeResource


@admin.register(MediaNotice, site=site)
class MediaNoticeAdmin(ListImportMixin, PlainChoicesMixin, RuledModelAdmin):
    """掲載記録の画面。"""

    resource_classes = (MediaNoticeResource,)
    rules = Rules(
        view=lambda actor, notice: can_read_plans(actor),
        add=lambda actor, notice: can_record_notices(actor),
        change=lambda actor, notice: can_record_notices(actor),
        delete=lambda actor, notice: can_record_notices(actor),
    )
    fields = ("review", "medium", "issue", "published_on")
    list_display = ("medium", "issue", "published_on", "review")
    list_select_related = ("review",)
    ordering = ("-published_on", "-pk")
