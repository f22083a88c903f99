"""委員会資料のPDF。委員と総務課に約束したことを、できたPDFから読み取って確かめる。"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pdfua
import pytest
from pypdf import PdfReader

from reports.focus import decide_focus
from reports.packs.parts import SHORT_PARTS
from reports.pdf import PdfError, count_pages
from reports.pdf.pack import render_pack
from tests.reports.pack_facts import Facts, many_items_facts, opinion, pack_facts
from tests.reports.packs import contents
from tests.reports.pdf_reading import pages_of, sizes_of, squeeze, text_of

pytestmark = pytest.mark.pdf

FOCUS = tuple(decide_focus(pack_facts(), {5: "新しい取組のため"}, {}))


@pytest.fixture(scope="module")
def pack() -> bytes:
    return render_pack(pack_facts(), contents(focus=FOCUS)).content


def part(code: str, facts: Facts | None = None, *, large: bool = False) -> bytes:
    """一つの部分だけのPDF。"""
    only = contents(focus=FOCUS).only(code)
    return render_pack(facts or pack_facts(), only, large=large).content


def test_the_checker_finds_no_error_and_the_file_says_what_it_keeps(
    pack: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(pack)
    assert [finding.message for finding in pdfua.validate(path).findings] == []
    reader = PdfReader(io.BytesIO(pack))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_every_page_after_the_cover_names_version_day_and_its_place(pack: bytes) -> None:
    pages = pages_of(pack)
    for number, page in enumerate(pages[1:], 2):
        assert "第1版令和4年6月10日現在" in page, number
        assert f"{number}/{len(pages)}" in page


def test_the_parts_are_numbered_in_their_order(pack: bytes) -> None:
    contents_page = pages_of(pack)[2]
    for heading in (
        "資料1前回の意見はどうなったか", "資料2総括表", "資料3集計表", "資料4重点項目",
        "資料5個票", "資料6意見・対応一覧", "参考評価の基準・用語の説明", "意見票",
    ):  # fmt: skip
        assert heading in contents_page


def test_the_numbers_follow_another_order() -> None:
    order = ("focus", "summary", "form")
    text = text_of(render_pack(pack_facts(), contents(focus=FOCUS, parts=order)).content)
    assert "資料1重点項目" in text
    assert "資料2総括表" in text


def test_the_file_has_bookmarks_for_parts_and_items(pack: bytes) -> None:
    titles: list[str] = []

    def gather(entries: list[object]) -> None:
        for entry in entries:
            if isinstance(entry, list):
                gather(entry)
            else:
                titles.append(squeeze(str(entry.title)))  # type: ignore[attr-defined]

    gather(PdfReader(io.BytesIO(pack)).outline)
    assert "資料5個票" in titles
    assert "5ファミリー・サポート・センター事業" in titles


def test_every_item_begins_on_a_front_page(pack: bytes) -> None:
    first = {}
    for number, page in enumerate(pages_of(pack), 1):
        for tag in re.findall(r"資料5-(\d+)", page):
            first.setdefault(tag, number)
    first.pop("", None)
    assert len(first) == 6
    assert {number % 2 for number in first.values()} == {1}


def test_an_unsettled_report_says_at_which_stage_it_is(pack: bytes) -> None:
    text = text_of(part("sheets"))
    assert "未確定（下書きの段階）" in text
    finalized = pages_of(part("sheets"))[0]
    assert "未確定" not in finalized


def test_the_last_opinions_open_the_pack_with_answer_and_state() -> None:
    text = text_of(part("answers"))
    for words in (
        "利用者の声を集めてはどうか。", "【反映する】アンケートを行います。", "令和4年3月31日まで",
        "対応中（令和3年9月1日）", "設問を作った。", "（2件）", "（回答の準備中）",
    ):  # fmt: skip
        assert words in text
    assert "担い手をどう増やすのか。" not in text
    assert "担い手をどう増やすのか。" in text_of(part("opinions"))


def test_a_sheet_shows_rating_last_outcome_and_opinions() -> None:
    facts = pack_facts()
    facts["items"][0]["record"] |= {
        "committee_rating_label": "概ね達成",
        "committee_rating_reason": "委員の意見による",
        "amended_improvement": "回数を増やす。",
    }
    facts["items"][0]["sentence"] = "子育てを助け合う会員の組織です。"
    text = text_of(part("sheets", facts))
    for words in (
        "委員会後の評価", "委員の意見による", "委員会をふまえた改善策", "回数を増やす。",
        "子育てを助け合う会員の組織です。", "前年度の改善策の結果", "実施した",
        "窓口を一つにした。", "令和2年度の1【意見】", "この項目への意見は、記録されていません。",
    ):  # fmt: skip
        assert words in text


def test_older_opinions_shorten_when_the_back_of_a_sheet_is_full() -> None:
    facts = pack_facts()
    long = "利用する人の声を聞き、次の年の計画に生かす工夫を続けてほしい。" * 2
    item = facts["items"][0]
    item["opinions"] = [
        opinion(number, item["number"], 2017 + number, text=f"{number}番目。{long}")
        for number in range(1, 6)
    ]
    whole = replace(contents(focus=FOCUS), parts=("sheets",), numbering=contents().parts)
    pages = pages_of(render_pack(facts, replace(whole, items=(item["number"],))).content)
    assert len(pages) == 2
    shortened = re.search(r"古い意見(\d)件は一行に縮めました。全文は資料6にあります。", pages[1])
    assert shortened
    count = int(shortened[1])
    assert 1 <= count < 5
    # 縮めるのは古いものからで、新しいものは全文を載せる。
    assert pages[1].count(squeeze(long)) == 5 - count
    assert f"5番目。{squeeze(long)}" in pages[1]
    assert "1番目。" in pages[1]


def test_nothing_is_shortened_where_no_list_holds_the_rest() -> None:
    facts = pack_facts()
    item = facts["items"][0]
    item["opinions"] = [
        opinion(number, item["number"], 2017 + number, text="声を聞いてほしい。" * 12)
        for number in range(1, 8)
    ]
    only = contents(focus=FOCUS, parts=("sheets",), items=(item["number"],))
    text = text_of(render_pack(facts, only).content)
    assert "縮めました" not in text
    assert text.count("声を聞いてほしい。" * 12) == 7


def test_the_counts_state_unit_share_and_change() -> None:
    text = text_of(part("counts"))
    assert "単位：項目" in text
    assert "単位：実施内容（件）" in text
    assert "100.0％＋6" in text
    assert "下の段は令和2年度との差です。" in text


def test_the_focus_gives_the_reasons_and_the_sentence_of_the_office() -> None:
    text = text_of(part("focus"))
    assert "【大きな変化】" in text
    assert "【総務課から】新しい取組のため" in text or not FOCUS[0]["note"]


def test_the_form_prints_the_numbers_and_where_to_send_it() -> None:
    pages = pages_of(part("form"))
    assert len(pages) == 1
    for words in ("□計画全体", "□5", "□23", "□提言", "総務課進行管理担当", "令和4年7月8日"):
        assert words in pages[0]


def test_only_marked_members_are_named() -> None:
    text = text_of(part("members"))
    assert "委員一郎" in text


def test_a_part_alone_keeps_its_number(pack: bytes) -> None:
    alone = PdfReader(io.BytesIO(part("counts")))
    assert "資料3集計表" in squeeze(alone.pages[0].extract_text())
    assert alone.metadata is not None
    assert alone.metadata.title == "アクションプラン 令和3（2021）年度 資料3　集計表"


def test_large_print_sets_the_running_text_in_fourteen_points() -> None:
    assert min(sizes_of(part("opening", large=True))) >= 12
    assert 14.0 in sizes_of(part("opening", large=True))


def test_the_short_choice_stays_within_twenty_pages_for_forty_items() -> None:
    facts = many_items_facts()
    short = contents(parts=SHORT_PARTS, focus=tuple(decide_focus(facts, {}, {})))
    assert count_pages(render_pack(facts, short).content) <= 20


def test_the_same_data_give_the_same_bytes(pack: bytes) -> None:
    assert render_pack(pack_facts(), contents(focus=FOCUS)).content == pack
    assert count_pages(pack) == len(PdfReader(io.BytesIO(pack)).pages)


def test_a_pack_composed_apart_is_the_same_to_the_byte() -> None:
    few = contents(focus=FOCUS, parts=("focus", "form"))
    apart = render_pack(pack_facts(), few, is_apart=True)
    assert apart == render_pack(pack_facts(), few)


def test_a_sheet_that_cannot_be_laid_out_is_named() -> None:
    facts = pack_facts()
    del facts["items"][2]["record"]["achievement"]
    with pytest.raises(PdfError, match=r"資料1　個票の項目10「生活支援体制整備事業」"):
        render_pack(facts, contents(focus=FOCUS, parts=("sheets", "form")))


def test_facts_of_another_schema_are_refused() -> None:
    with pytest.raises(PdfError, match="形式1だけ"):
        render_pack(pack_facts() | {"schema": 2}, contents())


def test_facts_frozen_before_the_register_still_print() -> None:
    facts = pack_facts()
    for name in ("opinions", "summaries"):
        facts.pop(name)
    for item in facts["items"]:
        item.pop("opinions")
    text = text_of(render_pack(facts, contents()).content)
    assert "前回までの意見は、記録されていません。" in text


def test_replacement_pages_open_with_the_list_of_changes() -> None:
    change = {"where": "項目5\n成果", "before": "（なし）", "after": "増えた。"}
    narrowed = replace(
        contents(number=2, focus=FOCUS),
        parts=("sheets",),
        numbering=contents().parts,
        items=(5,),
        replaces=1,
        changes=(change,),
    )
    pages = pages_of(render_pack(pack_facts(), narrowed).content)
    assert "差替えの一覧" in pages[0]
    assert "第1版を配布した後に変わったところ" in pages[0]
    assert "増えた。" in pages[0]
    assert all("差替え（第2版）" in page for page in pages)
    assert all("資料5-8" not in page for page in pages)
    assert any("資料5-5" in page for page in pages)
