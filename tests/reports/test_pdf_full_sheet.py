"""個票のPDFは、項目の画面と同じことを伝える。"""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from plans.models import ActionItem, Plan
from reports.pdf import render_sheet
from reports.pdf.full_sheet import lay_out_full_sheet
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year, record_for, send_entry
from tests.reports.pdf_reading import MADE_ON, squeeze, text_of
from tests.reports.sample_facts import (
    Facts,
    actual_facts,
    book_facts,
    judgement_facts,
    one_item_facts,
)


def judged(code: str, *, is_late: bool) -> Facts:
    return {"code": code, "is_late": is_late}


def reported(pace: str, label: str, **judgement: Any) -> Facts:
    return {"pace": pace, "pace_label": label, "activities": "", "judgement": judged(**judgement)}


def five_years() -> Facts:
    """一項目の facts。2019年度は遅れ、2020年度は実施せず（判定しない）、2022年度は確定前。"""
    facts = one_item_facts()
    item = facts["items"][0]
    item["contents"][0]["years"] = [
        {"year": 2019} | reported("delayed", "遅れ", code="delayed", is_late=True),
        {"year": 2020} | reported("not_held", "実施しなかった", code="", is_late=False),
    ]
    states = {2019: "確定", 2020: "確定", 2021: "提出済", 2022: "確定前", 2023: "年度未開始"}
    codes = {"確定前": "unfinalized", "年度未開始": "not_opened"}
    item["years"] = [
        {
            "year": year,
            "state": codes.get(label, "finalized"),
            "state_label": label,
            "self_rating": "b" if year == 2019 else "",
            "self_rating_label": "概ね達成" if year == 2019 else "",
        }
        for year, label in states.items()
    ]
    rows = item["indicators"][0]["years"]
    rows[4]["actual"]["note"] = "会場が使えず中止した"
    rows[2]["judgement"] = judgement_facts("91.3％", "概ね達成", "実績180件 ÷ 目標197件 × 100")
    rows[2]["judgement"]["reason"] = "80％以上のため「概ね達成」です。"
    return facts


def laid_out(facts: Facts) -> Facts:
    return lay_out_full_sheet(facts, facts["items"][0], large=False)


def test_each_indicator_has_its_chart_and_its_notes() -> None:
    (one,) = laid_out(five_years())["explanations"]
    assert one["chart"]["label"] == "相談支援件数の目標と実績の推移（値は表のとおり）"
    assert len(one["chart"]["target"]["points"]) == 5
    assert one["chart"]["actual"]["name"] == "実績"
    assert one["notes"][:2] == ["判定の型：増やす", "資料：事業報告書"]
    assert (
        "令和3（2021）年度の判定：実績180件 ÷ 目標197件 × 100　80％以上のため「概ね達成」です。"
        in one["notes"]
    )
    assert "令和5（2023）年度の実績：会場が使えず中止した" in one["notes"]


def test_an_indicator_in_words_has_notes_and_no_chart() -> None:
    facts = book_facts()
    item = facts["items"][3]
    for row in item["indicators"][0]["years"]:
        row["actual"] = actual_facts("参加")
    (one,) = lay_out_full_sheet(facts, item, large=False)["explanations"]
    assert one["chart"] is None
    assert one["notes"][0] == "判定の型：増やす"


def test_the_outlook_stands_among_the_notes() -> None:
    facts = one_item_facts()
    rows = facts["items"][0]["indicators"][0]["years"]
    rows[1]["actual"] |= {"number": "185", "upper": ""}
    (one,) = laid_out(facts)["explanations"]
    assert any(
        note.startswith("見通し：このままの進み方なら、令和5（2023）年度は")
        for note in one["notes"]
    )


