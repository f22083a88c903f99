"""登録する計画の文字が、計画書のとおりか。余さず、足さず。"""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.book import fields_of, fields_of_item, first_chapter, sheets, squeeze

NUMBERS = range(1, 26)
QUALIFIERS = {"new": "新規", "continued": "継続", "strengthened": "充実・強化"}
LABELS_ONLY = re.compile(
    r"(?:検討|調査|市と協議|協議|試行|ＰＲの実施|実施"
    r"|評価|充実|充|見直し|見直|強化|改選|選定|[・･ ])+"
)
PLAN_TEXTS = (
    "name", "organization", "purpose", "mission_heading", "mission", "mission_source",
    "goals_preface", "positioning", "period_text", "promotion", "sdgs_text", "committee_name",
    "predecessor_name", "predecessor_adopted",
)  # fmt: skip
# 個票にあって登録しない文字と、その理由。
UNUSED = {
    r"担当課|種別|項目番号|実施項目|実施内容|実施時期|現状と課題|目標\(数値\)|備考": "様式の見出し",
    r"基本的な方向性（目的）|具体的な対応（取組内容）": "様式の見出し",
    r"第四次西東京市地域福祉活動計画を具現化するための基本方針": "項目1だけにある様式の見出し",
    r"平成31\(2019\)年度|20(?:20|21|22|23)年度": "年度の見出し（年度の欄に持つ）",
    r"平成30年度\(見込み\)※?": "年度の見出し（見込みの欄に持つ）",
    r"第四次地域福祉活動計画|基本目標[１-６1-6]": "基本目標の欄（数は別の試験で確かめる）",
    r"基本方針[ⅠⅡⅢ]": "基本方針の記号（基本方針の行に持つ）",
    r"（[0-9０-９]）": "施策の番号（施策の行に持つ）",
    r"事業共通[１-３]|[0-9]+": "事業共通・実施内容・指標・項目の番号（番号の欄に持つ）",
    r"・": "担当課の区切り（項目14・18）",
}
TAKEN = "|"
UNUSED_PATTERN = re.compile("|".join(UNUSED))


def phase_lines(number: int) -> list[str]:
    """個票の末尾にある、実施時期の表記の行。"""
    lines = sheets()[number]
    start = len(lines)
    while LABELS_ONLY.fullmatch(lines[start - 1].strip()):
        start -= 1
    return lines[start:]


def sheet_text(number: int) -> str:
    """実施時期の表記を除いた個票の文字（空白なし）。"""
    lines = sheets()[number]
    return squeeze("".join(lines[: len(lines) - len(phase_lines(number))]))


def stored_pieces(number: int) -> Iterator[str]:
    """項目 number について登録する文字のうち、個票にあるはずのもの。"""
    item = fields_of("plans.actionitem")[number - 1]
    yield item["title"]
    yield from item["remark"].splitlines()
    yield fields_of("plans.policy")[item["policy"][1] - 1]["title"]
    measures = {(row["policy"][1], row["number"]): row for row in fields_of("plans.measure")}
    yield measures[tuple(item["measure"][1:])]["title"]
    yield from (row["department"][0] for row in fields_of_item("plans.itemdepartment", number))
    yield from (row["name"] for row in fields_of_item("plans.itemkind", number))
    for row in fields_of_item("plans.statement", number):
        yield row["mark"] + row["text"]
    for row in fields_of_item("plans.implementationcontent", number):
        yield f"{row['title']}（{QUALIFIERS[row['qualifier']]}）"
    for model in ("plans.baseline", "plans.target"):
        yield from (row["as_printed"] for row in fields_of_item(model, number))
    yield from (row["name"] for row in fields_of_item("plans.indicator", number))
    if number == 1:
        yield fields_of_item("plans.baseline", number)[0]["note"]


