"""項目の絞り込み。条件は URL に置き、重ねて効き、紙と表にも同じに効く。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plans.choices import Qualifier
from reports.facts.counts import STATE_LABELS, count_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Facts = dict[str, Any]
Options = list[tuple[str, str]]
UNRATED = "none"


@dataclass(frozen=True, slots=True)
class Filter:
    """絞り込みの条件。options は選べる値と名、matches は項目が値に合うか。"""

    label: str
    options: Callable[[Facts], Options]
    matches: Callable[[Facts, str], bool]


def _distinct(pairs: Iterable[tuple[str, str]]) -> Options:
    return list(dict.fromkeys(pairs))


def _department_options(facts: Facts) -> Options:
    return _distinct((name, name) for item in facts["items"] for name in item["departments"])


def _policy_options(facts: Facts) -> Options:
    return [
        (str(policy["number"]), f"{policy['code']}　{policy['title']}")
        for policy in facts["policies"]
    ]


def _goal_options(facts: Facts) -> Options:
    return [(str(goal["number"]), f"{goal['number']}　{goal['title']}") for goal in facts["goals"]]


def _state_options(facts: Facts) -> Options:
    return _distinct(
        (item["record"]["state"], STATE_LABELS[item["record"]["state"]])
        for item in sorted(facts["items"], key=lambda item: _state_order(item))
    )


def _state_order(item: Facts) -> int:
    return list(STATE_LABELS).index(item["record"]["state"])


def _rating_options(facts: Facts) -> Options:
    ratings = [(rating["code"], rating["label"]) for rating in facts["scale"]["ratings"]]
    return [*ratings, (UNRATED, "評価前")]


def _qualifier_options(facts: Facts) -> Options:
    return [(str(value), str(label)) for value, label in Qualifier.choices]


FILTERS = {
    "department": Filter(
        "担当課", _department_options, lambda item, value: value in item["departments"]
    ),
    "policy": Filter(
        "基本方針", _policy_options, lambda item, value: str(item["policy"]["number"]) == value
    ),
    "goal": Filter(
        "基本目標",
        _goal_options,
        lambda item, value: any(
            value in map(str, content["goals"]) for content in item["contents"]
        ),
    ),
    "state": Filter("状態", _state_options, lambda item, value: item["record"]["state"] == value),
    "rating": Filter(
        "自己評価",
        _rating_options,
        lambda item, value: (item["record"]["self_rating"] or UNRATED) == value,
    ),
    "qualifier": Filter(
        "継続区分",
        _qualifier_options,
        lambda item, value: any(content["qualifier"] == value for content in item["contents"]),
    ),
}


def chosen_filters(query: Mapping[str, str]) -> dict[str, str]:
    """URL に置かれた条件。知らない名と空の値は数えない。"""
    return {name: query[name] for name in FILTERS if query.get(name)}


def filter_facts(facts: Facts, chosen: Mapping[str, str]) -> Facts:
    """条件にみな合う項目だけの事実。件数も数え直す。条件がなければそのまま返す。"""
    if not chosen:
        return facts
    items = [
        item
        for item in facts["items"]
        if all(FILTERS[name].matches(item, value) for name, value in chosen.items())
    ]
    counts = count_facts(
        items,
        facts["scale"]["ratings"],
        facts["year"]["year"],
        is_overdue=facts["year"]["is_overdue"],
    )
    return {**facts, "items": items, "counts": counts}


def describe_filters(facts: Facts, chosen: Mapping[str, str]) -> list[Facts]:
    """絞り込みの欄。選べる値と、いま選ばれている値。facts は絞り込む前の事実。"""
    return [
        {
            "name": name,
            "label": row.label,
            "options": [
                {"value": value, "label": label, "is_chosen": chosen.get(name) == value}
                for value, label in row.options(facts)
            ],
        }
        for name, row in FILTERS.items()
    ]
