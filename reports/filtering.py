"""項目の絞り込み。条件は URL に置き、重ねて効き、紙と表にも同じに効く。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plans.choices import Qualifier
from progress.choices import Outcome, Pace
from reports.facts.counts import (
    HIDDEN_LABELS,
    STATE_LABELS,
    UNJUDGED,
    UNJUDGED_LABEL,
    absence_code,
    count_facts,
)
from reports.facts.indicators import ENTERED, STATUS_LABELS
from reports.overview import find_attention, list_improvements, pace_of, rating_of
from reports.overview.attention import RULES
from reports.overview.improvements import OPEN_LABEL
from reports.overview.ratings import NO_CODE, NO_GOAL_LABEL, NO_PACE_LABEL, UNRATED_LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from django.http import QueryDict

Facts = dict[str, Any]
Chosen = dict[str, list[str]]
"""選ばれた条件。名ごとの値の並び。"""

JUDGED = "judged"
LATE = "late"
UNCONFIRMED = "unconfirmed"
UNKNOWN_LABEL = "この年度にない値"
# 値がそのまま名である条件。
NAMED_BY_VALUE = frozenset({"department", "kind", "related"})
Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Filter:
    """絞り込みの条件。

    options は選べる値と名、pick は事実と値から、項目（of_contents なら実施内容）が合うかを見る
    関数を作る。of_contents の条件は、重ねると、同じ一つの実施内容に効く。
    is_listed でない条件は、数字のリンクから付くもので、付いている間だけ欄に並ぶ。
    """

    label: str
    options: Callable[[Facts], Options]
    pick: Callable[[Facts, str], Callable[[Facts], bool]]
    of_contents: bool = False
    is_listed: bool = True


def _by(read: Callable[[Facts], Iterable[object]]) -> Callable[..., Callable[[Facts], bool]]:
    """read が返す値のどれかが、選んだ値に等しいか。"""
    return lambda facts, value: lambda row: value in map(str, read(row))


def _distinct(pairs: Iterable[tuple[str, str]]) -> Options:
    return list(dict.fromkeys(pairs))


def _same(names: Iterable[str]) -> Options:
    return [(name, name) for name in dict.fromkeys(names)]


def _department_options(facts: Facts) -> Options:
    return _same(name for item in facts["items"] for name in item["departments"])


def _policy_options(facts: Facts) -> Options:
    return [
        (str(policy["number"]), f"{policy['code']}　{policy['title']}")
        for policy in facts["policies"]
    ]


def _measure_options(facts: Facts) -> Options:
    return [
        (
            f"{policy['number']}-{row['number']}",
            f"{policy['code']}（{row['number']}）{row['title']}",
        )
        for policy in facts["policies"]
        for row in policy["measures"]
    ]


def _measure_of(item: Facts) -> list[str]:
    measure = item["measure"]
    return [f"{item['policy']['number']}-{measure['number']}"] if measure else []


def _goal_options(facts: Facts) -> Options:
    goals = [(str(goal["number"]), f"{goal['number']}　{goal['title']}") for goal in facts["goals"]]
    return [*goals, (NO_CODE, NO_GOAL_LABEL)] if goals else []


def _state_options(facts: Facts) -> Options:
    present = {item["record"]["state"] for item in facts["items"]}
    return [(state, label) for state, label in STATE_LABELS.items() if state in present]


def _rating_options(facts: Facts) -> Options:
    ratings = [(rating["code"], rating["label"]) for rating in facts["scale"]["ratings"]]
    return [*ratings, (NO_CODE, UNRATED_LABEL)]


def _band_options(facts: Facts) -> Options:
    bands = [(rating["code"], rating["label"]) for rating in facts["scale"]["ratings"]]
    return [*bands, (JUDGED, "判定した指標のあるもの"), (UNJUDGED, UNJUDGED_LABEL)]


def _bands_of(facts: Facts, item: Facts) -> Iterable[str]:
    for row in _chosen_rows(facts, item):
        if row["judgement"]["band"]:
            yield from (row["judgement"]["band"], JUDGED)
        elif row["actual"]["status"] == ENTERED and not row["judgement"]["is_judged"]:
            yield UNJUDGED


def _absences_of(facts: Facts, item: Facts) -> Iterable[str]:
    for row in _chosen_rows(facts, item):
        yield absence_code(row["actual"])


def _chosen_rows(facts: Facts, item: Facts) -> Iterable[Facts]:
    year = facts["year"]["year"]
    for indicator in item["indicators"]:
        yield from (row for row in indicator["years"] if row["year"] == year)


def _sdg_options(facts: Facts) -> Options:
    attached = {
        (row["number"], row["name"])
        for holder in (*facts["items"], *facts["goals"])
        for row in holder.get("sdgs", ())
    }
    return [(str(number), f"{number}　{name}") for number, name in sorted(attached)]


def _pick_sdg(facts: Facts, value: str) -> Callable[[Facts], bool]:
    """項目に付いた目標か、項目の実施内容が係る基本目標に付いた目標。"""
    goals = {goal["number"] for goal in facts["goals"] if value in _sdg_numbers(goal)}
    return lambda item: (
        value in _sdg_numbers(item)
        or any(goals.intersection(content["goals"]) for content in item["contents"])
    )


def _sdg_numbers(holder: Facts) -> list[str]:
    return [str(row["number"]) for row in holder.get("sdgs", ())]


def _related_names(item: Facts) -> list[str]:
    return [row["name"] for row in item.get("related_plans", ())]


def _pick_reason(facts: Facts, value: str) -> Callable[[Facts], bool]:
    numbers = {
        row["item"]["number"]
        for row in find_attention(facts)
        if any(reason["code"] == value for reason in row["reasons"])
    }
    return lambda item: item["number"] in numbers


def _pick_outcome(facts: Facts, value: str) -> Callable[[Facts], bool]:
    """改善策のその後の一覧（前年度のものと、答えのないもの）に、その結果の行があるか。"""
    numbers = {row["item"]["number"] for row in list_improvements(facts, [value])["rows"]}
    return lambda item: item["number"] in numbers


def _choices(choices: Iterable[tuple[Any, Any]]) -> Callable[[Facts], Options]:
    pairs = [(str(value), str(label)) for value, label in choices]
    return lambda facts: pairs


FILTERS = {
    "department": Filter("担当課", _department_options, _by(lambda item: item["departments"])),
    "policy": Filter("基本方針", _policy_options, _by(lambda item: [item["policy"]["number"]])),
    "measure": Filter("施策", _measure_options, _by(_measure_of)),
    "goal": Filter(
        "基本目標", _goal_options, _by(lambda row: row["goals"] or [NO_CODE]), of_contents=True
    ),
    "kind": Filter(
        "種別",
        lambda facts: _same(name for item in facts["items"] for name in item["kinds"]),
        _by(lambda item: item["kinds"]),
    ),
    "qualifier": Filter(
        "継続区分",
        _choices(Qualifier.choices),
        _by(lambda row: [row["qualifier"]]),
        of_contents=True,
    ),
    "state": Filter("状態", _state_options, _by(lambda item: [item["record"]["state"]])),
    "rating": Filter(
        "評価", _rating_options, _by(lambda item: [rating_of(item["record"])["code"] or NO_CODE])
    ),
    "related": Filter(
        "関連計画",
        lambda facts: _same(name for item in facts["items"] for name in _related_names(item)),
        _by(_related_names),
    ),
    "sdg": Filter("SDGs", _sdg_options, _pick_sdg),
    "reason": Filter(
        "注意の理由",
        _choices((code, label) for code, (label, _) in RULES.items()),
        _pick_reason,
        is_listed=False,
    ),
    "band": Filter(
        "達成の区分",
        _band_options,
        lambda facts, value: lambda item: value in _bands_of(facts, item),
        is_listed=False,
    ),
    "actual": Filter(
        "実績の状態",
        _choices(
            (code, label)
            for code, label in (STATUS_LABELS | HIDDEN_LABELS).items()
            if code != ENTERED
        ),
        lambda facts, value: lambda item: value in _absences_of(facts, item),
        is_listed=False,
    ),
    "pace": Filter(
        "実施内容の進み",
        _choices([*Pace.choices, (NO_CODE, NO_PACE_LABEL), *HIDDEN_LABELS.items()]),
        _by(lambda row: [pace_of(row)["code"]]),
        of_contents=True,
        is_listed=False,
    ),
    "judged": Filter(
        "実施内容の判定",
        _choices([(LATE, "遅れ")]),
        _by(lambda row: [LATE] if row["judgement"]["is_late"] else []),
        of_contents=True,
        is_listed=False,
    ),
    "outcome": Filter(
        "改善策の結果",
        _choices([*Outcome.choices, (NO_CODE, OPEN_LABEL), *HIDDEN_LABELS.items()]),
        _pick_outcome,
        is_listed=False,
    ),
    "schedule": Filter(
        "実施時期の照合",
        _choices([(UNCONFIRMED, "原本と照合していない")]),
        _by(lambda item: [] if item["schedule_confirmed"] else [UNCONFIRMED]),
        is_listed=False,
    ),
}


def chosen_filters(query: QueryDict) -> Chosen:
    """URL に置かれた条件。同じ名の値はみな効く。知らない名、空の値、重なる値は数えない。"""
    found = {name: [*dict.fromkeys(filter(None, query.getlist(name)))] for name in FILTERS}
    return {name: values for name, values in found.items() if values}


def filter_facts(facts: Facts, chosen: Mapping[str, Iterable[str]]) -> Facts:
    """条件にみな合う項目だけの事実。件数も数え直す。条件がなければそのまま返す。"""
    if not chosen:
        return facts
    of_items = list(_tests(facts, chosen, of_contents=False))
    of_contents = list(_tests(facts, chosen, of_contents=True))
    items = [
        item
        for item in facts["items"]
        if all(test(item) for test in of_items)
        and (not of_contents or _matching(item, of_contents))
    ]
    counts = count_facts(
        items,
        facts["scale"]["ratings"],
        facts["year"]["year"],
        is_overdue=facts["year"]["is_overdue"],
    )
    unconfirmed = len([1 for item in items if not item["schedule_confirmed"]])
    notices = {**facts["notices"], "unconfirmed_items": unconfirmed}
    return {**facts, "items": items, "counts": counts, "notices": notices}


def narrow_contents(facts: Facts, chosen: Mapping[str, Iterable[str]]) -> Facts:
    """実施内容を数える頁の事実: 実施内容の条件があれば、合う実施内容だけを項目に残す。"""
    tests = list(_tests(facts, chosen, of_contents=True))
    if not tests:
        return facts
    items = [{**item, "contents": _matching(item, tests)} for item in facts["items"]]
    return {**facts, "items": items}


def _tests(
    facts: Facts, chosen: Mapping[str, Iterable[str]], *, of_contents: bool
) -> Iterator[Callable[[Facts], bool]]:
    for name, values in chosen.items():
        if FILTERS[name].of_contents is of_contents:
            yield from (FILTERS[name].pick(facts, value) for value in values)


def _matching(item: Facts, tests: list[Callable[[Facts], bool]]) -> list[Facts]:
    return [content for content in item["contents"] if all(test(content) for test in tests)]


def counts_contents(chosen: Chosen) -> bool:
    """実施内容の条件があるか。"""
    return any(FILTERS[name].of_contents for name in chosen)


def describe_filters(facts: Facts, chosen: Chosen) -> list[Facts]:
    """絞り込みの欄。選べる値と、いま選ばれている値。facts は絞り込む前の事実。

    同じ名に二つの値があれば、欄を二つ並べる。
    """
    rows = []
    for name, row in FILTERS.items():
        values = chosen.get(name, [])
        if not row.is_listed and not values:
            continue
        options = dict(row.options(facts))
        for place, value in enumerate(values or [""]):
            rows.append(_field(name, row.label, options, value) | {"place": place or ""})
    return [row for row in rows if row["options"]]


def _field(name: str, label: str, options: dict[str, str], chosen: str) -> Facts:
    """一つの欄。選ばれた値がこの年度の選択肢になければ、足す。"""
    known = options if not chosen or chosen in options else options | {chosen: _name(name, chosen)}
    return {
        "name": name,
        "label": label,
        "options": [
            {"value": value, "label": text, "is_chosen": value == chosen}
            for value, text in known.items()
        ],
    }


def _name(name: str, value: str) -> str:
    """この年度の選択肢にない値の名。値がそのまま名である条件のほかは、値を見せない。"""
    labels = STATE_LABELS if name == "state" else {value: value} if name in NAMED_BY_VALUE else {}
    return labels.get(value, UNKNOWN_LABEL)


def tell_filters(filters: list[Facts]) -> str:
    """効いている条件を一文で。「担当課＝総務課、評価＝達成」。なければ空。"""
    return "、".join(
        f"{row['label']}＝{option['label']}"
        for row in filters
        for option in row["options"]
        if option["is_chosen"]
    )