def test_the_reported_paces_lie_below_the_arrows_and_only_the_late_is_marked() -> None:
    first, second = laid_out(five_years())["schedule"]
    assert [cell["text"] for cell in first["paces"]] == [
        "▲遅れ", "実施しなかった", "未着手", "", "",
    ]  # fmt: skip
    assert [cell["text"] for cell in second["paces"]] == ["", "", "未着手", "", ""]


def test_state_rating_and_late_contents_of_each_year_are_told() -> None:
    rows = {row["label"]: row["texts"] for row in laid_out(five_years())["story"]}
    assert rows["状態"] == ["確定", "確定", "提出済", "確定前", "年度未開始"]
    assert rows["評価"] == ["概ね達成", "なし", "なし", "確定前", "年度未開始"]
    assert rows["遅れた\n実施内容"] == ["1件 / 1件", "判定なし", "判定なし", "確定前", "年度未開始"]


def test_an_older_copy_without_years_has_no_such_table() -> None:
    assert laid_out(one_item_facts())["story"] == []


@pytest.mark.pdf
@pytest.mark.parametrize("large", [False, True])
def test_the_chart_is_read_out_by_its_alternative_text(large: bool) -> None:
    content = render_sheet(five_years(), 9, made_on=MADE_ON, large=large).content
    reader = PdfReader(io.BytesIO(content))
    kinds = {
        str(found.get("/Alt"))
        for number in range(1, len(reader.xref[0]) + 1)
        if isinstance(found := reader.get_object(number), dict) and found.get("/S") == "/Figure"
    }
    assert "相談支援件数の目標と実績の推移（値は表のとおり）" in kinds


@pytest.mark.pdf
@pytest.mark.django_db
def test_the_page_and_the_paper_tell_the_same(plan: Plan, item: ActionItem, cast: Cast) -> None:
    item.indicators.update(definition="年度末の人数", source="事業報告書")
    words: list[str] = []
    for year, typed in ((2020, "9"), (2021, "10")):
        open_year(plan, cast.secretariat, year)
        texts = {
            name: f"{year}年の{label}"
            for name, label in (
                ("achievement", "成果"), ("issues", "課題"), ("improvement", "改善策"),
                ("rating_reason", "理由"), ("actuals-0-note", "実績の注"),
                ("contents-0-activities", "取組"),
            )
        }  # fmt: skip
        boxes = {name.replace("-", "__"): text for name, text in texts.items()}
        send_entry(
            sign_in(cast.staff), record_for(item, year),
            actuals__0__first=typed, contents__0__pace="delayed", **boxes,
        )  # fmt: skip
        words += [text for name, text in texts.items() if name != "contents-0-activities"]
    words += [
        "2021年の取組", "1件 / 1件", "下書き", "判定の型：増やす、年度末の人数", "資料：事業報告書",
        "実績10人 ÷ 目標12人", "83.3％",
        "令和5（2023）年度は12人で、目標14人を満たさない見込みです。",
    ]  # fmt: skip
    client = sign_in(cast.staff)
    page = squeeze(client.get("/items/1/?year=2021").content.decode())
    paper = text_of(client.get("/items/1/sheet.pdf?year=2021").content)
    assert [text for text in words if squeeze(text) not in page] == []
    assert [text for text in words if squeeze(text) not in paper] == []


def test_a_sheet_bound_with_the_others_leaves_out_what_makes_the_book_thick() -> None:
    facts = five_years()
    item = facts["items"][0]
    whole = lay_out_full_sheet(facts, item, large=False)
    bound = lay_out_full_sheet(facts, item, large=False, bound=True)
    assert whole["story"]
    assert bound["story"] == []
    assert [one["chart"] for one in bound["explanations"]] == [None]
    assert bound["schedule"] == whole["schedule"]
    assert bound["targets"] == whole["targets"]
    for short, long in zip(bound["past"], whole["past"], strict=True):
        assert short["heading"] == long["heading"]
        kept = ("改善策・次年度の取組", "委員会後の改善策")
        assert short["rows"] == [row for row in long["rows"] if row["label"] in kept]
