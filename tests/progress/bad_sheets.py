"""悪いファイルの目録（後半）: 形は整っていて、中身の悪いもの。名から中身を引く。

場面（tests/progress/test_bad_files.py）の行: 4・5 行目が書ける項目1、6 行目がほかの課、
7・8・9 行目が提出済・課長確認済・確定（まとめは 4～8 行目）。
"""

from __future__ import annotations

import re

from tests.progress.bad_files import SHEETS, Files
from tests.workbook_parts import (
    Change,
    before_end,
    both,
    parts_of,
    rebuild,
    replace,
    set_cell,
    text_cell,
)

ACTUALS, CONTENTS, SUMMARY = SHEETS["sheet2"], SHEETS["sheet3"], SHEETS["sheet4"]
NAMES = {ACTUALS: "指標の実績", CONTENTS: "実施内容の進捗", SUMMARY: "まとめ"}
FIRST, SECOND, ABSENCE, NOTE = "K4", "L5", "M4", "N4"
PACE, ACTIVITIES = "J4", "K4"
ACHIEVEMENT, RATING, REASON = "I4", "L4", "M4"
TEXTS = ((ACTUALS, NOTE), (CONTENTS, ACTIVITIES), (SUMMARY, ACHIEVEMENT))
INPUTS = (*TEXTS, (ACTUALS, FIRST), (CONTENTS, PACE), (SUMMARY, RATING))


def edited(good: bytes, part: str, *changes: Change) -> bytes:
    """一枚のシートを書きかえたもの。"""
    return rebuild(good, {part: both(*changes)})  # type: ignore[arg-type]


def sheet_names(good: bytes) -> Files:
    """シートの名の悪いもの。"""
    book = "xl/workbook.xml"
    names = list(NAMES.values())
    files = {
        f"{name} renamed": rebuild(good, {book: replace(f'name="{name}"', 'name="写し"')})
        for name in names
    }
    files |= {
        f"two of {name}": rebuild(good, {book: replace('name="はじめに"', f'name="{name}"')})
        for name in names
    }
    files |= {f"{NAMES[part]} without its part": rebuild(good, {part: None}) for part in NAMES}
    exchanged = both(replace(names[0], "X"), replace(names[1], names[0]), replace("X", names[1]))
    files["two sheets exchanged"] = rebuild(good, {book: exchanged})
    renamed = both(*(replace(f'name="{name}"', f'name="{name}2"') for name in names))
    files["all renamed"] = rebuild(good, {book: renamed})
    more = "".join(f'<sheet name="s{number}" sheetId="{number + 50}"/>' for number in range(41))
    files["forty-five sheets"] = rebuild(good, {book: before_end("sheets", more)})
    files["no sheet"] = rebuild(good, {book: lambda data: _without_sheets(data)})
    files["one sheet of nowhere"] = rebuild(
        good, {book: before_end("sheets", '<sheet name="別" sheetId="9"/>')}
    )
    files["part of another kind"] = rebuild(
        good, {"xl/_rels/workbook.xml.rels": replace('/worksheet"', '/chartsheet"')}
    )
    return files


def _without_sheets(data: bytes) -> bytes:
    start, end = data.index(b"<sheets>"), data.index(b"</sheets>")
    return data[: start + len(b"<sheets>")] + data[end:]


def headings(good: bytes) -> Files:
    """見出しの悪いもの。"""
    files: Files = {}
    for part, name in NAMES.items():
        files[f"{name} without its keys"] = edited(good, part, text_cell("A3", "かぎ"))
        files[f"{name} without its versions"] = edited(good, part, text_cell("B3", "ばん"))
        files[f"{name} with the keys twice"] = edited(
            good, part, text_cell("C3", "行の鍵（消さないでください）")
        )
        files[f"{name} with a heading twice"] = edited(good, part, text_cell("D3", "項目番号"))
        files[f"{name} without headings"] = edited(
            good, part, replace('<row r="3"', '<row r="3000"'), _move_row(3, 3000)
        )
        files[f"{name} with an error for a key"] = edited(
            good, part, set_cell("A3", "<v>#REF!</v>", ' t="e"')
        )
    return files


def _move_row(old: int, new: int) -> Change:
    def change(data: bytes) -> bytes:
        for letter in "ABCDEFGHIJKLMN":
            data = data.replace(f'r="{letter}{old}"'.encode(), f'r="{letter}{new}"'.encode())
        return data

    return change


