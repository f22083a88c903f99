"""催促の控え。だれにいつ送ったかを総務課が見て、写して使う文を開く。直すことはできない。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from plans.admin_site import RuledModelAdmin, Rules, actor_of, site
from plans.fiscal_year import format_date
from progress.models import Reminder
from progress.permissions import can_read_reminders
from progress.reminders import load_notices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@admin.register(Reminder, site=site)
class ReminderAdmin(RuledModelAdmin):
    """催促の控えの画面。"""

    rules = Rules(view=lambda actor, reminder: can_read_reminders(actor))
    list_display = ("day", "user", "subject", "delivery")
    list_select_related = ("user",)
    list_display_links = ("day", "user")
    search_fields = ("user__username", "user__last_name", "user__first_name")
    search_help_text = "宛先の氏名か利用者名から探します。"
    ordering = ("-on", "user__username")
    fields = ("day", "user", "subject", "body", "delivery")
    readonly_fields = fields
    change_list_template = "progress/admin/reminder_change_list.html"

    @admin.display(description="日付", ordering="on")
    def day(self, reminder: Reminder) -> str:
        """催促の日。"""
        return format_date(reminder.on)

    @admin.display(description="送信")
    def delivery(self, reminder: Reminder) -> str:
        """送れたか。"""
        if reminder.sent_at:
            return f"{timezone.localtime(reminder.sent_at):%H:%M} 送信済"
        if reminder.failure:
            return "送れませんでした"
        return "確かめられません"

    def get_urls(self) -> list[Any]:
        """写して使う文の画面を足す。"""
        view = self.admin_site.admin_view(require_safe(self.texts_view))
        return [path("texts/", view, name="reminder_texts"), *super().get_urls()]

    def texts_view(self, request: HttpRequest) -> HttpResponse:
        """いま待っているものがある人と、その人への文。メールのない人の分もここから写せる。"""
        actor = actor_of(request)
        if not can_read_reminders(actor):
            raise PermissionDenied
        context = {"notices": load_notices(actor.on), "on": actor.on}
        return render(request, "progress/admin/reminder_texts.html", context)
