"""比べる目標。別に定まった値、範囲、第2値、計画書の表記と食い違う値。"""

from __future__ import annotations

from typing import Any

import pytest

from plans.figures import Figure
from plans.models import Plan, Target
from reports.facts import year_facts
from reports.facts.indicators import figure_facts, goal_of
from reports.overview import find_attention, outlooks_of
from reports.svg import draw_line_chart
from tests.builders import make_indicator, make_item
from tests.people import Cast, sign_in
from tests.progress.rounds import finish, open_year, record_for, send_entry
from tests.reports.overview_facts import indicator_year, judgement, make_facts

Facts = dict[str, Any]


def target_of(printed: str, settled: str = "") -> Facts:
    return {
        **figure_facts(Figure.parse(printed)),
        "settled": figure_facts(Figure.parse(settled)) if settled else None,
    }


def facts_of(actuals: list[str], target: Facts, **values: Any) -> Facts:
    """2019～2021 年度の計画の 2021 年度。最終年度の目標は target。"""
    facts = make_facts()
    years = [
        {
            **indicator_year(year, "", ""),
            "actual": figure_facts(Figure.parse(printed)),
        }
        for year, printed in zip((2019, 2020, 2021), actuals, strict=False)
    ]
    years[-1]["target"] = target
    facts["items"][0]["indicators"][0] |= {"years": years, **values}
    return facts


def sentences(facts: Facts) -> list[tuple[str, str]]:
    indicator = facts["items"][0]["indicators"][0]
    return [(name, view.sentence) for name, view in outlooks_of(facts, indicator)]


def test_a_settled_figure_is_what_the_outlook_and_the_chart_compare_with() -> None:
    facts = facts_of(["200人", "210人", "220人"], target_of("250人", "300人"))
    told = "令和3（2021）年度は220人で、目標300人を満たさない結果です。"
    assert sentences(facts) == [("", told)]
    chart = draw_line_chart(facts["items"][0]["indicators"][0])
    assert chart is not None
    assert chart.target is not None
    assert [text for _, _, text in chart.target.points] == ["300"]


def test_a_wording_settled_elsewhere_has_an_outlook_too() -> None:
    facts = facts_of(["200人", "210人", "220人"], target_of("次期計画による", "210人"))
    assert sentences(facts) == [("", "令和3（2021）年度は220人で、目標210人を満たす結果です。")]
    assert sentences(facts_of(["1人", "2人", "3人"], target_of("次期計画による"))) == []


def test_a_copy_made_before_settled_figures_were_kept_apart_is_still_read() -> None:
    assert goal_of({"number": "5"}) == {"number": "5"}
    assert goal_of(None) is None


def test_a_range_to_keep_is_met_anywhere_within_it() -> None:
    facts = facts_of(["5人", "5人", "5人"], target_of("4～6人"), kind="keep")
    assert sentences(facts) == [("", "令和3（2021）年度は5人で、目標4～6人を満たす結果です。")]


def test_the_second_figure_has_an_outlook_of_its_own_and_is_named_where_it_fails() -> None:
    actuals = ["80人（10人）", "80人（10人）", "80人（10人）"]
    facts = facts_of(actuals, target_of("80人（52人）"), second_label="活動中の人")
    assert sentences(facts) == [
        ("", "令和3（2021）年度は80人で、目標80人を満たす結果です。"),
        ("活動中の人", "令和3（2021）年度は10人で、目標52人を満たさない結果です。"),
    ]
    [found] = find_attention(facts)
    [reason] = [row for row in found["reasons"] if row["code"] == "outlook"]
    assert reason["sentence"].startswith("「参加者数」（活動中の人）：令和3（2021）年度は10人で")


def test_a_second_figure_that_falls_to_a_lower_band_is_noticed() -> None:
    facts = make_facts()
    years = facts["items"][0]["indicators"][0]["years"]
    years[1]["judgement"]["second"] = judgement("achieved", "100.0％")
    years[2]["judgement"]["second"] = judgement("not_achieved", "50.0％")
    reasons = [row["sentence"] for found in find_attention(facts) for row in found["reasons"]]
    assert "「参加者数」（かっこ内の数）が前年度の達成から未達成に下がりました。" in reasons


@pytest.mark.parametrize(
    ("value", "as_printed", "shown"),
    [
        ("185団体", "１８５団体", "１８５団体"),
        ("年4回", "年４回受講", "年４回受講"),
        ("999団体", "185団体", "999団体（計画書の表記は185団体）"),
        ("参加", "全員が参加", "全員が参加"),
        ("185団体", "", "185団体"),
    ],
)
def test_a_corrected_value_is_shown_before_a_printed_form_that_contradicts_it(
    plan: Plan, value: str, as_printed: str, shown: str
) -> None:
    item = make_item(plan, 12, departments=["福祉支援課"])
    make_indicator(item, unit="団体", targets={2021: value})
    Target.objects.update(as_printed=as_printed)
    years = year_facts(plan, 2021)["items"][0]["indicators"][0]["years"]
    [target] = [row["target"] for row in years if row["target"]]
    assert target["text"] == shown


def test_the_page_of_an_item_tells_the_sum_of_a_share_and_the_second_judgement(
    plan: Plan, cast: Cast
) -> None:
    item = make_item(plan, 15, departments=["福祉支援課"])
    labels = {"first_label": "評価した数", "second_label": "総数", "entry_kind": "with_second"}
    share = dict.fromkeys((2020, 2021), "総数の3分の1")
    make_indicator(item, targets=share, unit="", **labels)
    pair = dict.fromkeys((2020, 2021), "10人（5人）")
    make_indicator(item, 2, targets=pair, unit="人", **{**labels, "second_label": "会員"})
    for year in (2020, 2021):
        open_year(plan, cast.secretariat, year)
        record = record_for(item, year)
        boxes = {"actuals__0__first": "18", "actuals__0__second": "54"}
        boxes |= {"actuals__1__first": "10", "actuals__1__second": "3"}
        send_entry(sign_in(cast.staff), record, **boxes)
        finish(record, cast.staff, cast.head, cast.secretariat)
    page = sign_in(cast.secretariat).get("/items/15/?year=2021").content.decode()
    assert (
        "令和2（2020）年度から令和3（2021）年度まで（3年度のうち2年度分）の評価した数の計は36で、"
        "令和3（2021）年度の総数54の66.6％です。"
    ) in page
    assert "指標2（会員）：実績3人 ÷ 目標5人 × 100" in page
