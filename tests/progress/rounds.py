"""一年の進行管理を試すための手順。"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from progress.models import AnnualReview, ProgressRecord
from progress.opening import default_scale, open_review
from progress.people import load_actor
from progress.workflow import perform

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from plans.actors import Actor
    from plans.models import ActionItem, Plan, User

BOX = re.compile(r"<input[^>]*>")
CHOICE = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
TEXT = re.compile(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', re.DOTALL)


def actor_of(person: User) -> Actor:
    """今日のその人の立場。"""
    return load_actor(person, timezone.localdate())


def prepare_year(plan: Plan, fiscal_year: int = 2021, **values: Any) -> AnnualReview:
    """年度を用意する（まだ開かない）。"""
    return AnnualReview.objects.create(
        plan=plan, fiscal_year=fiscal_year, scale=default_scale(), **values
    )


def open_year(plan: Plan, secretariat: User, fiscal_year: int = 2021) -> AnnualReview:
    """年度を開く。"""
    review = prepare_year(plan, fiscal_year)
    open_review(review.pk, actor=actor_of(secretariat), user=secretariat, at=timezone.now())
    review.refresh_from_db()
    return review


def record_for(item: ActionItem, fiscal_year: int = 2021) -> ProgressRecord:
    """項目のその年度の報告。"""
    return ProgressRecord.objects.get(item=item, review__fiscal_year=fiscal_year)


def entry_url(record: ProgressRecord) -> str:
    """入力画面の URL。"""
    return f"/admin/progress/progressrecord/{record.pk}/change/"


def read_boxes(page: str) -> dict[str, str]:
    """画面の入力欄の今の値を、欄の名前で返す。人が何も触らずに送るのと同じ中身になる。"""
    boxes: dict[str, str] = {}
    for tag in BOX.findall(page):
        kind, name, value = (_attribute(tag, key) for key in ("type", "name", "value"))
        if name and (kind != "radio" or "checked" in tag):
            boxes[name] = value
    for name, options in CHOICE.findall(page):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        boxes[name] = chosen[1] if chosen else ""
    boxes.update(TEXT.findall(page))
    return boxes


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def send_entry(client: Client, record: ProgressRecord, button: str = "_save", **typed: str) -> Any:
    """入力画面を開き、typed の欄だけを書きかえて送る。欄の名の - は __ と書く。"""
    boxes = read_boxes(client.get(entry_url(record)).content.decode())
    return send_boxes(client, record, boxes, button, **typed)


def send_boxes(
    client: Client, record: ProgressRecord, boxes: dict[str, str], button: str, **typed: str
) -> HttpResponse:
    """先に開いておいた画面の欄 boxes を、typed で書きかえて送る。"""
    changes = {name.replace("__", "-"): text for name, text in typed.items()}
    response: HttpResponse = client.post(entry_url(record), {**boxes, **changes, button: "1"})
    return response


def do(record: ProgressRecord, verb: str, person: User, **values: Any) -> ProgressRecord:
    """動詞を、いまの版で行う。version などは values で変えられる。"""
    record.refresh_from_db()
    values.setdefault("version", record.version)
    return perform(
        record.pk, verb, actor=actor_of(person), user=person, at=timezone.now(), **values
    )


def finish(record: ProgressRecord, staff: User, head: User, secretariat: User) -> ProgressRecord:
    """保存から確定までを、三人で進める。"""
    for verb, person in (
        ("save", staff),
        ("submit", staff),
        ("approve", head),
        ("finalize", secretariat),
    ):
        do(record, verb, person)
    record.refresh_from_db()
    return record
