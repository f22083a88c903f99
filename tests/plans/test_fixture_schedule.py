"""実施時期の置き方（推定の決まり）と、段階の読み方。"""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.schedule import read_stages, share_years
from tests.book import content_key, fields_of, fields_of_item, squeeze


@pytest.mark.parametrize(
    ("count", "lengths"),
    [(1, [5]), (2, [2, 3]), (3, [1, 2, 2]), (4, [1, 1, 1, 2]), (5, [1, 1, 1, 1, 1])],
)
def test_five_years_are_shared_the_later_phase_taking_more(count: int, lengths: list[int]) -> None:
    spans = share_years(2019, 2023, count)
    assert [last - first + 1 for first, last in spans] == lengths


@given(first=st.integers(1989, 2190), years=st.integers(1, 10), count=st.integers(1, 15))
def test_spans_fill_any_period_in_order(first: int, years: int, count: int) -> None:
    spans = share_years(first, first + years - 1, count)
    lengths = [last - begin + 1 for begin, last in spans]
    assert len(spans) == count
    assert min(begin for begin, _ in spans) == first
    assert spans == sorted(spans)
    if count <= years:
        assert spans[-1][1] == first + years - 1
        assert all(before[1] + 1 == after[0] for before, after in pairwise(spans))
        assert lengths == sorted(lengths)
        assert max(lengths) - min(lengths) <= 1
    else:
        assert set(lengths) == {1}
        assert {begin for begin, _ in spans} == set(range(first, first + years))


@pytest.mark.parametrize(("first", "last", "count"), [(2019, 2023, 0), (2023, 2019, 1)])
def test_no_arrow_or_no_year_is_refused(first: int, last: int, count: int) -> None:
    with pytest.raises(ValueError, match="1 以上"):
        share_years(first, last, count)


@pytest.mark.parametrize(
    ("label", "stages"),
    [
        ("検討", ["consider"]),
        ("市と協議", ["consider"]),
        ("試行・実施", ["trial", "carry_out"]),
        ("ＰＲの実施", ["carry_out"]),
        ("実施･検討", ["carry_out", "consider"]),
        ("評価・検討", ["evaluate", "consider"]),
        ("見直し・実施", ["evaluate", "carry_out"]),
        ("見直・評価", ["evaluate"]),
        ("評価・充実", ["evaluate"]),
        ("評価・充", ["evaluate"]),
        ("検討・実施・評価・充実", ["consider", "carry_out", "evaluate"]),
        ("検討強化", ["consider", "evaluate"]),
        ("改選", ["event"]),
        ("準備", []),
        ("実施準備", []),
        ("", []),
    ],
)
def test_a_label_is_read_into_its_stages(label: str, stages: list[str]) -> None:
    assert read_stages(label) == stages


def test_every_span_stands_where_the_rule_puts_it() -> None:
    contents: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for row in fields_of("plans.phasespan"):
        contents.setdefault(tuple(row["content"]), []).append(row)
    assert len(contents) == 99
    for rows in contents.values():
        assert [row["order"] for row in rows] == list(range(1, len(rows) + 1))
        placed = [(row["first_year"], row["last_year"]) for row in rows]
        assert placed == share_years(2019, 2023, len(rows))


def test_every_span_has_the_stages_of_its_label() -> None:
    for row in fields_of("plans.phasespan"):
        assert row["stages"] == read_stages(row["label"]) != []


def test_no_schedule_counts_as_confirmed() -> None:
    confirmed = [row for row in fields_of("plans.actionitem") if "schedule_confirmed_at" in row]
    assert confirmed == []


def test_an_alternative_moves_labels_without_adding_or_losing_one() -> None:
    offered = 0
    for note in fields_of("plans.sourcenote"):
        for alternative in note.get("alternatives", []):
            number = note["item"][1]
            labels: dict[str, list[str]] = {}
            for row in fields_of_item("plans.phasespan", number):
                _, _, kind, content, branch = row["content"]
                key = content_key({"kind": kind, "number": content, "branch": branch})
                labels.setdefault(key, []).append(row["label"])
            changed = {**labels, **alternative["rows"]}
            assert changed.keys() == labels.keys(), alternative["label"]
            assert changed != labels
            assert all(read_stages(label) for row in changed.values() for label in row)
            letters = Counter(squeeze("".join(map("".join, changed.values()))))
            assert letters == Counter("".join(map("".join, labels.values())))
            offered += 1
    assert offered == 18
