"""計画のExcel: 変わった計画も、書いて読めば同じ行になり、取り込めば同じ事実になる。"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.choices import Absence, ContentKind, EntryKind, IndicatorKind, Qualifier, Stage
from plans.models import BasicGoal, ImportPlan, Plan, Target, User
from plans.workbooks import clean_text
from progress.plan_book.reading import Known, read_plan_book
from progress.plan_book.taking import compare_book, keep_plan_book, take_plan_book
from progress.plan_book.writing import write_plan_book
from progress.plan_file import expect_fields, key_of
from progress.plan_rows import PLAN_TABLES, label_of, rows_of_plan
from reports.facts import year_facts
from tests.builders import make_content, make_department, make_indicator, make_item, make_plan
from tests.people import make_person
from tests.plans.hard_strings import FORMULA_PAYLOADS, HARD_STRINGS
from tests.progress.rounds import actor_of

FIGURES = (
    "0人", "12人", "△5人", "12.50人", "66人（31人）", "4～6回", "年１回（年4～6回）", "参加",
    "次期介護保険事業計画による", "総事務事業数の3分の1", "123456789人", "7",
)  # fmt: skip
NAMES = (
    "支えあい／つながり",
    "１・２・３",
    "居場所、サロン",
    "5-1",
    "半分の目標",
    "一行目\n二行目",
)


# 画面の欄も読み手も断る、印字できない字は除く。
PLAIN_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=40)


def words(longest: int) -> st.SearchStrategy[str]:
    """人が打ちうる語。画面の欄と同じく、前後の空白と、印字できない字はない。"""
    drawn = st.one_of(st.sampled_from((*NAMES, *HARD_STRINGS, *FORMULA_PAYLOADS)), PLAIN_TEXT)
    cleaned = drawn.map(lambda text: clean_text(text).strip()[:longest].strip())
    return cleaned.filter(bool)


@st.composite
def plans(draw: st.DrawFn) -> list[dict[str, Any]]:
    """3～10か年、項目1～4、指標0～12、目標値は文・幅・0・値なしもある計画の行。"""
    name, first = draw(words(100)), draw(st.integers(2010, 2080))
    last = first + draw(st.sampled_from((2, 4, 5, 9)))
    key = (name,)
    goals = draw(st.integers(1, 7))
    rows: list[tuple[str, dict[str, Any]]] = [
        ("plan", {"name": name, "short_name": draw(words(30)), "organization": "試験社協",
                  "first_year": first, "last_year": last, "baseline_year": first - 1,
                  "purpose": draw(words(80)), "predecessor_name": ""}),
        ("planrevision", {"plan": key, "number": 0, "name": "当初", "from_year": first}),
        *(("basicgoal", {"plan": key, "number": number, "title": draw(words(200)),
                         "sdgs": draw(st.sampled_from(([], [3], [1, 17])))})
          for number in range(1, goals + 1)),
        ("policy", {"plan": key, "number": 1, "code": "Ⅰ", "title": draw(words(200))}),
    ]  # fmt: skip
    for number in range(1, draw(st.integers(1, 4)) + 1):
        item = (name, number)
        rows.append(
            ("actionitem", {"plan": key, "number": number, "title": draw(words(200)),
                            "policy": (name, 1), "measure": None, "remark": draw(words(50))})
        )  # fmt: skip
        rows += _content(draw, item, goals, first, last)
        for place in range(1, draw(st.sampled_from((0, 1, 2, 12))) + 1):
            rows += _indicator(draw, (*item, place), first, last)
    order = {model._meta.model_name: place for place, (model, _) in enumerate(PLAN_TABLES)}
    rows.sort(key=lambda row: order[row[0]])
    return [{"model": f"plans.{kind}", "fields": fields} for kind, fields in rows]


def _content(
    draw: st.DrawFn, item: tuple[Any, ...], goals: int, first: int, last: int
) -> list[tuple[str, dict[str, Any]]]:
    middle = draw(st.integers(first, last))
    half = [(item[0], number) for number in range(1, goals + 1, 2)]
    key = (*item, str(ContentKind.OWN), 1, 0)
    stages = draw(st.lists(st.sampled_from([str(one) for one in Stage]), min_size=1, max_size=2))
    return [
        ("implementationcontent",
         {"item": item, "kind": str(ContentKind.OWN), "number": 1, "branch": 0, "order": 1,
          "title": draw(words(200)), "qualifier": str(draw(st.sampled_from(list(Qualifier)))),
          "basic_goals": half, "common_theme": None}),
        ("phasespan", {"content": key, "order": 1, "label": draw(words(50)), "stages": stages,
                       "first_year": first, "last_year": middle}),
    ]  # fmt: skip


def _indicator(
    draw: st.DrawFn, key: tuple[Any, ...], first: int, last: int
) -> list[tuple[str, dict[str, Any]]]:
    kind = draw(st.sampled_from(list(IndicatorKind)))
    fields = {
        "item": key[:2], "number": key[2], "name": draw(words(100)), "unit": "人",
        "kind": str(kind), "entry_kind": str(EntryKind.NUMBER),
        "other_plan": draw(words(50)) if kind == IndicatorKind.OTHER_PLAN else "",
    }  # fmt: skip
    rows: list[tuple[str, dict[str, Any]]] = [("indicator", fields)]
    for year in range(first, last + 1, draw(st.integers(1, 3))):
        absence = draw(st.sampled_from(("", *Absence.values)))
        value = "" if absence else draw(st.sampled_from(FIGURES))
        rows.append(
            ("target", {"indicator": key, "revision": (key[0], 0), "fiscal_year": year,
                        "value": value, "absence": absence, "as_printed": draw(words(30))})
        )  # fmt: skip
    return rows


def by_key(rows: list[dict[str, Any]]) -> dict[Any, Any]:
    models = {label_of(model): (model, names) for model, names in PLAN_TABLES}
    found = {}
    for row in rows:
        model, names = models[row["model"]]
        found[row["model"], key_of(model, row["fields"])] = expect_fields(
            model, names, row["fields"]
        )
    return found


@pytest.mark.one_database
@settings(max_examples=10, deadline=None)
@given(rows=plans())
def test_any_plan_written_and_read_is_the_same(rows: list[dict[str, Any]]) -> None:
    assert by_key(read_plan_book(write_plan_book(rows), Known())) == by_key(rows)


def make_odd_plan() -> Plan:
    """半分の基本目標、指標のない項目、十二の指標、文と0と幅と値なしの目標値のある10か年計画。"""
    plan = make_plan(
        name="変わった／計画", short_name="変・計画", first_year=2025, last_year=2034,
        baseline_year=2024,
    )  # fmt: skip
    goals = [
        BasicGoal.objects.create(plan=plan, number=number, title=f"目標／{number}")
        for number in range(1, 8)
    ]
    bare = make_item(plan, 1, title="指標／のない・項目", departments=["福祉支援課"])
    busy = make_item(plan, 2, title="=指標の多い項目", departments=["総務課", "福祉支援課"])
    for item in (bare, busy):
        spans = [("検討・試行", 2025, 2027), ("実施", 2028, 2034)]
        make_content(item, 1, spans=spans).basic_goals.set(goals[::2])
    for number, value in enumerate(FIGURES, start=1):
        targets = {year: value for year in plan.years if year % 2}
        indicator = make_indicator(busy, number, name=f"指標／{number}", targets=targets)
        Target.objects.create(
            indicator=indicator,
            revision=plan.revisions.get(),
            fiscal_year=2026,
            absence=Absence.UNDETERMINED,
        )
    return plan


@pytest.fixture
def officer(db: None) -> User:
    return make_person("secretariat", make_department("総務課"))


@pytest.mark.one_database
def test_an_odd_plan_comes_in_with_equal_facts(officer: User) -> None:
    plan = make_odd_plan()
    content = write_plan_book(rows_of_plan(plan))
    before = year_facts(plan, 2025)
    Plan.objects.filter(pk=plan.pk).update(name="控え")
    at = plan.released_at
    assert at is not None
    kept: ImportPlan = keep_plan_book(content, "計画.xlsx", user=officer, at=at)
    seen = compare_book(kept).seen
    again = take_plan_book(kept, actor=actor_of(officer), user=officer, at=at, seen=seen)
    assert again.released_at is None
    assert year_facts(again, 2025) == before
