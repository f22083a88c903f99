"""総括。全体、基本目標、基本方針ごとの一文章。件数から下書きを作り、総務課が直して保存する。"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from plans.fiscal_year import wareki_label
from plans.models import BasicGoal, ImplementationContent, Policy
from plans.signing import sign_change
from progress.choices import Pace, SummarySubject
from progress.models import AnnualReview, ContentProgress, ProgressRecord, Summary
from progress.opinion_permissions import can_sum_up
from progress.workflow import ChangedMeanwhileError, NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from plans.actors import Actor
    from plans.models import User

NOT_ALLOWED = "総括は、受付中か委員会審議中の年度に、総務課だけが書けます。"
CHANGED_MESSAGE = "開いた後に、ほかの人が総括を保存しました。打った内容は下の欄に残っています。"
NOTHING_YET = "まだ確定した報告がありません。"
NOT_REPORTED = "記入なし"
# 全体の下書きの文。前の版の下書き（「報告が確定し」）も見分ける。
DRAFTED_WHOLE = re.compile(
    r"[^、。]+年度(?:の全\d+項目の|は、全\d+項目のうち\d+項目の報告が確定し、)評価は、"
    r"(?:[^、。]+\d+項目、)*[^、。]+\d+項目でした。?"
)

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class SummaryBox:
    """一つの総括。key は対象と番号、title は画面での名、version はまだなければ 0。"""

    key: Key
    title: str
    text: str = ""
    version: int = 0

    @property
    def name(self) -> str:
        """欄の名。"""
        return f"{self.key[0]}-{self.key[1]}"


@dataclass(frozen=True, slots=True)
class SummaryEntry:
    """保存する一つ。version は画面を開いたときの版。"""

    text: str
    version: int


def load_boxes(review: AnnualReview) -> list[SummaryBox]:
    """総括の欄を、全体、基本目標、基本方針の順に返す。問い合わせは三つ。"""
    known = {(row.subject, row.number): row for row in Summary.objects.filter(review=review)}
    goals = BasicGoal.objects.filter(plan=review.plan_id).order_by("number")
    policies = Policy.objects.filter(plan=review.plan_id).order_by("number")
    titles: dict[Key, str] = {
        (SummarySubject.WHOLE.value, 0): "全体",
        **{(SummarySubject.GOAL.value, row.number): str(row) for row in goals},
        **{(SummarySubject.POLICY.value, row.number): str(row) for row in policies},
    }
    return [
        SummaryBox(key, title, row.text, row.version)
        if (row := known.get(key))
        else SummaryBox(key, title)
        for key, title in titles.items()
    ]


@transaction.atomic
def save_summaries(
    review_id: int, entries: Mapping[Key, SummaryEntry], *, actor: Actor, user: User
) -> int:
    """変わった総括だけを保存し、その数を返す。

    許されなければ NotAllowedError、一つでも先に変わっていれば ChangedMeanwhileError。
    どのときも何も書かれない。
    """
    review = AnnualReview.objects.select_for_update(of=("self",)).get(pk=review_id)
    if not can_sum_up(actor, review):
        raise NotAllowedError(NOT_ALLOWED)
    known = {(row.subject, row.number): row for row in Summary.objects.filter(review=review)}
    changed = 0
    for (subject, number), entry in entries.items():
        row = known.get((subject, number))
        row = row or Summary(review=review, subject=subject, number=number, version=0)
        if entry.text == row.text:
            continue
        if entry.version != row.version:
            raise ChangedMeanwhileError(CHANGED_MESSAGE)
        row.text, row.version = entry.text, row.version + 1
        sign_change(row, user, "総括")
        row.save()
        changed += 1
    return changed


def draft_texts(review: AnnualReview) -> dict[Key, str]:
    """件数から作る下書き。問い合わせは三つ。

    全体と基本方針は実施項目の評価（委員会後の評価があればそれ）、基本目標は実施内容の進みを数える。
    """
    records = list(
        ProgressRecord.objects.closed()
        .filter(review=review)
        .select_related("item__policy", "self_rating", "committee_rating__rating")
    )
    ratings = [str(row) for row in review.scale.ratings.order_by("order")]
    total = review.plan.items.count()
    year = wareki_label(review.fiscal_year)
    texts = {(SummarySubject.WHOLE.value, 0): _whole_text(year, total, records, ratings)}
    policies = sorted({row.item.policy for row in records}, key=lambda one: one.number)
    for policy in policies:
        ours = [row for row in records if row.item.policy_id == policy.pk]
        key = (SummarySubject.POLICY.value, policy.number)
        texts[key] = (
            f"{len(ours)}項目の評価は、{_count_words(_labels(ours), ratings, '項目')}でした。"
        )
    return texts | _goal_texts(review)


def is_drafted(sentence: str) -> bool:
    """全体の総括の一文が、件数から作った下書きのままか。"""
    return sentence == NOTHING_YET or bool(DRAFTED_WHOLE.fullmatch(sentence))


def _whole_text(
    year: str, total: int, records: Sequence[ProgressRecord], ratings: Sequence[str]
) -> str:
    if not records:
        return NOTHING_YET
    words = _count_words(_labels(records), ratings, "項目")
    if len(records) == total:
        return f"{year}の全{total}項目の評価は、{words}でした。"
    return f"{year}は、全{total}項目のうち{len(records)}項目の報告が確定し、評価は、{words}でした。"


def _labels(records: Iterable[ProgressRecord]) -> list[str]:
    """公表する評価の評語。委員会後の評価があれば、それ。"""
    verdicts = [(row, getattr(row, "committee_rating", None)) for row in records]
    return [
        str((verdict.rating if verdict else row.self_rating) or "評価なし")
        for row, verdict in verdicts
    ]


def _goal_texts(review: AnnualReview) -> dict[Key, str]:
    """基本目標ごとの、実施内容の進み。二つの目標に関わる実施内容は、両方で数える。

    再掲の実施内容は元の項目の進みで数え、進みのないものは「記入なし」とする（公開の画面と同じ数え方）。
    進みが一つもなければ空。
    """
    closed = ProgressRecord.objects.closed().filter(review=review)
    rows = ContentProgress.objects.filter(record__in=closed).exclude(pace="")
    paces = dict(rows.values_list("content_id", "pace"))
    contents = ImplementationContent.objects.for_plan(review.plan).in_force_in(review.fiscal_year)
    links = ImplementationContent.basic_goals.through._default_manager.filter(
        implementationcontent__in=contents
    ).values_list(
        "basicgoal__number", "implementationcontent_id", "implementationcontent__repeats_id"
    )
    found: dict[int, list[str]] = {}
    for number, content, source in links if paces else ():
        pace = paces.get(source or content)
        found.setdefault(number, []).append(str(Pace(pace).label) if pace else NOT_REPORTED)
    order = [str(pace.label) for pace in Pace]
    return {
        (SummarySubject.GOAL.value, number): (
            f"関わる実施内容{len(labels)}件の進みは、{_count_words(labels, order, '件')}でした。"
        )
        for number, labels in sorted(found.items())
    }


def _count_words(labels: Sequence[str], order: Sequence[str], unit: str) -> str:
    """「達成18項目、概ね達成5項目」。0のものは言わない。"""
    counts = Counter(labels)
    names = [*(name for name in order if counts[name]), *sorted(set(counts) - set(order))]
    return "、".join(f"{name}{counts[name]}{unit}" for name in names)
