"""実施時期の確認の画面の材料。項目を読み、編集中の矢印から画面に渡すものを作る。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import timezone

from plans.correction import is_locked
from plans.fiscal_year import format_date, wareki_label
from plans.models import ActionItem, ImplementationContent, PhaseSpan, Plan, SourceNote
from plans.schedule_arrows import lay_out
from plans.schedule_forms import row_of
from plans.schedule_rows import SpanRow, group_rows
from plans.schedule_save import needs_correction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms import BaseFormSet

    from plans.actors import Actor

# 矢印ごとのボタン。働きは schedule_rows の INDEX_EDITS。
EDIT_LABELS = {
    "up": "前へ",
    "down": "後へ",
    "split": "二つに分ける",
    "join": "次とつなぐ",
    "delete": "消す",
}


@dataclass(slots=True)
class Screen:
    """一つの項目の画面。stored は保存されている矢印、rows は編集中の矢印。"""

    plan: Plan
    item: ActionItem
    contents: list[ImplementationContent]
    stored: list[PhaseSpan]
    notes: list[SourceNote]
    rows: list[SpanRow]

    @property
    def content_ids(self) -> list[str]:
        """実施内容の番号（pk）の並び。"""
        return [str(row.pk) for row in self.contents]

    @property
    def is_altered(self) -> bool:
        """編集中の矢印が、保存されている矢印と違うか。"""
        return self.rows != [row_of(span) for span in self.stored]

    def set_rows(self, rows: list[SpanRow]) -> None:
        """編集中の矢印を置き換える。実施内容の順に並べる。"""
        self.rows = group_rows(rows, self.content_ids)


def choose_plan(actor: Actor, asked: str | None) -> Plan:
    """見る計画。asked（番号）がなければ、見える計画のうち期間の最も新しいもの。なければ 404。"""
    plans = Plan.objects.all().visible_to(actor)
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404
    chosen = plans.filter(pk=int(asked)) if asked else plans.order_by("-first_year", "-pk")
    found: Plan | None = chosen.first()
    if found is None:
        raise Http404
    return found


def load_screen(actor: Actor, plan: Plan, number: int) -> Screen:
    """項目の画面を読む。見えない項目は 404。"""
    items = ActionItem.objects.all().visible_to(actor).select_related("schedule_confirmed_by")
    item = items.filter(plan=plan, number=number).first()
    if item is None:
        raise Http404
    item.plan = plan
    contents = list(item.contents.order_by("order"))
    for content in contents:
        content.item = item
    spans = list(PhaseSpan.objects.filter(content__item=item).order_by("content__order", "order"))
    notes = SourceNote.objects.all().visible_to(actor).filter(item=item).order_by("number")
    return Screen(plan, item, contents, spans, list(notes), [row_of(span) for span in spans])


def screen_context(screen: Screen, formset: BaseFormSet) -> dict[str, Any]:
    """画面に渡すもの。"""
    return {
        "plan": screen.plan,
        "item": screen.item,
        "confirmation": confirmation_of(screen.item),
        "is_altered": screen.is_altered,
        "years": [wareki_label(year) for year in screen.plan.years],
        "arrows": arrow_table(screen, screen.rows),
        "groups": _groups(screen, formset),
        "edits": EDIT_LABELS.items(),
        "notes": [_note_facts(screen, note) for note in screen.notes],
        "is_locked": is_locked(screen.plan),
        "needs_correction": needs_correction(screen.item),
        **_neighbours(screen),
    }


def confirmation_of(item: ActionItem) -> str:
    """だれがいつ確認したか。未確認なら空。"""
    if item.schedule_confirmed_at is None:
        return ""
    day = format_date(timezone.localdate(item.schedule_confirmed_at))
    return f"{item.schedule_confirmed_by}（{day}）"


def arrow_table(screen: Screen, rows: Iterable[SpanRow]) -> list[dict[str, Any]]:
    """矢印の表。実施内容ごとに、年度のます目の段を持つ。"""
    placed: dict[str, list[tuple[SpanRow, int, int]]] = {}
    for row in rows:
        if row.years:
            placed.setdefault(row.content, []).append((row, *row.years))
    return [
        {
            "content": content,
            "lanes": lay_out(placed.get(str(content.pk), ()), screen.plan.years),
        }
        for content in screen.contents
    ]


def _groups(screen: Screen, formset: BaseFormSet) -> list[dict[str, Any]]:
    forms = list(zip(formset.forms, screen.rows, strict=True))
    known = set(screen.content_ids)
    groups = [
        {
            "content": content,
            "forms": [form for form, row in forms if row.content == str(content.pk)],
        }
        for content in screen.contents
    ]
    strays = [form for form, row in forms if row.content not in known]
    return [*groups, {"content": None, "forms": strays}] if strays else groups


def _note_facts(screen: Screen, note: SourceNote) -> dict[str, Any]:
    return {
        "note": note,
        "alternatives": [
            {"label": alternative.get("label", ""), "value": f"take-{note.pk}-{index}"}
            for index, alternative in enumerate(note.alternatives)
        ],
    }


def alternative_labels(screen: Screen, note_id: str, index: str) -> dict[str, list[str]]:
    """別案の表記を、実施内容の番号（pk）ごとに返す。別案がなければ 404。"""
    keys = {content.key: str(content.pk) for content in screen.contents}
    for note in screen.notes:
        if (
            str(note.pk) == note_id
            and index.isascii()
            and index.isdigit()
            and int(index) < len(note.alternatives)
        ):
            rows = note.alternatives[int(index)].get("rows", {})
            return {keys[key]: labels for key, labels in rows.items() if key in keys}
    raise Http404


def _neighbours(screen: Screen) -> dict[str, Any]:
    items = ActionItem.objects.for_plan(screen.plan).awaiting_schedule_confirmation()
    waiting = list(items.order_by("number").values_list("number", flat=True))
    return {
        "remaining": len(waiting),
        "previous_number": _last(number for number in waiting if number < screen.item.number),
        "next_number": next((one for one in waiting if one > screen.item.number), None),
    }


def _last(numbers: Iterable[int]) -> int | None:
    return max(numbers, default=None)
