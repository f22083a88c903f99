"""委員会の会議。総務課が用意し、出欠と議事要旨を残す。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from plans.admin.lists import ListImportMixin
from plans.admin_site import RuledModelAdmin, Rules, actor_of, site
from progress.models import CommitteeMeeting
from progress.permissions import can_manage_reviews, can_view_reviews
from progress.resources import MeetingResource

if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(CommitteeMeeting, site=site)
class CommitteeMeetingAdmin(ListImportMixin, RuledModelAdmin):
    """委員会の会議の画面。"""

    resource_classes = (MeetingResource,)
    rules = Rules(
        view=lambda actor, meeting: can_view_reviews(actor),
        add=lambda actor, meeting: can_manage_reviews(actor),
        change=lambda actor, meeting: can_manage_reviews(actor),
    )
    list_display = ("__str__", "held_on", "place", "opinions_due_on")
    list_select_related = ("review",)
    ordering = ("-review__fiscal_year", "number")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """欄の並び。出欠の記録（氏名の控え）は、総務課だけに見せる。"""
        fields = list(super().get_fields(request, obj))
        if can_manage_reviews(actor_of(request)):
            return fields
        return [name for name in fields if name != "attendance"]
