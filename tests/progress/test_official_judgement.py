"""公式の計画の指標を、一つずつ判定する。ゼロの目標、文言の目標、割合、別計画、数値のない項目。"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plans.figures import Figure
from progress.judgement import Judgement, judge_figure

FIXTURE = Path(__file__).parents[2] / "fixtures" / "action_plan_2019.json"
ROWS = json.loads(FIXTURE.read_text("utf-8"))
MET, NEARLY, MISSED, NONE = "達成", "概ね達成", "未達成", ""


def fields_of(model: str) -> list[dict[str, Any]]:
    return [row["fields"] for row in ROWS if row["model"] == f"plans.{model}"]


INDICATORS = {(row["item"][1], row["number"]): row for row in fields_of("indicator")}
TARGETS = {(*row["indicator"][1:], row["fiscal_year"]): row for row in fields_of("target")}


def judge(name: str, year: int, actual: str, settled: str = "") -> Judgement:
    """指標 name（15-1 など）の、その年度の計画書の目標で、実績を判定する。"""
    item, number = map(int, name.split("-"))
    indicator, target = INDICATORS[item, number], TARGETS[item, number, year]
    return judge_figure(
        kind=indicator["kind"],
        target=Figure.parse(target["value"]) if target.get("value") else None,
        target_absence=target.get("absence", ""),
        actual=Figure.parse(actual),
        unit=indicator["unit"],
        other_plan=indicator.get("other_plan", ""),
        settled=Figure.parse(settled) if settled else None,
    )


def label(judgement: Judgement | None) -> str:
    return judgement.band.label if judgement and judgement.band else NONE


@pytest.mark.parametrize(
    ("name", "year", "actual", "rate", "band"),
    [
        # 目標が 0 の年度は、率を出さずに満たすかどうかだけを見る
        ("1-1", 2019, "0回", "", MET),
        ("2-1", 2019, "0名", "", MET),
        ("2-1", 2019, "3名", "", MET),
        ("8-1", 2019, "0件", "", MET),
        ("8-1", 2020, "2件", "", MET),
        ("8-1", 2023, "0件", "0.0％", MISSED),
        # 評価した数 ÷ 総数を 3 分の 1 と比べる
        ("15-1", 2020, "18（54）", "100.0％", MET),
        ("15-1", 2020, "15（54）", "83.3％", NEARLY),
        ("15-1", 2020, "14（54）", "77.7％", MISSED),
        ("15-1", 2020, "14", "", NONE),
        ("18-2", 2023, "250万円", "100.0％", MET),
        ("18-2", 2023, "204万円", "81.6％", NEARLY),
        ("19-1", 2020, "12名（34名）", "", MET),
        ("19-1", 2020, "0名（34名）", "", MISSED),
        # 取得率は、2022 年度までは取り組んだか、2023 年度は 100％ か
        ("19-2", 2022, "60%", "", MET),
        ("19-2", 2023, "60%", "", MISSED),
        ("19-2", 2023, "99.9%", "", MISSED),
        ("19-2", 2023, "100%", "", MET),
        ("21-1", 2023, "34名", "", NONE),
        ("10-1", 2020, "1,900人", "95.0％", NEARLY),
        ("10-1", 2021, "1,900人", "", NONE),
        ("9-1", 2020, "8回", "100.0％", MET),
    ],
)
def test_the_indicator_is_judged_as_the_book_means(
    name: str, year: int, actual: str, rate: str, band: str
) -> None:
    judgement = judge(name, year, actual)
    assert (judgement.rate_text, label(judgement)) == (rate, band)


@pytest.mark.parametrize(
    ("name", "year", "actual", "settled", "rate", "band"),
    [
        ("10-1", 2021, "1,900人", "2,000人", "95.0％", NEARLY),
        ("18-2", 2023, "204万円", "200万円", "102.0％", MET),
        ("18-2", 2023, "204万円", "300千円", "", NONE),
        ("21-1", 2023, "33名", "34名", "", MISSED),
        ("21-1", 2023, "34名", "34名", "", MET),
        ("21-1", 2023, "35名", "34名", "", MISSED),
    ],
)
def test_a_figure_settled_elsewhere_takes_the_place_of_the_book(
    name: str, year: int, actual: str, settled: str, rate: str, band: str
) -> None:
    judgement = judge(name, year, actual, settled)
    assert (judgement.rate_text, label(judgement)) == (rate, band)


@pytest.mark.parametrize(
    ("name", "year", "actual", "bands"),
    [
        ("5-2", 2020, "70人（43人）", (MET, MET)),
        ("5-2", 2020, "70人（30人）", (MET, MISSED)),
        ("10-2", 2020, "1回（3回）", (MET, MISSED)),
        ("10-2", 2020, "1回（4回）", (MET, MET)),
    ],
)
def test_the_second_figure_is_judged_apart(
    name: str, year: int, actual: str, bands: tuple[str, str]
) -> None:
    judgement = judge(name, year, actual)
    assert (label(judgement), label(judgement.second)) == bands


def test_the_committee_that_decides_the_drive_is_named() -> None:
    named = INDICATORS[18, 2]["other_plan"]
    assert named == "歳末たすけあい・地域福祉募金運動配分検討委員会"
    assert f"（{named}による）" in judge("18-2", 2023, "204万円", "300万円").formula


@pytest.mark.parametrize("item", [20, 22, 23])
def test_an_item_without_figures_has_no_indicator(item: int) -> None:
    assert not [number for number, _ in INDICATORS if number == item]


def test_every_indicator_says_why_it_has_its_kind() -> None:
    assert len(INDICATORS) == 31
    assert all(row["kind_reason"] for row in INDICATORS.values())