def merges(good: bytes) -> Files:
    """結合されたますのあるもの。"""
    places = ("A4:A5", "C4:D4", "J4:J5", "K4:L5", "A3:B3", "I3:M3")
    return {
        f"{NAMES[part]} {place}": edited(
            good,
            part,
            before_end("sheetData", ""),
            replace(
                "</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{place}"/></mergeCells>'
            ),
        )
        for part in NAMES
        for place in places
    }


def far_cells(good: bytes) -> Files:
    """表から遠く離れたますのあるもの。"""
    far = ("XFD1048576", "A5200", "BI4", "ZZ1", "K1048576")
    return {
        f"{NAMES[part]} {place}": edited(
            good, part, before_end("sheetData", f'<row><c r="{place}"><v>1</v></c></row>')
        )
        for part in NAMES
        for place in far
    }


NUMBERS = (
    "12円", "約100", "100程度", "1e5", "十二", "1,23", "12人と", "12-13", "１２．５．６", "--5",
    "NaN", "∞", "0x10", "1 2", "12～", "1/2", "人", "①", "12.34567", "1234567890123456", "a",
    "=1+1", "年", "12人（3人）",
)  # fmt: skip


def numbers(good: bytes) -> Files:
    """読めない数。"""
    return {
        f"{text} as a figure": edited(good, ACTUALS, text_cell(FIRST, text)) for text in NUMBERS
    }


def formulas(good: bytes) -> Files:
    """答えのない式、誤りの値、はい・いいえ。"""
    kinds = {
        "formula without a value": ("<f>1+1</f>", ""),
        "formula with an empty value": ("<f>A1</f><v></v>", ""),
        "broken reference": ("<v>#REF!</v>", ' t="e"'),
        "true": ("<v>1</v>", ' t="b"'),
        "unknown shared text": ("<v>999999</v>", ' t="s"'),
    }
    return {
        f"{kind} at {NAMES[part]} {place}": edited(good, part, set_cell(place, inner, attributes))
        for kind, (inner, attributes) in kinds.items()
        for part, place in INPUTS
    }


def dates(good: bytes) -> Files:
    """日付になったます。"""
    styles = replace("</cellXfs>", '<xf numFmtId="14"/><xf numFmtId="20"/></cellXfs>')
    date_style = 200
    filler = "<xf/>" * 200
    padded = both(lambda data: data.replace(b"</cellXfs>", filler.encode() + b"</cellXfs>"), styles)
    files: Files = {}
    for part, place in INPUTS:
        iso = set_cell(place, "<v>2021-04-06</v>", ' t="d"')
        files[f"day at {NAMES[part]} {place}"] = edited(good, part, iso)
        for name, value in (("serial", "44292"), ("time", "0.17"), ("negative", "-5")):
            styled = set_cell(place, f"<v>{value}</v>", ' t="n"')
            files[f"{name} at {NAMES[part]} {place}"] = rebuild(
                good,
                {"xl/styles.xml": padded, part: both(styled, _restyle(place, date_style, good))},
            )
    return files


def _restyle(place: str, look: int, good: bytes) -> Change:
    count = len(
        re.findall(
            rb"<xf ", parts_of(good)["xl/styles.xml"].split(b"<cellXfs")[1].split(b"</cellXfs>")[0]
        )
    )

    def change(data: bytes) -> bytes:
        return re.sub(
            rf'<c r="{place}" s="\d+"'.encode(),
            f'<c r="{place}" s="{count + look}"'.encode(),
            data,
        )

    return change


def choices(good: bytes) -> Files:
    """選択肢にない語。"""
    wrong = ("予定通り", "はい", "1", "達 成？", "on_schedule", "実施した", "○", "－", "未入力")
    files = {f"pace {text}": edited(good, CONTENTS, text_cell(PACE, text)) for text in wrong}
    files |= {f"rating {text}": edited(good, SUMMARY, text_cell(RATING, text)) for text in wrong}
    return files | {
        f"absence {text}": edited(good, ACTUALS, text_cell(ABSENCE, text)) for text in wrong
    }


def texts(good: bytes) -> Files:
    """長すぎる文、使えない文字のある文。"""
    files: Files = {}
    for part, place in TEXTS:
        name = NAMES[part]
        files[f"{name} too long for its box"] = edited(good, part, text_cell(place, "あ" * 4001))
        files[f"{name} too long for a cell"] = edited(good, part, text_cell(place, "あ" * 10_001))
        for code in ("0000", "0007", "000B", "001B", "D800", "007F"):
            text = f"前_x{code}_後"
            files[f"{name} with letter {code}"] = edited(good, part, text_cell(place, text))
    return files


