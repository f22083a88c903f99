"""委員の一覧。任期の並びを見て、書き出し、取り込む。"""

from django.contrib import admin

from plans.admin.base import PlainChoicesMixin
from plans.admin.lists import ListImportMixin
from plans.admin_site import RuledModelAdmin, Rules, site, yes_or_no
from progress.models import CommitteeMember
from progress.permissions import can_manage_reviews
from progress.resources import MemberResource


@admin.register(CommitteeMember, site=site)
class CommitteeMemberAdmin(ListImportMixin, PlainChoicesMixin, RuledModelAdmin):
    """委員の画面。総務課だけが見て、直せる。"""

    resource_classes = (MemberResource,)
    rules = Rules(
        view=lambda actor, member: can_manage_reviews(actor),
        add=lambda actor, member: can_manage_reviews(actor),
        change=lambda actor, member: can_manage_reviews(actor),
        delete=lambda actor, member: can_manage_reviews(actor),
    )
    list_display = (
        "user",
        "committee",
        "starts_on",
        "ends_on",
        yes_or_no("is_name_public", "氏名を公表する"),
    )
    list_select_related = ("user", "committee")
    search_fields = ("user__last_name", "user__first_name", "user__username")
    search_help_text = "委員の氏名か利用者名から探します。"
    ordering = ("committee", "-starts_on", "user__username")
