"""委員会資料のブック: 印刷する形の表と、機械可読の表。材料は年度の事実と資料の中身だけ。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from plans.workbooks import CellValue, Footer, TableColumn, WorkbookWriter, write_table
from reports.cells import Facts
from reports.excel.data_sheets import data_tables
from reports.excel.listing_sheet import Listing, ListingColumn, write_listing
from reports.excel.printed_sheet import write_printed_sheet
from reports.overview import count_goals, count_ratings
from reports.packs.contents import PackContents
from reports.packs.parts import PlacedPart
from reports.pdf.pack.layout import LAYOUTS, numbered_parts

Listings = Callable[[Facts, PackContents, PlacedPart], list[Listing]]

MANY_COLUMNS = 6
OPINION_COLUMNS = (
    ListingColumn("番号", 7, "center"),
    ListingColumn("項目", 22),
    ListingColumn("種類", 8),
    ListingColumn("意見", 42),
    ListingColumn("対応方針", 46),
    ListingColumn("その後の状況", 26),
)
FOCUS_COLUMNS = (
    ListingColumn("番号", 7, "center"),
    ListingColumn("実施項目", 28),
    ListingColumn("担当課", 18),
    ListingColumn("評価", 16),
    ListingColumn("理由", 66),
)
OPINION_TABLE = tuple(
    TableColumn(*one)
    for one in (
        ("年度", 7.0),
        ("番号", 7.0),
        ("項目番号", 9.0),
        ("種類", 8.0),
        ("意見", 60.0),
        ("件数", 6.0),
        ("担当課", 16.0),
        ("対応方針", 12.0),
        ("回答", 60.0),
        ("期限", 12.0),
    )
)
FOCUS_TABLE = tuple(
    TableColumn(*one)
    for one in (
        ("項目番号", 9.0),
        ("実施項目", 28.0),
        ("選定", 8.0),
        ("規則", 16.0),
        ("理由", 70.0),
        ("総務課の一文", 50.0),
    )
)


def build_pack_workbook(facts: Facts, pack: PackContents) -> bytes:
    """委員会資料のブックを xlsx のバイト列で返す。同じ材料からは同じバイト列になる。"""
    plan, year = facts["plan"], facts["year"]
    book = WorkbookWriter(
        title=f"{plan['short_name']}　進行管理委員会資料　{year['label']}　第{pack.number}版",
        creator=plan["organization"],
        stamp=pack.made_on,
    )
    footer = _footer(facts, pack)
    for placed in numbered_parts(pack):
        if placed.part.code == "summary":
            name = _sheet_name(placed)
            write_printed_sheet(book.add_sheet(name), facts, footer)
        elif placed.part.code in LISTINGS:
            for listing in LISTINGS[placed.part.code](facts, pack, placed):
                write_listing(book.add_sheet(listing.sheet), listing, footer)
    for name, columns, rows in _tables(facts, pack):
        write_table(book.add_sheet(name), columns, rows, footer)
    return book.to_bytes()


def pack_workbook_name(fiscal_year: int, number: int) -> str:
    """ダウンロードするときのファイル名。"""
    return f"委員会資料_{fiscal_year}年度_第{number}版.xlsx"


def _sheet_name(placed: PlacedPart) -> str:
    return f"{placed.number} {placed.part.title}".strip()[:31].replace("・", "と")


def _footer(facts: Facts, pack: PackContents) -> Footer:
    plan, year, notices = facts["plan"], facts["year"], facts["notices"]
    marks = [notices["sample_text"], "確定前を含む" if notices["drafts_included"] else ""]
    return Footer(
        left=f"{plan['short_name']}　{year['label']}　第{pack.number}版",
        right="　".join(mark for mark in marks if mark),
    )


def _tables(
    facts: Facts, pack: PackContents
) -> Iterator[tuple[str, list[TableColumn], Iterator[list[CellValue]]]]:
    yield from data_tables(facts)
    yield "重点項目の選定", list(FOCUS_TABLE), _focus_rows(pack)
    yield "意見", list(OPINION_TABLE), _opinion_rows(facts)


def _focus_rows(pack: PackContents) -> Iterator[list[CellValue]]:
    for one in pack.focus:
        chosen = "重点" if one["is_chosen"] else "外した"
        for reason in one["reasons"] or [{"label": "", "sentence": ""}]:
            label, sentence = reason["label"], reason["sentence"]
            yield [one["number"], one["title"], chosen, label, sentence, one["note"]]


def _opinion_rows(facts: Facts) -> Iterator[list[CellValue]]:
    for one in facts.get("opinions", []):
        fixed: list[CellValue] = [
            one["year"], one["number"], one["item"], one["kind_label"], one["text"], one["people"],
        ]  # fmt: skip
        for answer in one["responses"] or [{}]:
            names = ("department", "stance_label", "text", "due")
            yield [*fixed, *(answer.get(name, "") for name in names)]


def _words(facts: Facts, pack: PackContents, placed: PlacedPart) -> dict[str, Any]:
    """PDF と同じ語を使う。行を分けてよい所の印は、表計算には要らない。"""
    words: dict[str, Any] = _plain(LAYOUTS[placed.part.code](facts, pack, placed))
    return words


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.replace("\u200b", "") if isinstance(value, str) else value


def _opinion_listing(facts: Facts, pack: PackContents, placed: PlacedPart) -> list[Listing]:
    words = _words(facts, pack, placed)
    rows = tuple(
        (
            one["number"],
            one["item"],
            one["kind"],
            one["text"] + (f"\n（{one['meeting']}）" if one["meeting"] else ""),
            "\n".join(one["answers"]),
            one["status"],
        )
        for one in words["opinions"]
    )
    notes = () if rows else (words["none"],)
    return [Listing(_sheet_name(placed), placed.heading, notes, OPINION_COLUMNS, rows)]


def _focus_listing(facts: Facts, pack: PackContents, placed: PlacedPart) -> list[Listing]:
    rows = tuple(
        (
            int(one["number"]),
            one["title"],
            one["departments"],
            "\n".join(part for part in (one["rating"], one["unsettled"]) if part),
            "\n".join(
                [
                    *(f"・【{reason['label']}】{reason['sentence']}" for reason in one["reasons"]),
                    *([f"【総務課から】{one['note']}"] if one["note"] else []),
                ]
            ),
        )
        for one in _words(facts, pack, placed)["rows"]
    )
    return [Listing(_sheet_name(placed), placed.heading, (), FOCUS_COLUMNS, rows)]


def _count_listings(facts: Facts, pack: PackContents, placed: PlacedPart) -> list[Listing]:
    words = _words(facts, pack, placed)
    ratings, goals = count_ratings(facts), count_goals(facts)
    notes = (
        f"単位：項目。数の横は計に対する割合です。{words['change_note']}{words['shared_note']}",
    )
    return [
        Listing(
            f"{_sheet_name(placed)}（評価）",
            f"{placed.heading}　評価ごとの項目数",
            notes,
            _count_columns("区分", words["labels"]),
            tuple(
                (row["label"], full["total"], *row["cells"])
                for row, full in zip(words["ratings"], ratings, strict=True)
            ),
        ),
        Listing(
            f"{_sheet_name(placed)}（基本目標）",
            f"{placed.heading}　基本目標ごとの実施内容の進み",
            (f"単位：実施内容（件）。{words['goals_note']}",),
            _count_columns("基本目標", words["paces"]),
            tuple(
                (row["label"], full["total"], *row["cells"])
                for row, full in zip(words["goals"], goals, strict=True)
            ),
        ),
    ]


def _count_columns(first: str, labels: list[str]) -> tuple[ListingColumn, ...]:
    # 列が多いと、一枚の幅に縮めたときに字が小さくなるので、列を狭める。
    width = 14 if len(labels) <= MANY_COLUMNS else 9
    counts = (ListingColumn(label, width, "right") for label in labels)
    return (ListingColumn(first, 44), ListingColumn("計", 8, "right"), *counts)


LISTINGS: dict[str, Listings] = {
    "answers": _opinion_listing,
    "opinions": _opinion_listing,
    "counts": _count_listings,
    "focus": _focus_listing,
}
