"""進行管理委員会と委員。"""

from django.contrib import admin

from plans.admin.base import PlainChoicesMixin
from plans.admin_site import RuledInline, RuledModelAdmin, Rules, site
from progress.models import Committee, CommitteeMember
from progress.permissions import can_manage_reviews, can_view_reviews


class CommitteeMemberRows(PlainChoicesMixin, RuledInline):
    """委員の行。総務課だけが見て、直せる。"""

    model = CommitteeMember
    rules = Rules(
        view=lambda actor, committee: can_manage_reviews(actor),
        add=lambda actor, committee: can_manage_reviews(actor),
        change=lambda actor, committee: can_manage_reviews(actor),
        delete=lambda actor, committee: can_manage_reviews(actor),
    )


@admin.register(Committee, site=site)
class CommitteeAdmin(RuledModelAdmin):
    """進行管理委員会の画面。"""

    rules = Rules(
        view=lambda actor, committee: can_view_reviews(actor),
        add=lambda actor, committee: can_manage_reviews(actor),
        change=lambda actor, committee: can_manage_reviews(actor),
    )
    inlines = (CommitteeMemberRows,)
    list_display = ("name", "plan")
    list_select_related = ("plan",)
