"""個票と個票集の中身。刷って読む人に約束したことを、できたPDFから読み取って確かめる。"""

from __future__ import annotations

import io
from pathlib import Path

import pdfua
import pytest
from pypdf import PdfReader

from reports.pdf import render_sheet, render_sheets
from tests.reports.pdf_reading import (
    MADE_ON,
    line_count_of,
    pages_of,
    sizes_of,
    squeeze,
    text_of,
)
from tests.reports.sample_facts import (
    Facts,
    book_facts,
    not_opened_facts,
    one_item_facts,
    other_shape_facts,
)

pytestmark = pytest.mark.pdf


@pytest.fixture(scope="module")
def book() -> bytes:
    return render_sheets(book_facts(), made_on=MADE_ON).content


@pytest.fixture(scope="module")
def other_shape() -> bytes:
    return render_sheets(other_shape_facts(), made_on=MADE_ON).content


def sheet(facts: Facts, number: int = 9, *, large: bool = False) -> bytes:
    return render_sheet(facts, number, made_on=MADE_ON, large=large).content


def test_the_checker_finds_no_error_and_no_warning(book: bytes, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(book)
    report = pdfua.validate(path)
    assert [finding.message for finding in report.findings] == []


def test_the_file_says_what_it_conforms_to_and_in_which_language(book: bytes) -> None:
    reader = PdfReader(io.BytesIO(book))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert root["/Lang"] == "ja-JP"
    assert root["/MarkInfo"]["/Marked"]
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.metadata is not None
    assert reader.metadata.title == "アクションプラン 令和3（2021）年度 進行管理個票集"


def test_every_font_is_embedded_and_is_one_of_ours(book: bytes) -> None:
    for page in PdfReader(io.BytesIO(book)).pages:
        for font in page["/Resources"]["/Font"].values():
            child = font["/DescendantFonts"][0]
            keys = set(child["/FontDescriptor"])
            assert keys & {"/FontFile2", "/FontFile3"}
            assert any(name in child["/BaseFont"] for name in ("BIZUDGothic", "NotoSansJP"))


def test_the_cover_names_plan_year_maker_day_and_sample(book: bytes) -> None:
    cover = pages_of(book)[0]
    for words in (
        "試験社会福祉協議会", "進行管理個票集", "令和3（2021）年度", "（受付中）",
        "平成31（2019）年度～令和5（2023）年度", "令和4年5月31日現在", "見本データ（架空）",
        "試験の進行管理委員会資料",
    ):  # fmt: skip
        assert words in cover


def test_the_contents_list_every_item_with_its_page(book: bytes) -> None:
    pages = pages_of(book)
    for item in book_facts()["items"]:
        heading = squeeze(f"{item['number']}{item['title']}")
        first = next(
            number
            for number, text in enumerate(pages, start=1)
            if number > 2 and heading in text and "現状と課題" in text
        )
        entry = pages[1].split(heading)[1]
        assert entry.lstrip(".").startswith(str(first))


def test_the_bookmarks_follow_policies_and_items(book: bytes) -> None:
    outline = PdfReader(io.BytesIO(book)).outline
    tops = [entry.title for entry in outline if not isinstance(entry, list)]
    items = [entry.title for group in outline if isinstance(group, list) for entry in group]
    assert [title.split("　")[0] for title in tops] == [
        "目次", "総括表", "基本方針Ⅰ", "基本方針Ⅱ",
    ]  # fmt: skip
    assert [title.split("　")[0] for title in items] == ["5", "8", "10", "15", "20", "23"]


def test_the_summary_lies_on_landscape_pages_and_counts(book: bytes) -> None:
    page = PdfReader(io.BytesIO(book)).pages[2]
    assert page.mediabox.width > page.mediabox.height
    text = squeeze(page.extract_text())
    for words in (
        "総括表", "提出済6項目", "達成6項目", "指標の達成状況（全5指標）", "未確定1指標",
        "実績あり（判定なし）3指標", "複数の課が担当する項目は、それぞれの課で数えています。",
    ):  # fmt: skip
        assert words in text


def test_the_sheet_carries_everything_of_the_item() -> None:
    facts = one_item_facts()
    text = text_of(sheet(facts))
    item = facts["items"][0]
    record = item["record"]
    for words in (
        "9　地域福祉コーディネーター事業", "基本方針Ⅰ　方針その1",
        "（1）多様な市民の参加を推進する仕組みづくり", "福祉活動推進課、福祉支援課",
        "市委託事業、独自事業", "・新規相談の増加により、きめ細やかな対応が困難となっている",
        "①職員の質的・量的向上を図る", "基本目標1・4", "（充実・強化）", "評価・充実",
        "相談支援件数（件）", "197件", "180件", "91.3％概ね達成", "基準値", "（見込み）", "…", "－",
        "未着手（予定どおり）", record["achievement"], record["issues"], record["improvement"],
        "提出日：令和4年4月20日（総務課が代行）", record["rating_reason"], item["remark"],
    ):  # fmt: skip
        assert squeeze(words) in text, words


def test_unconfirmed_arrows_say_so_on_their_own_pages_only(book: bytes) -> None:
    pages = pages_of(book)
    legend = "破線の矢印：年度の位置は推定（要確認）"
    unconfirmed = [page for page in pages if "ファミリー・サポート・センター事業" in page][2:]
    assert all(legend in page for page in unconfirmed)
    assert "推定・要確認" in unconfirmed[0]
    confirmed = [page for page in pages if page.startswith("23適正な組織の運営")]
    assert not any(legend in page for page in confirmed)


def test_every_page_after_the_cover_shows_where_it_belongs(book: bytes) -> None:
    pages = pages_of(book)
    for number, page in enumerate(pages[1:], start=2):
        assert f"{number}/{len(pages)}" in page
        assert "【見本データ（架空）】" in page
        assert "アクションプラン　令和3（2021）年度".replace("　", "") in page


def test_a_real_year_carries_no_sample_mark() -> None:
    facts = one_item_facts()
    facts["notices"] |= {"is_sample": False, "sample_text": ""}
    assert "見本" not in text_of(sheet(facts))


def test_drafts_are_marked_on_every_page() -> None:
    facts = one_item_facts()
    facts["notices"]["drafts_included"] = True
    assert all("【確定前の内容を含む内部資料】" in page for page in pages_of(sheet(facts)))


def test_what_does_not_fit_goes_on_with_its_heading_repeated() -> None:
    facts = one_item_facts()
    facts["items"][0]["record"]["issues"] = "課題を詳しく述べる。" * 300
    pages = pages_of(sheet(facts))
    assert len(pages) > 3
    assert all("9地域福祉コーディネーター事業（つづき）" in page for page in pages[1:])
    assert "（つづき）" not in pages[0]


def test_a_table_that_goes_on_repeats_its_headings() -> None:
    facts = one_item_facts()
    facts["items"][0]["contents"] *= 16
    pages = pages_of(sheet(facts))
    assert len([page for page in pages if "番号実施内容進み取組内容" in page]) > 2
    assert len([page for page in pages if "番号実施内容平成31" in page]) > 1


@pytest.mark.parametrize(("large", "body", "table"), [(False, 12.0, 10.5), (True, 14.0, 12.5)])
def test_print_is_never_smaller_than_promised(large: bool, body: float, table: float) -> None:
    facts = one_item_facts()
    facts["items"][0]["record"]["issues"] = "課題を詳しく述べる。" * 300
    sizes = sizes_of(sheet(facts, large=large))
    assert min(sizes) >= (12.0 if large else 10.0)
    assert {body, table} <= sizes


def test_absent_values_are_explained_below_the_table() -> None:
    text = text_of(sheet(one_item_facts()))
    assert "－：該当なし・定めなし／…：未確定／空欄：まだ始まっていない年度" in text


def test_an_item_without_indicators_says_so(book: bytes) -> None:
    assert text_of(book).count("この項目に数値目標はありません。") == 2


def test_a_year_not_opened_prints_the_plan_alone() -> None:
    text = text_of(render_sheets(not_opened_facts(), made_on=MADE_ON).content)
    assert "73人（46人）" in text
    assert "93人（46人）" not in text
    assert text.count("この年度の進行管理は、まだ始まっていません。") == 6
    assert "自己評価（記入なし）" not in text


@pytest.mark.slow
def test_a_plan_of_another_shape_prints_as_well(other_shape: bytes) -> None:
    pages = pages_of(other_shape)
    text = "".join(pages)
    assert "令和6（2024）年度～令和11（2029）年度" in text
    assert "西東京" not in text
    assert "共通" not in text
    assert "もう一つの計画の実施項目その40" in pages[-2]
    for era in range(6, 12):
        assert f"令和{era}（{2018 + era}）年度" in text


@pytest.mark.slow
def test_the_chosen_year_is_marked_by_a_word_not_only_by_colour(other_shape: bytes) -> None:
    first = next(page for page in pages_of(other_shape) if "実施時期" in page)
    assert "対象年度令和7（2025）年度" in first


@pytest.mark.parametrize("character", ["ー", "っ", "W", "。"])
def test_a_run_without_breaks_is_folded_inside_its_column(character: str) -> None:
    facts = one_item_facts()
    facts["items"][0]["record"]["achievement"] = character * 300
    assert line_count_of(sheet(facts), character) >= 4


def test_a_long_label_is_folded_inside_its_arrow() -> None:
    facts = book_facts()
    text = text_of(sheet(facts, 23))
    assert "検討・実施・評価・充実" in text


def test_a_letter_without_glyph_is_explained_on_its_sheet_only() -> None:
    facts = book_facts()
    facts["items"][1]["record"]["issues"] = "参加者の声😀"
    document = render_sheets(facts, made_on=MADE_ON)
    pages = [page for page in pages_of(document.content) if "〓" in page]
    assert document.lost == ("😀",)
    assert all("任意後見事業" in page for page in pages)
    assert "〓：印刷用の書体にない文字" in pages[-1]


def test_a_typed_geta_does_not_hide_the_note_on_a_lost_letter() -> None:
    note = "〓：印刷用の書体にない文字"
    facts = one_item_facts()
    facts["items"][0]["record"]["issues"] = "原文の〓のまま"
    assert note not in text_of(sheet(facts))
    facts["items"][0]["record"]["issues"] = "原文の〓のまま😀"
    assert note in text_of(sheet(facts))
    facts["items"][0]["record"]["issues"] = "見えない字\u200d"
    assert note not in text_of(sheet(facts))


def test_the_note_of_an_indicator_never_stands_alone_under_repeated_headings() -> None:
    facts = one_item_facts()
    indicator = facts["items"][0]["indicators"][0]
    for lines in range(0, 40, 4):
        facts["items"][0]["remark"] = ""
        facts["items"][0]["sentence"] = "紹介の一文。\n" * lines
        indicator["note"] = "指標の注"
        pages = pages_of(sheet(facts))
        page = next(page for page in pages if "指標の注" in page)
        assert "区分基準値" not in page or "目標197件" in page.split("区分基準値")[1]


def test_very_long_names_stay_within_head_and_foot() -> None:
    facts = one_item_facts(title="とても長い事業の名" * 20)
    facts["plan"]["short_name"] = "長い略称の計画" * 7
    page = pages_of(sheet(facts))[1]
    assert page.startswith("9とても長い事業の名とても長い事業の名とても長い事業…（つづき）")
    assert page.endswith("9とても長い事業の名とても長い事業の名と…2/3" + page.split("2/3")[1])


def test_a_plan_without_items_still_prints_its_front() -> None:
    facts = one_item_facts()
    facts["items"] = []
    facts["counts"] |= {"total": 0, "by_department": [], "by_rating": []}
    assert len(pages_of(render_sheets(facts, made_on=MADE_ON).content)) == 3