def take_out(text: str, pieces: list[str]) -> tuple[str, list[str]]:
    """text から pieces を長い順に一度ずつ抜き、残った文字と、見つからなかったものを返す。"""
    missing = []
    for piece in sorted(map(squeeze, pieces), key=len, reverse=True):
        if piece not in text:
            missing.append(piece)
        text = text.replace(piece, TAKEN, 1)
    return text, missing


def even_brackets(text: str) -> str:
    # 項目14の1は括弧の片方だけ半角。表記の揺れなので、そろえて比べる。
    return text.replace("(継続）", "（継続）")


@pytest.mark.parametrize("number", NUMBERS)
def test_each_text_of_a_sheet_is_stored_once_and_nothing_is_left_over(number: int) -> None:
    left, missing = take_out(even_brackets(sheet_text(number)), list(stored_pieces(number)))
    assert missing == []
    assert set(UNUSED_PATTERN.sub("", left)) <= {TAKEN}


@pytest.mark.parametrize("number", NUMBERS)
def test_each_letter_of_the_phase_labels_is_stored_once(number: int) -> None:
    printed = Counter(squeeze("".join(phase_lines(number))))
    stored = Counter("".join(row["label"] for row in fields_of_item("plans.phasespan", number)))
    assert stored == printed


@pytest.mark.parametrize("number", NUMBERS)
def test_each_phase_label_is_a_run_in_its_sheet(number: int) -> None:
    lines = [squeeze(line) for line in phase_lines(number)]
    for row in fields_of_item("plans.phasespan", number):
        assert any(row["label"] in line for line in lines), row["label"]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_basic_goals_of_a_sheet_are_all_stored(number: int) -> None:
    printed = Counter(int(goal) for goal in re.findall(r"基本目標([１-６1-6])", sheet_text(number)))
    rows = fields_of_item("plans.implementationcontent", number)
    stored = Counter(goal for row in rows if row["branch"] < 2 for _, goal in row["basic_goals"])
    assert stored == printed


def test_each_text_of_the_first_chapter_is_found_there() -> None:
    plan = fields_of("plans.plan")[0]
    texts = [line for name in PLAN_TEXTS for line in plan[name].splitlines()]
    for row in fields_of("plans.basicgoal"):
        texts += [row["title"], row["catchphrase"], *row["description"].splitlines()]
    texts += [f"{row['code']}{row['title']}" for row in fields_of("plans.policy")]
    texts += [row["title"] for row in fields_of("plans.commontheme")]
    texts += [f"【{row['name']}】" for row in fields_of("plans.department")]
    assert [text for text in texts if squeeze(text) not in first_chapter()] == []


def test_notes_and_names_of_indicators_are_found_in_their_sheet() -> None:
    for row in fields_of("plans.indicator"):
        sheet = sheet_text(row["item"][1])
        for name in ("note", "source", "other_plan"):
            assert squeeze(row.get(name, "")) in sheet, row["name"]


def test_labels_of_second_values_are_the_books_or_are_said_to_be_ours() -> None:
    for row in fields_of("plans.indicator"):
        for name in ("first_label", "second_label"):
            is_printed = squeeze(row.get(name, "")) in sheet_text(row["item"][1])
            assert is_printed or "システムで付けた" in row["kind_reason"], row["name"]


def test_the_book_in_the_tests_ends_before_the_appendix() -> None:
    text = first_chapter() + "".join(squeeze("".join(lines)) for lines in sheets().values())
    stored = squeeze(str([row for model in ("plans.plan",) for row in fields_of(model)]))
    for word in ("資料編", "名簿", "構成メンバー", "内規"):
        assert word not in text + stored


def test_what_a_source_note_quotes_is_found_in_the_book() -> None:
    for row in fields_of("plans.sourcenote"):
        if "item" not in row:
            continue
        sheet = squeeze("".join(sheets()[row["item"][1]]))
        for name, text in (("sheet_text", sheet), ("list_text", first_chapter())):
            for part in row.get(name, "").split("／"):
                assert squeeze(part) in text, (row["number"], part)
