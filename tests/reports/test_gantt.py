"""実施時期の図: 計画の帯と、年度ごとの判定の記号。"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from progress.choices import Pace
from reports.gantt import SIGNS, TALLEST, Gantt, draw_gantts
from reports.overview import list_schedules, schedule_rows

YEARS = range(2019, 2024)
Facts = dict[str, Any]


def span(label: str, first: int, last: int, stage: str = "carry_out") -> Facts:
    return {"label": label, "stage_codes": [stage], "first_year": first, "last_year": last}


def content(*spans: Facts, judged: dict[int, str] | None = None) -> Facts:
    years = [
        {"year": year, "pace": code, "pace_label": "", "judgement": {"code": code}}
        for year, code in (judged or {}).items()
    ]
    return {
        "key": "1",
        "title": "見守りの会",
        "spans": list(spans),
        "years": years,
        "progress": {"pace": "", "pace_label": ""},
        "judgement": {"is_late": False},
    }


def facts_of(*items: list[Facts], confirmed: bool = True) -> Facts:
    policy = {"number": 1, "code": "Ⅰ", "title": "支えあう"}
    return {
        "plan": {
            "first_year": 2019,
            "last_year": 2023,
            "years": [{"year": year} for year in YEARS],
        },
        "year": {"year": 2021},
        "policies": [policy],
        "items": [
            {
                "number": number,
                "title": f"項目{number}",
                "policy": policy,
                "schedule_confirmed": confirmed,
                "contents": contents,
            }
            for number, contents in enumerate(items, 1)
        ],
    }


def figures_of(facts: Facts) -> list[Gantt]:
    figures: list[Gantt] = list_schedules(facts)["schedules"][0]["figures"]
    return figures


def test_every_year_is_told_in_both_calendars() -> None:
    figure = figures_of(facts_of([content(span("実施", 2019, 2023))]))[0]
    texts = [word.text for word in figure.years]
    assert texts[:4] == ["平成31年度", "（2019）", "令和2年度", "（2020）"]


def test_every_phase_has_a_bar_of_its_years_with_its_word() -> None:
    spans = (span("検討", 2019, 2020, "consider"), span("実施", 2021, 2023))
    figure = figures_of(facts_of([content(*spans)]))[0]
    assert [word.text for word in figure.labels] == ["検討", "実施"]
    assert figure.bars == {
        ("#ffffff", False): "M6 74h136v14h-136z",
        ("#c7cfe8", False): "M146 74h206v14h-206z",
    }


def test_an_estimated_phase_is_drawn_with_a_broken_line() -> None:
    figure = figures_of(facts_of([content(span("実施", 2019, 2023))], confirmed=False))[0]
    assert [is_estimated for _, is_estimated in figure.bars] == [True]
    svg = render_to_string("reports/parts/gantt_figure.html", {"figure": figure})
    assert svg.count("stroke-dasharray") == 1
    assert 'role="img"' in svg


def test_the_signs_stand_under_the_years_that_were_judged() -> None:
    judged = {2019: "on_schedule", 2021: "not_started_late"}
    figure = figures_of(facts_of([content(span("実施", 2019, 2023), judged=judged)]))[0]
    (mark,) = figure.marks
    assert (mark.x, mark.text) == ("39 179", "●▲")


def test_every_pace_has_a_sign() -> None:
    assert set(SIGNS) == set(Pace.values)
    late = {pace for pace, sign in SIGNS.items() if sign == "▲"}
    assert late == {"delayed", "not_started_late"}


def test_overlapping_phases_stand_in_lanes_of_their_own() -> None:
    spans = (span("選定", 2019, 2021), span("改選", 2020, 2022, "event"))
    figure = figures_of(facts_of([content(*spans)]))[0]
    assert [word.y for word in figure.labels] == ["85", "102"]


def test_items_are_shared_out_over_figures_of_a_quarter_page() -> None:
    facts = facts_of(*([content(span("実施", 2019, 2023))] * 3 for _ in range(6)))
    figures = figures_of(facts)
    assert [figure.numbers for figure in figures] == [[1, 2], [3, 4], [5, 6]]
    assert figures[0].label == "実施項目1～2の実施時期"
    assert all(figure.height <= TALLEST for figure in figures)


def test_a_figure_of_five_years_fits_a_narrow_screen_and_hides_no_name() -> None:
    title = "社協内の部署間連携や関係機関との連携による課題解決の仕組みづくり"
    facts = facts_of([content(span("実施", 2019, 2023))])
    facts["items"][0]["title"] = title
    (figure,) = figures_of(facts)
    assert (figure.width, figure.is_wide) == (360, False)
    assert "".join(word.text for word in figure.heads) == f"1　{title}"
    (name,), (label,) = figure.titles, figure.labels
    assert name.text == "1　見守りの会"
    assert float(name.y) < float(label.y)


def test_a_figure_of_ten_years_is_wider_and_scrolls() -> None:
    facts = facts_of([content(span("実施", 2019, 2023))])
    facts["plan"] |= {"last_year": 2028, "years": [{"year": year} for year in range(2019, 2029)]}
    (figure,) = figures_of(facts)
    assert (figure.width, figure.is_wide) == (710, True)
    assert len(figure.years) == 20


def test_one_tall_item_still_has_a_figure_of_its_own() -> None:
    facts = facts_of([content(span("実施", 2019, 2023))] * 20, [content()])
    assert [figure.numbers for figure in figures_of(facts)] == [[1], [2]]


def test_a_long_word_is_cut_to_its_bar_and_markup_stays_text() -> None:
    facts = facts_of([content(span("<b>とても長い段階の名", 2019, 2019))])
    item = facts["items"][0]
    rows = list(schedule_rows(item, facts))
    (figure,) = draw_gantts(facts, [{"item": item, "rows": rows}])
    assert figure.labels[0].text == "<b>と…"
    assert "<b>" not in render_to_string("reports/parts/gantt_figure.html", {"figure": figure})