def keys(good: bytes) -> Files:
    """行の鍵の悪いもの。どれも、書ける行に文を書いてある。"""
    marks = {
        "another year": "00000000-2020-1-{code}",
        "nothing known": "abc",
        "no such item": "{mark}-2021-99-{code}",
        "spaces only": "　",
        "a number": "12",
        "very long": "x" * 9000,
    }
    files: Files = {}
    for part, place in TEXTS:
        code = {ACTUALS: "A1", CONTENTS: "C1", SUMMARY: "S"}[part]
        typed = text_cell(place, "書いた文")
        for name, key in marks.items():
            bad = text_cell("A4", key.format(code=code, mark="00000000"))
            files[f"{NAMES[part]} {name}"] = edited(good, part, typed, bad)
    for part, place in ((ACTUALS, "N5"), (CONTENTS, "K5"), (SUMMARY, "I5")):
        copied = _copy_key
        files[f"{NAMES[part]} key twice"] = edited(good, part, text_cell(place, "書いた文"), copied)
    return files


def _copy_key(data: bytes) -> bytes:
    found = re.search(rb'<c r="A4"[^>]*>(.*?)</c>', data)
    assert found
    return set_cell("A5", found[1].decode(), ' t="inlineStr"')(data)


def shifted(good: bytes) -> Files:
    """鍵と番号の合わない行。列だけを並べ替えるとこうなる。"""
    files: Files = {}
    for part, place in TEXTS:
        typed = text_cell(place, "書いた文")
        for number in ("2", "3", "99", "一", ""):
            bad = text_cell("C4", number)
            files[f"{NAMES[part]} item {number or 'blank'}"] = edited(good, part, typed, bad)
        if part != SUMMARY:
            files[f"{NAMES[part]} number 7"] = edited(good, part, typed, text_cell("E4", "7"))
    return files


def not_ours(good: bytes) -> Files:
    """ほかの課、提出済、課長確認済、確定の行に書いたもの。"""
    rows = {"foreign": 6, "submitted": 7, "approved": 8, "finalized": 9}
    files: Files = {}
    for name, row in rows.items():
        cells = {
            (ACTUALS, f"N{row}"): "文",
            (ACTUALS, f"K{row}"): "7",
            (CONTENTS, f"K{row}"): "文",
            (CONTENTS, f"J{row}"): "予定どおり",
            (SUMMARY, f"I{row - 1}"): "文",
        }
        for (part, place), text in cells.items():
            files[f"{name} {NAMES[part]} {place}"] = edited(good, part, text_cell(place, text))
    return files


def rules(good: bytes) -> Files:
    """一つずつは読めて、合わせると決まりに合わないもの。"""
    pairs = [("K4", "5", word) for word in ("該当なし（－）", "未確定（…）", "中止・評価対象外")]
    files = {
        f"figure with {word}": edited(good, ACTUALS, text_cell(place, text), text_cell("M4", word))
        for place, text, word in pairs
    }
    files |= {
        f"second figure with {word}": edited(
            good, ACTUALS, text_cell("K5", "5"), text_cell(SECOND, "3"), text_cell("M5", word)
        )
        for _, _, word in pairs
    }
    return files | {
        "excluded without a reason": edited(good, ACTUALS, text_cell("M4", "中止・評価対象外")),
        "excluded with a blank reason": edited(
            good, ACTUALS, text_cell("M4", "中止・評価対象外"), text_cell(NOTE, " 　")
        ),
        "second without first": edited(good, ACTUALS, text_cell(SECOND, "3")),
        "second of a plain indicator": edited(good, ACTUALS, text_cell("L4", "3")),
        "second that is no number": edited(
            good, ACTUALS, text_cell("K5", "3"), text_cell(SECOND, "約3")
        ),
        "both in one cell of a plain indicator": edited(
            good, ACTUALS, text_cell(FIRST, "66（31）")
        ),
        "both in one cell and a second": edited(
            good, ACTUALS, text_cell("K5", "66（31）"), text_cell(SECOND, "3")
        ),
        "note too long": edited(good, ACTUALS, text_cell(NOTE, "あ" * 501)),
        "percent of people": edited(good, ACTUALS, text_cell(FIRST, "95%")),
        "row without a key": edited(
            good,
            CONTENTS,
            before_end(
                "sheetData",
                '<row r="40"><c r="K40" t="inlineStr"><is><t>足した行</t></is></c></row>',
            ),
        ),
    }


SHEET_FAMILIES = (
    sheet_names,
    headings,
    merges,
    far_cells,
    numbers,
    formulas,
    dates,
    choices,
    texts,
    keys,
    shifted,
    not_ours,
    rules,
)
