"""報告の変更履歴。だれが、いつ、何から何へ、なぜ変えたかを、行為ごとにまとめる。

報告とそれにぶら下がる行、委員会後の評価と改善策、この年度のこの項目への意見と対応の履歴の行と、
差戻しの指摘を、一つの並びにする。
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from plans.choices import Absence
from plans.fiscal_year import format_date
from progress.choices import RecordState
from progress.deeds import actual_path, content_path, remark_label
from progress.models import (
    Actual,
    AmendedImprovement,
    Caution,
    CommitteeRating,
    ContentProgress,
    DepartmentPart,
    Evidence,
    FollowUp,
    Opinion,
    OpinionResponse,
    ProgressRecord,
    SendBack,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from django.db.models import QuerySet

# 一度の保存で書いた行の時刻は、報告の行の時刻と少しずれる。
SAME_DEED = dt.timedelta(seconds=5)
REASONS_OF_KINDS = {"+": "登録", "~": "変更", "-": "削除"}


@dataclass(frozen=True, slots=True)
class Change:
    """変わった欄。label は欄の呼び名、before と after は画面での言い方（空なら何もない）。"""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Deed:
    """一つの行為。who が at に reason のために行い、changes を変え、remarks を指摘した。

    state は行った後の報告の状態、state_labels はその前と後の言い方（報告を動かさなければ空）。
    """

    at: dt.datetime
    who: str
    user_id: int | None
    reason: str
    state: str = ""
    state_labels: tuple[str, ...] = ()
    changes: list[Change] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Column:
    """見比べる欄。label は呼び名（空なら行の呼び名だけ）、show は行から画面での言い方を出す。"""

    label: str
    show: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Source:
    """履歴を読む表。of は報告の行を絞る条件、name は行の呼び名、columns は見比べる欄。"""

    model: Any
    of: Callable[[ProgressRecord], dict[str, Any]]
    related: tuple[str, ...]
    name: Callable[[Any], str]
    columns: tuple[Column, ...]

    def rows(self, record: ProgressRecord) -> QuerySet[Any]:
        """報告の、この表の履歴の行を古い順に。"""
        rows: QuerySet[Any] = self.model.history.filter(**self.of(record))
        return rows.select_related("history_user", *self.related).order_by("history_id")


def _by(path: str) -> Callable[[ProgressRecord], dict[str, Any]]:
    """報告の番号を、この道で比べる。"""
    return lambda record: {path: record.pk}


def _by_opinion(path: str) -> Callable[[ProgressRecord], dict[str, Any]]:
    """この年度の、この項目への意見の番号を、この道で比べる。"""

    def narrow(record: ProgressRecord) -> dict[str, Any]:
        rows = Opinion.objects.filter(review=record.review_id, item=record.item_id)
        return {f"{path}__in": rows.values("pk")}

    return narrow


def _column(model: Any, name: str, label: str | None = None) -> Column:
    """モデルの欄。選択肢のある欄は、選んだ言葉で示す。"""
    source = model._meta.get_field(name)
    if source.choices:
        return Column(label or source.verbose_name, lambda row: _choice_of(row, name))
    shown = str(source.verbose_name) if label is None else label
    return Column(shown, lambda row: _words_of(getattr(row, name)))


def _words_of(value: Any) -> str:
    """画面での言い方。日付は和暦にする。"""
    return format_date(value) if isinstance(value, dt.date) else str(value or "")


def _choice_of(row: Any, name: str) -> str:
    return str(getattr(row, f"get_{name}_display")()) if getattr(row, name) else ""


def _value_of(actual: Any) -> str:
    """実績の値か、値がない理由。未入力は、何もないのと同じに示す。"""
    if actual.absence == Absence.NOT_ENTERED:
        return ""
    return str(actual.value or actual.get_absence_display())


RECORD = Source(
    ProgressRecord,
    _by("id"),
    ("self_rating",),
    lambda row: "",
    tuple(
        _column(ProgressRecord, name)
        for name in (
            "achievement", "issues", "improvement", "self_rating", "rating_reason",
            "last_outcome", "last_outcome_note", "source", "sentence",
        )
    ),
)  # fmt: skip
PARTS = (
    Source(
        Actual,
        _by("record_id"),
        ("indicator",),
        lambda row: f"実績「{row.indicator.name}」",
        (Column("", _value_of), _column(Actual, "note")),
    ),
    Source(
        ContentProgress,
        _by("record_id"),
        ("content",),
        lambda row: f"実施内容{row.content.key}",
        (_column(ContentProgress, "pace"), _column(ContentProgress, "activities")),
    ),
    Source(
        Caution,
        _by("record_id"),
        (),
        lambda row: "注意",
        (_column(Caution, "sentence", ""), _column(Caution, "answer")),
    ),
    Source(
        DepartmentPart,
        _by("record_id"),
        ("department",),
        lambda row: f"協力　{row.department}",
        (Column("", lambda row: "記入済"), _column(DepartmentPart, "remark")),
    ),
    Source(
        Evidence,
        _by("actual__record_id"),
        (),
        lambda row: "根拠資料",
        (_column(Evidence, "title", ""), _column(Evidence, "link")),
    ),
    Source(
        CommitteeRating,
        _by("record_id"),
        ("rating",),
        lambda row: "",
        (_column(CommitteeRating, "rating"), _column(CommitteeRating, "reason")),
    ),
    Source(
        AmendedImprovement,
        _by("record_id"),
        (),
        lambda row: "",
        (_column(AmendedImprovement, "text"),),
    ),
    Source(
        Opinion,
        _by_opinion("id"),
        (),
        lambda row: f"意見{row.number}",
        tuple(_column(Opinion, name) for name in ("kind", "text", "people", "state")),
    ),
    Source(
        OpinionResponse,
        _by_opinion("opinion_id"),
        ("opinion", "department"),
        lambda row: f"意見{row.opinion.number}への{row.department}の回答",
        tuple(
            _column(OpinionResponse, name)
            for name in ("state", "stance", "text", "due_on", "remark")
        ),
    ),
    Source(
        FollowUp,
        _by_opinion("opinion_id"),
        ("opinion", "department"),
        lambda row: f"意見{row.opinion.number}",
        (_column(FollowUp, "state"), _column(FollowUp, "text", "対応の内容")),
    ),
)


def load_deeds(record: ProgressRecord) -> list[Deed]:
    """報告の行為を、新しい順に並べる。問い合わせは十二で、履歴の長さによらない。"""
    deeds = list(_record_deeds(record))
    own = tuple(deeds)
    names: dict[str, str] = {}
    for source in PARTS:
        for row, changes in _compare(source, record):
            names |= _path_names(source, row)
            if not changes:
                continue
            deed = _find_deed(own, row.history_user_id, row.history_date)
            if deed is None:
                deed = _new_deed(row)
                deeds.append(deed)
            deed.changes += changes
    _add_remarks(record, own, names)
    return sorted(deeds, key=lambda deed: deed.at, reverse=True)


def _record_deeds(record: ProgressRecord) -> Iterator[Deed]:
    before = ""
    for row, changes in _compare(RECORD, record):
        deed = _new_deed(row)
        deed.changes = changes
        deed.state = row.state
        labels = [RecordState(state).label for state in (before, row.state) if state]
        deed.state_labels = tuple(dict.fromkeys(map(str, labels)))
        before = row.state
        yield deed


def _new_deed(row: Any) -> Deed:
    reason = row.history_change_reason or REASONS_OF_KINDS[row.history_type]
    who = str(row.history_user) if row.history_user else "（記録がありません）"
    return Deed(row.history_date, who, row.history_user_id, reason)


def _compare(source: Source, record: ProgressRecord) -> Iterator[tuple[Any, list[Change]]]:
    """履歴の行と、同じ行の一つ前から変わった欄。"""
    before: dict[int, Sequence[str]] = {}
    nothing = ("",) * len(source.columns)
    for row in source.rows(record):
        name = source.name(row)
        is_gone = row.history_type == "-"
        shown = nothing if is_gone else tuple(column.show(row) for column in source.columns)
        pairs = zip(source.columns, before.get(row.id, nothing), shown, strict=True)
        yield (
            row,
            [
                Change("　".join(filter(None, (name, column.label))), old, new)
                for column, old, new in pairs
                if old != new
            ],
        )
        before[row.id] = shown


def _find_deed(deeds: Iterable[Deed], user_id: int | None, at: dt.datetime) -> Deed | None:
    """同じ人がほぼ同じ時に行った、最も近い行為。なければ None。"""
    near = [deed for deed in deeds if deed.user_id == user_id and abs(deed.at - at) <= SAME_DEED]
    return min(near, key=lambda deed: abs(deed.at - at), default=None)


def _path_names(source: Source, row: Any) -> dict[str, str]:
    """差戻しの指摘が指す欄の名から、欄の呼び名を引く表の一行。"""
    if source.model is Actual:
        return {actual_path(row.indicator_id): source.name(row)}
    if source.model is ContentProgress:
        return {content_path(row.content_id): source.name(row)}
    return {}


def _add_remarks(record: ProgressRecord, deeds: Iterable[Deed], names: dict[str, str]) -> None:
    """欄ごとの指摘を、差戻しの行為に添える。全体への指摘は、その理由としてすでにある。"""
    for row in SendBack.objects.filter(record=record).exclude(field="").order_by("pk"):
        deed = _find_deed(deeds, row.by_id, row.at)
        if deed:
            deed.remarks.append((names.get(row.field) or remark_label(row.field), row.text))
