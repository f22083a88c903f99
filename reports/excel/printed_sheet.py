"""印刷する「進行管理表」: 項目ごとに、計画期間の目標値と、対象年度の実績・達成率・評価を並べる。"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from plans.workbooks import CellLook, Footer, SheetPen, set_up_printing
from reports.cells import HIDDEN_STATES, Facts, rating_lines
from reports.excel.text_fitting import (
    break_before_parenthesis,
    height_of,
    split_text,
    text_width,
    wrap_text,
)
from reports.facts.counts import rest_rows

SHEET_NAME = "進行管理表"
CHOSEN_MARK = "◆対象"
CHOSEN_FILL = "FFF4D6"
HEADING_FILL = "E6ECF5"
BAND_FILL = "F2F2F2"
# 縮めて印刷しても字が 10 ポイントを下回らないよう、A4 横の幅に収まる半角の字数を割り振る。
FIXED_WIDTHS = {"number": 5.0, "item": 21.0, "indicator": 18.0, "baseline": 12.5}
RESULT_WIDTHS = {"actual": 12.5, "rate": 9.0, "band": 9.0, "rating": 11.0}
YEARS_WIDTH = 53.0
NARROWEST_YEAR = 8.5
FREEZE_COLUMN = "C"
LONGEST_BLOCK = 8
REPORT_LABELS = (
    ("achievement", "成果"),
    ("issues", "課題"),
    ("improvement", "改善策・次年度の取組"),
)

NONE_LINES = ("", "", "", "")
TITLE = CellLook(points=18, is_bold=True, borders=NONE_LINES, wraps=False)
NOTE = CellLook(borders=NONE_LINES)
WARNING = CellLook(is_bold=True, borders=("medium",) * 4)
HEADING = CellLook(is_bold=True, fill=HEADING_FILL, horizontal="center")
CHOSEN_HEADING = replace(HEADING, fill=CHOSEN_FILL, borders=("medium", "medium", "medium", "thin"))
BAND = CellLook(is_bold=True, fill=BAND_FILL)
TEXT = CellLook(vertical="top")
CENTERED = CellLook(horizontal="center")
ITEM_NUMBER = CellLook(horizontal="center", vertical="top")
ITEM_TITLE = CellLook(is_bold=True, vertical="top")
NUMBER = CellLook(horizontal="right")
WORDING = CellLook(horizontal="left")
CHOSEN_NUMBER = replace(NUMBER, fill=CHOSEN_FILL, borders=("medium", "medium", "thin", "thin"))
CHOSEN_WORDING = replace(CHOSEN_NUMBER, horizontal="left")
# 長い文の続きの切れ: 初めの行だけ上、終わりの行だけ下に線を引く。
BLOCK_LOOKS = {
    (is_first, is_last): replace(
        TEXT, borders=("thin", "thin", "thin" if is_first else "", "thin" if is_last else "")
    )
    for is_first in (True, False)
    for is_last in (True, False)
}
PLAIN_LOOKS = {False: NUMBER, True: WORDING}
CHOSEN_LOOKS = {False: CHOSEN_NUMBER, True: CHOSEN_WORDING}


@dataclass(slots=True)
class _Table:
    """書きかけの表: 事実、書き手、列の位置と幅、次に書く行。"""

    facts: Facts
    pen: SheetPen
    widths: list[float]
    row: int = 1

    @property
    def years(self) -> list[Facts]:
        return list(self.facts["plan"]["years"])

    @property
    def first_year_column(self) -> int:
        return len(FIXED_WIDTHS) + 1

    @property
    def first_result_column(self) -> int:
        return self.first_year_column + len(self.years)

    @property
    def last_column(self) -> int:
        return len(self.widths)

    def span_width(self, columns: tuple[int, int]) -> float:
        return sum(self.widths[columns[0] - 1 : columns[1]])

    def set_height(self, row: int, lines: int) -> None:
        self.pen.set_height(row, height_of(lines))

    def write_line(self, text: str, look: CellLook) -> None:
        """表の幅いっぱいの一行を書き、次の行へ進む。"""
        columns = (1, self.last_column)
        lines = len(wrap_text(text, self.span_width(columns) * 12 / look.points))
        self.pen.merge((self.row, self.row), columns, text, look)
        self.set_height(self.row, lines + (look.points > 12))
        self.row += 1


def write_printed_sheet(pen: SheetPen, facts: Facts, footer: Footer) -> None:
    """進行管理表を書く。見出しの行は毎頁に繰り返す。"""
    year_count = len(facts["plan"]["years"])
    year_width = max(YEARS_WIDTH / year_count, NARROWEST_YEAR)
    widths = [*FIXED_WIDTHS.values(), *[year_width] * year_count, *RESULT_WIDTHS.values()]
    table = _Table(facts, pen, widths)
    pen.set_widths(widths)
    for text, look in _opening_lines(facts):
        table.write_line(text, look)
    heading_rows = _write_headings(table)
    pen.sheet.freeze_panes = f"{FREEZE_COLUMN}{table.row}"
    _write_items(table)
    set_up_printing(pen.sheet, footer, area=pen.area, heading_rows=heading_rows, fits_width=True)


def _opening_lines(facts: Facts) -> Iterator[tuple[str, CellLook]]:
    plan, year = facts["plan"], facts["year"]
    yield f"進行管理表　{year['label']}の実績", TITLE
    yield f"{plan['organization']}　{plan['name']}（{plan['period_label']}）", NOTE
    if facts.get("narrowing"):
        yield f"絞り込み：{facts['narrowing']}（条件に合う{len(facts['items'])}項目だけ）", WARNING
    yield _counts_line(facts), NOTE
    for warning in _warnings(facts):
        yield warning, WARNING
    yield (
        f"「{CHOSEN_MARK}」の太枠が対象年度の目標値です。"
        "実績の－は該当なし、…は未確定、空欄は未入力です。基準値の［見込み］は計画を作ったときの見込みです。",
        NOTE,
    )


def _counts_line(facts: Facts) -> str:
    year, counts = facts["year"], facts["counts"]
    states = "、".join(
        f"{state['label']} {state['count']}" for state in counts["by_state"] if state["count"]
    )
    line = f"年度の段階　{year['state_label']}　／　実施項目 {counts['total']}（{states}）"
    bands = "、".join(f"{band['label']} {band['count']}" for band in counts["indicators"]["bands"])
    judged, total = counts["indicators"]["judged"], counts["indicators"]["total"]
    rest = "".join(f"　{row['label']} {row['count']}" for row in rest_rows(counts["indicators"]))
    return f"{line}　／　指標 {total}　うち評価済み {judged}（{bands}）{rest}"


def _warnings(facts: Facts) -> Iterator[str]:
    notices, total = facts["notices"], facts["counts"]["total"]
    if notices["sample_text"]:
        yield f"{notices['sample_text']}を含みます。実際の実績ではありません。"
    if notices["drafts_included"]:
        yield "確定前の報告を含みます（内部用）。"
    if notices["unconfirmed_items"]:
        yield (
            f"{notices['unconfirmed_text']}　実施時期の年度の位置は、{total}項目のうち"
            f"{notices['unconfirmed_items']}項目で推定です（「実施内容」のシート）。"
        )


def _write_headings(table: _Table) -> tuple[int, int]:
    upper, lower = table.row, table.row + 1
    pen, first_result = table.pen, table.first_result_column
    for column, text in enumerate(("番号", "実施項目\n（担当課）", "指標（単位）"), 1):
        pen.merge((upper, lower), (column, column), text, HEADING)
    baseline = f"基準値\n{_year_heading(table.facts['plan']['baseline_year']['label'])}"
    pen.merge((upper, lower), (4, 4), baseline, HEADING)
    pen.merge((upper, upper), (table.first_year_column, first_result - 1), "目標値", HEADING)
    for column, year in enumerate(table.years, table.first_year_column):
        text = _year_heading(year["label"])
        text = f"{CHOSEN_MARK}\n{text}" if year["is_chosen"] else text
        pen.write(lower, column, text, CHOSEN_HEADING if year["is_chosen"] else HEADING)
    results = f"{table.facts['year']['label']}の実績と評価"
    pen.merge((upper, upper), (first_result, table.last_column), results, HEADING)
    for column, text in enumerate(("実績", "達成率", "評価", "自己評価"), first_result):
        pen.write(lower, column, text, HEADING)
    table.set_height(upper, 1)
    table.set_height(lower, 4)
    table.row += 2
    return upper, lower


def _year_heading(label: str) -> str:
    """「令和3（2021）年度」を、狭い列のため三行にする。"""
    return label.replace("（", "\n（").replace("）", "）\n")


def _write_items(table: _Table) -> None:
    heading = ""
    for item in table.facts["items"]:
        if heading != (heading := _policy_line(item)):
            table.write_line(heading, BAND)
        _write_item(table, item)


def _policy_line(item: Facts) -> str:
    policy, measure = item["policy"], item["measure"]
    line = f"基本方針{policy['code']}　{policy['title']}"
    return f"{line}　／　（{measure['number']}）{measure['title']}" if measure else line


def _write_item(table: _Table, item: Facts) -> None:
    first = table.row
    heights = [_write_indicator(table, indicator) for indicator in item["indicators"]] or [
        _write_no_indicator(table)
    ]
    rows = (first, table.row - 1)
    title = f"{item['title']}\n（{'、'.join(item['departments'])}）"
    for row in range(first, table.row):
        # 頁をまたいでも何番か分かるよう、番号は結合せず行ごとに書く。
        table.pen.write(row, 1, item["number"], ITEM_NUMBER)
    table.pen.merge(rows, (2, 2), title, ITEM_TITLE)
    rating = _rating_text(item)
    table.pen.merge(rows, (table.last_column,) * 2, rating, CENTERED)
    needed = max(
        len(wrap_text(text, table.widths[column - 1]))
        for text, column in ((title, 2), (rating, table.last_column))
    )
    missing = max(needed - sum(heights), 0)
    for row, lines in enumerate(heights, first):
        # 結合した実施項目の欄が収まるよう、足りない行数を指標の行に分ける。
        table.set_height(row, lines + -(-missing // len(heights)))
    _write_report(table, item)


def _rating_text(item: Facts) -> str:
    record = item["record"]
    if record["state"] in HIDDEN_STATES:
        return str(record["state_label"])
    return rating_lines(record, f"（{record['state_label']}）")


def _write_indicator(table: _Table, indicator: Facts) -> int:
    """指標の一行を書き、要る行数を返す。"""
    first_result = table.first_result_column
    name = _indicator_name(indicator, table.widths[2])
    cells = {3: (name, TEXT), 4: (_baseline_text(indicator), NUMBER)}
    for column, row in enumerate(indicator["years"], table.first_year_column):
        is_chosen = row["year"] == table.facts["year"]["year"]
        looks = CHOSEN_LOOKS if is_chosen else PLAIN_LOOKS
        cells[column] = (_target_text(row["target"]), looks[_is_wording(row["target"])])
        if is_chosen:
            actual = row["actual"]
            cells[first_result] = (actual["text"], PLAIN_LOOKS[_is_wording(actual)])
            cells[first_result + 1] = (_judgement_text(row["judgement"], "rate_text"), NUMBER)
            cells[first_result + 2] = (_judgement_text(row["judgement"], "band_label"), CENTERED)
    return _write_cells(table, cells)


def _indicator_name(indicator: Facts, width: float) -> str:
    """指標の名と単位。一行に収まらなければ、単位を次の行に置く。"""
    if not indicator["unit"]:
        return str(indicator["name"])
    lines = (indicator["name"], f"（{indicator['unit']}）")
    return "".join(lines) if text_width("".join(lines)) < width else "\n".join(lines)


def _write_no_indicator(table: _Table) -> int:
    columns = range(4, table.last_column)
    chosen = [year["is_chosen"] for year in table.years]
    cells = dict.fromkeys(columns, ("", NUMBER)) | {3: ("（数値目標なし）", TEXT)}
    if any(chosen):
        cells[table.first_year_column + chosen.index(True)] = ("", CHOSEN_NUMBER)
    return _write_cells(table, cells)


def _write_cells(table: _Table, cells: dict[int, tuple[str, CellLook]]) -> int:
    lines = 1
    for column, (text, look) in cells.items():
        width = table.widths[column - 1]
        fitted = break_before_parenthesis(text, width) if look is not TEXT else text
        table.pen.write(table.row, column, fitted, look)
        # 数のますは折れる所が決まっている。文の欄だけ、縁の余白の分を狭く数える。
        lines = max(lines, len(wrap_text(fitted, width if look is TEXT else width + 1)))
    table.row += 1
    return lines


def _baseline_text(indicator: Facts) -> str:
    baseline = indicator["baseline"]
    if baseline is None:
        return ""
    return f"{baseline['text']}\n［見込み］" if baseline["is_estimate"] else str(baseline["text"])


def _is_wording(figure: Facts | None) -> bool:
    """言葉の値か。数は右に、言葉は左にそろえる。"""
    return bool(figure and figure["kind"] in ("text", "share"))


def _target_text(target: Facts | None) -> str:
    if target is None:
        return ""
    settled = target["settled_text"]
    return f"{target['text']}\n→{settled}" if settled else str(target["text"])


def _judgement_text(judgement: Facts, name: str) -> str:
    """達成率または評価。第2値があれば二行目に並べる。"""
    second = judgement["second"]
    if second and second[name]:
        return f"{judgement[name]}\n（{second[name]}）"
    return str(judgement[name])


def _write_report(table: _Table, item: Facts) -> None:
    """進み、成果、課題、改善策を、報告があるときだけ項目の下に書く。長い文は次の行へ続ける。"""
    paces, number = _paces_text(item), item["number"]
    if paces:
        _write_blocks(table, number, {(2, table.last_column): paces})
    record = item["record"]
    texts = [(label, record[name]) for name, label in REPORT_LABELS]
    if any(text for _, text in texts):
        columns = _thirds(table)
        filled = [f"【{label}】{text or '（記入なし）'}" for label, text in texts]
        _write_blocks(table, number, dict(zip(columns, filled, strict=True)))


def _paces_text(item: Facts) -> str:
    paces = [
        f"{content['key']} {content['progress']['pace_label']}"
        for content in item["contents"]
        if content["progress"]["pace_label"]
    ]
    return f"【実施内容の進み】{'　'.join(paces)}" if paces else ""


def _thirds(table: _Table) -> list[tuple[int, int]]:
    """二列目から終わりまでを、幅がほぼ等しい三つに分ける。"""
    goal = table.span_width((2, table.last_column)) / 3
    cuts = [2]
    for part in (1, 2):
        columns = range(cuts[-1] + 1, table.last_column)
        cuts.append(min(columns, key=lambda end: abs(table.span_width((2, end - 1)) - goal * part)))
    return list(zip(cuts, [*(cut - 1 for cut in cuts[1:]), table.last_column], strict=True))


def _write_blocks(table: _Table, item_number: int, blocks: dict[tuple[int, int], str]) -> None:
    """文を並べて書く。長い文は、切れ目に線を引かずに次の行へ続ける。"""
    pieces = {
        columns: split_text(text, table.span_width(columns), LONGEST_BLOCK)
        for columns, text in blocks.items()
    }
    row_count = max(len(texts) for texts in pieces.values())
    for number in range(row_count):
        look = BLOCK_LOOKS[number == 0, number == row_count - 1]
        table.pen.write(table.row, 1, item_number, ITEM_NUMBER)
        lines = 1
        for columns, texts in pieces.items():
            text = texts[number] if number < len(texts) else ""
            table.pen.merge((table.row, table.row), columns, text, look)
            lines = max(lines, len(wrap_text(text, table.span_width(columns))))
        table.set_height(table.row, lines)
        table.row += 1
