"""照会文。担当課に記入を頼む、写して使う文とメールの下書き。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from plans.fiscal_year import format_date, wareki_label

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from progress.models import ProgressRecord
    from progress.review_overview import DepartmentRow, Overview

WEEKDAYS = "月火水木金土日"
# これより長い mailto: を開けないメールソフトがある。
MAX_MAILTO = 1900


@dataclass(frozen=True, slots=True)
class Inquiry:
    """照会文。subject は件名、body は本文、addresses は宛先、mailto はメールを書き始める道。"""

    subject: str
    body: str
    addresses: tuple[str, ...]
    mailto: str


def write_inquiry(overview: Overview, address: str) -> Inquiry:
    """照会文を書く。address は「わたしの入力」の画面の URL。"""
    year = wareki_label(overview.review.fiscal_year)
    subject = f"{year}の実績の記入について（照会）"
    opening = _opening(overview, year)
    deadlines = [f"・{row.name}　{_day_text(row.day)}" for row in overview.deadlines]
    people = [person for row in overview.departments for person in row.people]
    addresses = tuple(dict.fromkeys(person.email for person in people if person.email))
    short = "\n".join([*opening, "", *deadlines[:2], "", address])
    return Inquiry(
        subject=subject,
        body="\n".join(_body(opening, deadlines, overview, address)),
        addresses=addresses,
        mailto=_mailto(addresses, subject, short),
    )


def _opening(overview: Overview, year: str) -> list[str]:
    plan = overview.review.plan
    return ["各課　課長・担当者　各位", "", f"{plan.name}の{year}の実績の記入をお願いします。"]


def _body(
    opening: list[str], deadlines: list[str], overview: Overview, address: str
) -> Iterable[str]:
    yield from opening
    yield from ("", "１　記入する画面", f"　{address}")
    yield "　ログインすると、課の項目が並びます。書きかけは画面に残り、状態は総務課からも見えます。"
    yield "　メールでのご回答は要りません。"
    yield from ("", "２　期限", *(f"　{line}" for line in deadlines))
    yield from ("", "３　各課の項目")
    for row in overview.departments:
        yield from _department_lines(row)
    yield from ("", overview.review.plan.organization, "進行管理担当")


def _department_lines(row: DepartmentRow) -> Iterable[str]:
    yield f"　{row.department}（主担当 {len(row.lead)}項目、協力 {len(row.partner)}項目）"
    yield from (f"　　{record.item}{_state_note(record)}" for record in row.lead)
    yield from (f"　　{item}（協力）" for item in row.partner)


def _state_note(record: ProgressRecord) -> str:
    """まだ何も書かれていない報告には何も添えない。"""
    return "" if record.state == "blank" else f"（{record.get_state_display()}）"


def _day_text(day: dt.date | None) -> str:
    return f"{format_date(day)}（{WEEKDAYS[day.weekday()]}）" if day else "未定"


def _mailto(addresses: tuple[str, ...], subject: str, body: str) -> str:
    """メールを書き始める道。長すぎて開けないときは、宛先を、次に本文を省く。"""
    query = f"?subject={quote(subject)}"
    letter = f"{query}&body={quote(body)}"
    recipients = ",".join(quote(address, safe="@") for address in addresses)
    choices = (f"mailto:{recipients}{letter}", f"mailto:{letter}", f"mailto:{query}")
    return next((one for one in choices if len(one) <= MAX_MAILTO), choices[-1])
