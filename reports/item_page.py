"""個票の画面の材料。事実から、表と矢印の並びを作る。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from plans.choices import StatementSection
from plans.models import ItemSuccession
from progress.choices import RecordState, ReviewState
from progress.models import ProgressRecord
from progress.permissions import can_save, can_word, case_of
from reports.inherited import inherited_items
from reports.overview import count_late, outlooks_of, rating_of, schedule_rows, words_of_unseen
from reports.svg import draw_line_chart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plans.actors import Actor
    from reports.choosing import Choice

Facts = dict[str, Any]

# 報告の状態ごとの、次にすること。公表の後に確定を解いた報告は、年度とともに委員会審議中に戻る。
NEXT_STEPS: dict[str, str] = {
    RecordState.BLANK: "担当課が実績を記入し、主担当課が提出します。",
    RecordState.DRAFT: "主担当課が提出します。",
    RecordState.SENT_BACK: "担当課が指摘に答えて直し、もう一度提出します。",
    RecordState.SUBMITTED: "主担当課の課長が確認します。",
    RecordState.APPROVED: "総務課が確定します。",
    RecordState.FINALIZED: "確定しました。進行管理委員会の意見を受けて、公表します。",
}
# 移行入力の年度で違うところ。課の提出も課長の確認もない。
MIGRATION_STEPS: dict[str, str] = {
    RecordState.BLANK: "総務課が過去の記録から記入し、提出します。",
    RecordState.DRAFT: "総務課が提出します。",
    RecordState.SENT_BACK: "総務課が指摘に答えて直し、もう一度提出します。",
    RecordState.SUBMITTED: "総務課の、提出した人でない人が確定します。",
    RecordState.FINALIZED: "確定しました。総務課が公表します。",
}
PUBLISHED_STEP = "公表しました。"
LEFT_OUT_STEP = "年度は公表済ですが、この報告は確定していないため、公表に入っていません。"


def find_record(actor: Actor, choice: Choice, number: int) -> ProgressRecord | None:
    """この人に見える、項目 number のその年度の報告。なければ None。"""
    rows = (
        ProgressRecord.objects.all()
        .visible_to(actor)
        .filter(review__plan=choice.plan, item__number=number)
        .for_year(choice.fiscal_year)
        .select_related("review", "item")
        .prefetch_related("item__item_departments")
    )
    found: ProgressRecord | None = rows.first()
    return found


def may_word(actor: Actor, record: ProgressRecord | None) -> bool:
    """この人が、紹介の一文を直せるか。"""
    return record is not None and can_word(actor, case_of(record))


def find_heirs(actor: Actor, choice: Choice, number: int) -> list[ItemSuccession]:
    """項目 number を次の計画で引き継いだ項目（計画つき）。この人に見える計画の分だけ。"""
    links = ItemSuccession.objects.all().visible_to(actor)
    heirs = links.filter(predecessor__plan=choice.plan, predecessor__number=number)
    return list(heirs.select_related("successor__plan").order_by("successor__number"))


def entry_url(actor: Actor, record: ProgressRecord | None) -> str:
    """この人がこの報告に書けるなら、入力画面の URL。書けなければ空文字。"""
    if record is None or not can_save(actor, case_of(record)):
        return ""
    return reverse("admin:progress_progressrecord_change", args=(record.pk,))


def item_context(facts: Facts, number: int) -> Facts:
    """個票の画面に渡すもの。前後の項目への道も含む。"""
    numbers = [item["number"] for item in facts["items"]]
    position = numbers.index(number)
    item = facts["items"][position]
    return {
        "item": item,
        "sections": [
            {"label": section.label, "statements": item["statements"][section.value]}
            for section in StatementSection
        ],
        "schedule": list(schedule_rows(item, facts)),
        "charts": list(_charts(item)),
        "outlooks": list(_outlooks(facts, item)),
        "story": list(_story(item)),
        "inherited": inherited_items(item),
        "next_step": next_step(facts["year"], item["record"]["state"]),
        "previous": facts["items"][position - 1] if position else None,
        "next": facts["items"][position + 1] if position + 1 < len(numbers) else None,
    }


def next_step(year: Facts, state: str) -> str:
    """年度 year の、状態 state の報告の、次にすること。報告がないか見せていなければ空。"""
    if state not in NEXT_STEPS:
        return ""
    if year["state"] == ReviewState.PUBLISHED:
        return PUBLISHED_STEP if state == RecordState.FINALIZED else LEFT_OUT_STEP
    migration = MIGRATION_STEPS.get(state, "") if year.get("is_migration") else ""
    return migration or NEXT_STEPS[state]


def _outlooks(facts: Facts, item: Facts) -> Iterator[Facts]:
    """指標ごとの、最終年度の見通しの文。"""
    for indicator in item["indicators"]:
        for name, view in outlooks_of(facts, indicator):
            yield {"number": indicator["number"], "name": name, "sentence": view.sentence}


def _story(item: Facts) -> Iterator[Facts]:
    """年度ごとの、状態、評価、遅れと判定した実施内容の数。見えない評価と数は、状態の語で言う。"""
    unseen = words_of_unseen(item)
    for row in item["years"]:
        late = count_late(item, row["year"])
        yield {
            "state_label": row["state_label"],
            "rating": rating_of(row)["label"],
            "late": late,
            "no_rating": unseen.get(row["year"], "なし"),
            "no_late": unseen.get(row["year"], "判定なし"),
        }


def _charts(item: Facts) -> Iterator[Facts]:
    """図にできる指標の図。"""
    for indicator in item["indicators"]:
        chart = draw_line_chart(indicator)
        if chart:
            yield {"indicator": indicator, "chart": chart}
