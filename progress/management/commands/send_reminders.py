"""send_reminders: 期限の前後と差戻しの催促を、一人に一日一通まで送る。"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from plans.fiscal_year import format_date
from progress.reminder_mail import Delivery, send_reminders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plans.models import User


class Command(BaseCommand):
    """催促を送る。毎朝一度、cron から動かす。同じ日に何度動かしても二通目は出ない。"""

    help = "待っているものがある人に、催促のメールを一人一日一通まで送ります。"

    def add_arguments(self, parser: CommandParser) -> None:
        """引数は日付（略せば今日）。"""
        parser.add_argument("--date", help="催促の日（例：2022-04-20）。略すと今日です。")

    def handle(self, *_: Any, **options: Any) -> None:
        """送って、結果を一行ずつ表示する。送れない人がいれば CommandError。"""
        on = _read_date(options["date"])
        delivery = send_reminders(on)
        self.stdout.write("\n".join(_describe(delivery, on)))
        if delivery.failed:
            raise CommandError(
                f"{len(delivery.failed)}人に送れませんでした。メールの設定を確かめて、"
                "同じ日のうちにもう一度動かすと、その人にだけ送り直します。"
            )


def _read_date(text: str | None) -> dt.date:
    if not text:
        return timezone.localdate()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            f"日付は 2022-04-20 の形で指定してください（いまは「{text}」）。"
        ) from error


def _describe(delivery: Delivery, on: dt.date) -> Iterator[str]:
    if not delivery.is_working_day:
        yield f"{format_date(on)}は営業日でないため、送りません。"
        return
    yield f"{format_date(on)}の催促を{len(delivery.sent)}人に送りました。"
    yield from _list("メールアドレスがないため、送らなかった人", delivery.without_address)
    yield from _list("前の回が途中で止まり、届いたか分からない人", delivery.unknown)
    yield from _list("送れなかった人", delivery.failed)


def _list(title: str, people: list[User]) -> Iterator[str]:
    if people:
        yield f"{title}：{'、'.join(str(person) for person in people)}"
