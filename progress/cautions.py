"""注意。名のついた規則の表で、報告のおかしなところを知らせる。止めはしない。"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from plans.choices import IndicatorKind
from progress.choices import Pace
from progress.deeds import actual_path, content_path
from progress.models import Caution
from progress.phases import LATE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from plans.figures import Figure
    from plans.models import Indicator, Target, User
    from progress.bands import Band
    from progress.judgement import Judgement
    from progress.models import Actual, ContentProgress, ProgressRecord

# 前年度のこの倍数以上、またはその逆数以下なら「大きく違う」。
FAR_RATIO = Fraction(2)
# 実施内容のこの割合以上が中止なら、指標の値と合っているかを尋ねる。
CANCELLED_SHARE = Fraction(1, 2)
REASONED_PACES = frozenset({*LATE, Pace.CANCELLED})
REPEATED_TEXTS = {"achievement": "成果", "issues": "課題", "improvement": "改善策・次年度の取組"}


@dataclass(frozen=True, slots=True)
class Finding:
    """規則に当たったもの。code は規則、subject は欄を指す名、sentence は画面に出す文。"""

    code: str
    subject: str
    sentence: str


@dataclass(slots=True)
class Material:
    """規則が見るもの。judgements（判定）とtargets（目標）は指標の番号から、last_*は前年度の行。"""

    record: ProgressRecord
    actuals: Sequence[Actual]
    contents: Sequence[ContentProgress]
    bands: Sequence[Band]
    judgements: Mapping[int, Judgement] = field(default_factory=dict)
    targets: Mapping[int, Target] = field(default_factory=dict)
    last_record: ProgressRecord | None = None
    last_actuals: Mapping[int, Actual] = field(default_factory=dict)
    last_contents: Mapping[int, ContentProgress] = field(default_factory=dict)


# 規則に当たった対象の、欄を指す名と、文に入れる言葉。
Subjects = Iterator[tuple[str, dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """規則。find が（欄を指す名、文に入れる言葉）を並べ、sentence に当てはめる。"""

    code: str
    sentence: str
    find: Callable[[Material], Subjects]


def _find_far(material: Material) -> Subjects:
    for row in material.actuals:
        last = material.last_actuals.get(row.indicator_id)
        if row.value and last and last.value and _is_far(row.value, last.value):
            yield (
                actual_path(row.indicator_id),
                {"name": row.indicator.name, "value": row.value, "last": last.value},
            )


def _is_far(value: Figure, last: Figure) -> bool:
    pairs = ((value.number, last.number), (value.second_number, last.second_number))
    ratios = [Fraction(now) / Fraction(before) for now, before in pairs if now and before]
    return any(ratio >= FAR_RATIO or ratio <= 1 / FAR_RATIO for ratio in ratios)


def _find_part_over_whole(material: Material) -> Subjects:
    for row in material.actuals:
        part = row.value.number if row.value else None
        whole = row.value.second_number if row.value else None
        if part is None or whole is None or part <= whole:
            continue
        if _is_part_of_whole(row.indicator, material.targets.get(row.indicator_id)):
            name = row.indicator.second_label or "かっこの中の数"
            yield actual_path(row.indicator_id), {"name": row.indicator.name, "whole": name}


def _is_part_of_whole(indicator: Indicator, target: Target | None) -> bool:
    """第2値が全体の数か。割合の目標（総数の3分の1）と、何人中何人かを見る到達の指標。"""
    has_share = bool(target and target.value and target.value.share is not None)
    return has_share or indicator.kind == IndicatorKind.REACH


def _find_met_but_low(material: Material) -> Subjects:
    places = _place_judgements(material)
    chosen = _place_rating(material)
    if places and max(places) == 0 and chosen is not None and _is_low(chosen, material):
        yield "self_rating", {"rating": material.record.self_rating}


def _find_missed_but_high(material: Material) -> Subjects:
    chosen = _place_rating(material)
    is_missed = any(_is_low(place, material) for place in _place_judgements(material))
    if is_missed and chosen is not None and _is_high(chosen, material):
        yield "self_rating", {"rating": material.record.self_rating}


def _place_judgements(material: Material) -> list[int]:
    parts = [
        part for judged in material.judgements.values() for part in (judged, judged.second) if part
    ]
    return [material.bands.index(part.band) for part in parts if part.band]


def _place_rating(material: Material) -> int | None:
    rating = material.record.self_rating
    codes = [band.code for band in material.bands]
    return codes.index(rating.code) if rating and rating.code in codes else None


def _is_low(place: int, material: Material) -> bool:
    return place * 2 > len(material.bands) - 1


def _is_high(place: int, material: Material) -> bool:
    return place * 2 < len(material.bands) - 1


def _find_cancelled_with_value(material: Material) -> Subjects:
    cancelled = sum(row.pace == Pace.CANCELLED for row in material.contents)
    if not cancelled or cancelled < CANCELLED_SHARE * len(material.contents):
        return
    for row in material.actuals:
        if row.value and row.value.number:
            yield (
                actual_path(row.indicator_id),
                {"name": row.indicator.name, "value": row.value, "count": cancelled},
            )


def _find_repeated(material: Material) -> Subjects:
    last = material.last_record
    for name, label in REPEATED_TEXTS.items():
        if last and _is_same(getattr(material.record, name), getattr(last, name)):
            yield name, {"name": label}
    for row in material.contents:
        before = material.last_contents.get(row.content_id)
        if before and _is_same(row.activities, before.activities):
            yield content_path(row.content_id), {"name": f"「{row.content.title}」の取組内容"}


def _is_same(text: str, last: str) -> bool:
    return bool(_squeeze(text)) and _squeeze(text) == _squeeze(last)


def _squeeze(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _find_unreasoned(material: Material) -> Subjects:
    for row in material.contents:
        if row.pace in REASONED_PACES and not row.activities.strip():
            yield (
                content_path(row.content_id),
                {"name": row.content.title, "pace": row.get_pace_display()},
            )


RULES = (
    Rule(
        "far_from_last_year",
        "「{name}」の実績{value}は、前年度の{last}と大きく違います（2倍以上、または半分以下）。",
        _find_far,
    ),
    Rule(
        "part_over_whole",
        "「{name}」の実績が、{whole}より大きくなっています。",
        _find_part_over_whole,
    ),
    Rule(
        "met_but_low",
        "目標はすべて達成していますが、自己評価は「{rating}」です。",
        _find_met_but_low,
    ),
    Rule(
        "missed_but_high",
        "未達成の指標がありますが、自己評価は「{rating}」です。",
        _find_missed_but_high,
    ),
    Rule(
        "cancelled_with_value",
        "中止した実施内容が{count}件ありますが、「{name}」に実績{value}が入っています。",
        _find_cancelled_with_value,
    ),
    Rule("same_as_last_year", "{name}が、前年度と同じ文です。", _find_repeated),
    Rule(
        "no_reason",
        "「{name}」は「{pace}」ですが、取組内容に理由が書かれていません。",
        _find_unreasoned,
    ),
)


def find_cautions(material: Material) -> list[Finding]:
    """規則を順に当てて、注意を並べる。データベースは読まない。"""
    return [
        Finding(rule.code, subject, rule.sentence.format(**words))
        for rule in RULES
        for subject, words in rule.find(material)
    ]


def store_cautions(
    record: ProgressRecord,
    findings: Iterable[Finding],
    *,
    known: Iterable[Caution],
    answers: Mapping[str, str],
    user: User,
    at: dt.datetime,
) -> None:
    """注意を findings のとおりに書き直す。known は今の注意、answers は説明（鍵は answer_key）。

    続いている注意の説明は残り、当たらなくなった注意は消える。変わった行だけを書き、履歴に残す。
    """
    before = {answer_key(row): row for row in known}
    updated = [_update_caution(record, finding, before, answers) for finding in findings]
    altered = [row for row in updated if row is not None]
    current = {answer_key(finding) for finding in findings}
    gone = [row for key, row in before.items() if key not in current]
    added = {id(row) for row in altered if row.pk is None}
    if altered:
        Caution.objects.bulk_create(
            altered,
            update_conflicts=True,
            unique_fields=("record", "code", "subject"),
            update_fields=("sentence", "answer"),
        )
    marks = [(row, "+" if id(row) in added else "~") for row in altered]
    _write_history([*marks, *((row, "-") for row in gone)], user, at)
    if gone:
        rows = Caution.objects.filter(pk__in=[row.pk for row in gone])
        # 履歴は上でまとめて書いたので、一行ずつ履歴を書く delete は使わない。
        rows._raw_delete(rows.db)


def answer_key(row: Caution | Finding) -> str:
    """注意を名指す鍵（規則と対象）。"""
    return f"{row.code}:{row.subject}"


def _update_caution(
    record: ProgressRecord,
    finding: Finding,
    before: Mapping[str, Caution],
    answers: Mapping[str, str],
) -> Caution | None:
    key = answer_key(finding)
    row = before.get(key) or Caution(record=record, code=finding.code, subject=finding.subject)
    answer = answers.get(key, row.answer)
    if row.pk and (row.sentence, row.answer) == (finding.sentence, answer):
        return None
    row.sentence, row.answer = finding.sentence, answer
    return row


def _write_history(marks: Sequence[tuple[Caution, str]], user: User, at: dt.datetime) -> None:
    history = Caution.history.model
    names = [column.attname for column in history.tracked_fields]
    history.objects.bulk_create(
        history(
            history_date=at,
            history_user=user,
            history_type=mark,
            history_change_reason="注意の見直し",
            **{name: getattr(row, name) for name in names},
        )
        for row, mark in marks
    )
