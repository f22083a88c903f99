"""facts から印字の語への直し方。"""

from __future__ import annotations

from reports.cells import NOT_PUBLIC_STATE
from reports.pdf import download_name
from reports.pdf.layout import actual_text, lanes, lay_out_item, rate_text, target_text
from tests.reports.sample_facts import (
    Facts,
    actual_facts,
    book_facts,
    judgement_facts,
    one_item_facts,
    plain_targets,
)

YEARS = list(range(2019, 2024))


def span(label: str, first_year: int, last_year: int) -> Facts:
    return {
        "label": label,
        "stages": [label],
        "first_year": first_year,
        "last_year": last_year,
        "is_confirmed": False,
    }


def shape(spans: list[Facts]) -> list[list[tuple[str, int]]]:
    return [[(cell["label"], cell["columns"]) for cell in lane] for lane in lanes(spans, YEARS)]


def test_arrows_that_follow_each_other_share_one_lane() -> None:
    spans = [span("検討", 2019, 2019), span("実施", 2020, 2023)]
    assert shape(spans) == [[("検討", 1), ("実施", 4)]]


def test_arrows_in_the_same_year_get_lanes_of_their_own() -> None:
    spans = [span("選定", 2019, 2020), span("改選", 2020, 2022)]
    assert shape(spans) == [
        [("選定", 2), ("", 1), ("", 1), ("", 1)],
        [("", 1), ("改選", 3), ("", 1)],
    ]


def test_a_content_without_arrows_still_covers_every_year() -> None:
    assert shape([]) == [[("", 1)] * 5]


def test_an_absent_value_is_shown_by_its_own_mark() -> None:
    shown = [
        actual_text(actual_facts(text, status, label), is_opened=True)
        for text, status, label in (
            ("12人", "entered", "実績あり"),
            ("", "not_applicable", "該当なし"),
            ("", "undetermined", "未確定"),
            ("", "excluded", "中止・評価対象外"),
            ("", "not_entered", "未入力"),
        )
    ]
    assert shown == ["12人", "－", "…", "中止・評価対象外", "未入力"]


def test_a_year_that_has_not_begun_stays_empty() -> None:
    assert actual_text(actual_facts("", "not_entered", "未入力"), is_opened=False) == ""
    assert rate_text(judgement_facts(), is_opened=False) == ""


def test_a_missing_target_is_a_dash_and_a_settled_one_follows_the_wording() -> None:
    assert target_text(None) == "－"
    settled = {"text": "別計画による", "absence": "", "settled_text": "20人"}
    assert target_text(settled) == "別計画による\n→20人"


def test_a_rate_of_a_second_figure_stands_in_brackets_like_the_figure() -> None:
    judgement = judgement_facts("127.3％", "達成") | {
        "second": judgement_facts("98.0％", "概ね達成")
    }
    assert rate_text(judgement, is_opened=True) == "127.3％ 達成\n（98.0％ 概ね達成）"


def test_a_zero_target_shows_the_judgement_without_a_rate() -> None:
    assert rate_text(judgement_facts("", "達成"), is_opened=True) == "達成"


def test_a_year_without_judgement_shows_a_dash() -> None:
    assert rate_text(judgement_facts(), is_opened=True) == "－"


def laid_out(**changes: object) -> Facts:
    facts = one_item_facts(**changes)
    return lay_out_item(facts, facts["items"][0])


def test_the_legend_explains_only_the_marks_that_are_shown() -> None:
    target = laid_out()
    assert target["legend"] == [
        "－：該当なし・定めなし",
        "…：未確定",
        "空欄：まだ始まっていない年度",
    ]
    indicator = plain_targets()
    for year in indicator["years"]:
        year["actual"] = actual_facts("180件")
        year["judgement"] = judgement_facts("91.3％", "概ね達成")
    assert laid_out(indicators=[indicator])["legend"] == ["空欄：まだ始まっていない年度"]


def test_the_formula_of_the_chosen_year_is_told_beside_the_result() -> None:
    facts = book_facts()
    notes = lay_out_item(facts, facts["items"][0])["targets"][0]["notes"]
    assert "令和3（2021）年度の判定：実績93人 ÷ 目標73人 × 100" in notes
    assert "かっこ内の判定：実績46人 ÷ 目標46人 × 100" in notes
    assert "かっこ内の数：障がいに関わる活動者数（推定・要確認）" in notes


def test_the_settled_target_names_its_source() -> None:
    facts = book_facts()
    notes = lay_out_item(facts, facts["items"][2])["targets"][0]["notes"]
    assert "目標の確定：第8期介護保険事業計画 令和3年4月1日" in notes


def test_the_baseline_says_that_it_is_an_estimate_of_a_day() -> None:
    baseline = laid_out()["targets"][0]["baseline"]
    assert baseline == {"text": "172件", "note": "（見込み）\n平成31年\n1月31日時点"}


def test_an_indicator_without_baseline_shows_a_dash() -> None:
    facts = book_facts()
    assert lay_out_item(facts, facts["items"][3])["targets"][0]["baseline"]["text"] == "－"


def test_a_content_names_its_goals_qualifier_and_origin() -> None:
    facts = book_facts()
    row = lay_out_item(facts, facts["items"][5])["schedule"][2]
    assert row["title"].endswith("仕組みづくり")
    assert row["qualifier"] == "（充実・強化）"
    assert row["notes"] == "基本目標1・4　再掲：16-1"


def test_the_download_name_has_a_plain_and_a_japanese_form() -> None:
    facts = one_item_facts()
    assert download_name(facts) == ("sheets-2021-all.pdf", "アクションプラン_2021年度_個票集.pdf")
    assert download_name(facts, 9, large=True) == (
        "sheets-2021-09-large.pdf",
        "アクションプラン_2021年度_個票9（大きな文字）.pdf",
    )


def test_what_nobody_wrote_is_said_to_be_blank() -> None:
    facts = one_item_facts()
    item = facts["items"][0]
    item["record"] |= {"issues": "", "self_rating_label": ""}
    item["contents"][0]["progress"] = {"pace": "", "pace_label": "", "activities": ""}
    sheet = lay_out_item(facts, item)
    assert sheet["record"]["issues"] == sheet["record"]["rating"] == "（記入なし）"
    assert sheet["activities"][0]["pace"] == sheet["activities"][0]["text"] == "（記入なし）"


def test_a_year_that_was_not_published_is_called_so_and_not_left_blank() -> None:
    facts = one_item_facts()
    last = facts["plan"]["years"][-1]["year"]
    for indicator in facts["items"][0]["indicators"]:
        for row in indicator["years"]:
            if row["year"] == last:
                hidden = {"status": NOT_PUBLIC_STATE, "status_label": "公表前"}
                row["actual"], row["judgement"] = actual_facts("", "") | hidden, judgement_facts()
    (sheet, *_) = (lay_out_item(facts, item) for item in facts["items"])
    targets: Facts = sheet["targets"][0]  # type: ignore[index]
    assert (targets["years"][-1]["actual"], targets["years"][-1]["rate"]) == ("公表前", "公表前")
    assert "公表前：公表していない年度" in sheet["legend"]  # type: ignore[operator]
