"""機械可読の表（データ、実施内容、報告、関連計画とSDGs）。一ますに値は一つ。"""

from collections.abc import Callable, Iterator

from plans.workbooks import CellValue, TableColumn
from reports.cells import (
    STATUS_WORDS,
    Facts,
    actual_text,
    branch_cell,
    confirmed_word,
    figure_cells,
    figure_word,
    indicator_rows,
    number_of,
    report_state,
    reports_by_year,
    sample_word,
)

Row = list[CellValue]
Table = tuple[str, list[TableColumn], Iterator[Row]]

ITEM_COLUMNS = (
    ("項目番号", 9.0),
    ("実施項目", 28.0),
    ("基本方針", 18.0),
    ("施策番号", 9.0),
    ("施策", 28.0),
    ("主担当課", 15.0),
)
FIGURE_PARTS = ("", "の上限", "の第2値", "の第2値の上限")
DATA_COLUMNS = (
    *ITEM_COLUMNS,
    ("指標番号", 9.0),
    ("指標", 28.0),
    ("単位", 7.0),
    ("指標の型", 11.0),
    ("年度", 7.0),
    ("見本データ", 18.0),
    ("基準値", 10.0),
    ("基準値の第2値", 10.0),
    ("基準値の表記", 16.0),
    ("目標値の型", 11.0),
    *((f"目標値{part}", 10.0) for part in FIGURE_PARTS),
    ("目標値の表記", 20.0),
    ("別計画が定めた値", 16.0),
    ("報告の状態", 12.0),
    ("実績の状態", 15.0),
    *((f"実績値{part}", 10.0) for part in FIGURE_PARTS),
    ("実績の表記", 20.0),
    ("実績の注", 20.0),
    ("達成率（％）", 11.0),
    ("第2値の達成率（％）", 11.0),
    ("評価", 12.0),
    ("第2値の評価", 12.0),
    ("計算式", 40.0),
)
CONTENT_COLUMNS = (
    *ITEM_COLUMNS[:2],
    ("主担当課", 15.0),
    ("区分", 7.0),
    ("番号", 7.0),
    ("枝番", 7.0),
    ("実施内容", 44.0),
    ("継続区分", 12.0),
)
PROGRESS_COLUMNS = (
    ("実施時期の確認", 14.0),
    ("対象年度", 9.0),
    ("進み", 20.0),
    ("取組内容", 60.0),
)
REPORT_COLUMNS = (
    *ITEM_COLUMNS[:2],
    ("主担当課", 15.0),
    ("年度", 7.0),
    ("見本データ", 18.0),
    ("報告の状態", 12.0),
    ("版", 6.0),
    ("提出日", 18.0),
    ("総務課の代行", 12.0),
    ("自己評価", 12.0),
    ("自己評価の理由", 40.0),
    ("成果", 60.0),
    ("課題", 60.0),
    ("改善策・次年度の取組", 60.0),
    ("委員会後の評価", 14.0),
    ("委員会後の評価の理由", 40.0),
    ("委員会後の改善策", 60.0),
)


LINK_COLUMNS = (*ITEM_COLUMNS[:2], ("種類", 12.0), ("番号", 7.0), ("名称", 48.0))


def data_tables(facts: Facts) -> list[Table]:
    """機械可読の表を（シート名、列、行）で返す。"""
    tables: list[tuple[str, list[tuple[str, float]], Callable[[Facts], Iterator[Row]]]] = [
        ("データ", list(DATA_COLUMNS), _data_rows),
        ("実施内容", _content_columns(facts), _content_rows),
        ("報告", list(REPORT_COLUMNS), _report_rows),
        ("関連計画とSDGs", list(LINK_COLUMNS), _link_rows),
    ]
    return [
        (name, [TableColumn(*column) for column in columns], rows(facts))
        for name, columns, rows in tables
    ]


def _item_cells(item: Facts) -> Row:
    measure = item["measure"] or {"number": None, "title": None}
    policy = item["policy"]["title"]
    cells = (item["number"], item["title"], policy, measure["number"], measure["title"])
    return [*cells, item["lead_department"]]


def _short_item_cells(item: Facts) -> Row:
    return [item["number"], item["title"], item["lead_department"]]


def _data_rows(facts: Facts) -> Iterator[Row]:
    plan_years = {year["year"]: year for year in facts["plan"]["years"]}
    for item, indicator in indicator_rows(facts):
        shown = reports_by_year(facts, item)
        fixed = [*_item_cells(item), *_indicator_cells(indicator)]
        baseline = _baseline_cells(indicator["baseline"])
        for row in indicator["years"]:
            state = report_state(facts, item, plan_years[row["year"]])
            target = _target_cells(row["target"])
            actual = _actual_cells(row) if row["year"] in shown else []
            sample = sample_word(facts, plan_years[row["year"]])
            yield [*fixed, row["year"], sample, *baseline, *target, state, *actual]


def _indicator_cells(indicator: Facts) -> Row:
    return [indicator[name] for name in ("number", "name", "unit", "kind_label")]


def _baseline_cells(baseline: Facts | None) -> Row:
    if baseline is None:
        return [None, None, None]
    return [number_of(baseline["number"]), number_of(baseline["second_number"]), baseline["text"]]


def _target_cells(target: Facts | None) -> Row:
    if target is None:
        return [None] * 7
    return [figure_word(target), *figure_cells(target), target["text"], target["settled_text"]]


def _actual_cells(row: Facts) -> Row:
    actual, judgement = row["actual"], row["judgement"]
    second = judgement["second"] or {"rate_csv": "", "band_label": "", "formula": ""}
    formulas = [judgement["formula"], second["formula"] and f"かっこ内：{second['formula']}"]
    return [
        STATUS_WORDS[actual["status"]],
        *figure_cells(actual),
        actual_text(actual),
        actual["note"],
        number_of(judgement["rate_csv"]),
        number_of(second["rate_csv"]),
        judgement["band_label"],
        second["band_label"],
        "\n".join(formula for formula in formulas if formula),
    ]


def _content_columns(facts: Facts) -> list[tuple[str, float]]:
    goals = [(f"基本目標{goal['number']}", 9.0) for goal in facts["goals"]]
    years = [(f"{year['year']}年度の実施時期", 16.0) for year in facts["plan"]["years"]]
    return [*CONTENT_COLUMNS, *goals, *years, *PROGRESS_COLUMNS]


def _content_rows(facts: Facts) -> Iterator[Row]:
    years = [year["year"] for year in facts["plan"]["years"]]
    goals = [goal["number"] for goal in facts["goals"]]
    for item in facts["items"]:
        for content in item["contents"]:
            yield [
                *_short_item_cells(item),
                *_content_cells(content),
                *(1 if goal in content["goals"] else 0 for goal in goals),
                *(_labels_in(content, year) for year in years),
                confirmed_word(item["schedule_confirmed"]),
                facts["year"]["year"],
                content["progress"]["pace_label"],
                content["progress"]["activities"],
            ]


def _content_cells(content: Facts) -> Row:
    kind, number, title = (content[name] for name in ("kind_label", "number", "title"))
    return [kind, number, branch_cell(content), title, content["qualifier_label"]]


def _labels_in(content: Facts, year: int) -> str:
    """その年度に掛かる実施時期の表記。二つ以上のときは「→」で順につなぐ。"""
    spans = content["spans"]
    return "→".join(
        span["label"] for span in spans if span["first_year"] <= year <= span["last_year"]
    )


def _report_rows(facts: Facts) -> Iterator[Row]:
    for item in facts["items"]:
        reports = reports_by_year(facts, item)
        for plan_year in facts["plan"]["years"]:
            state = report_state(facts, item, plan_year)
            report = reports.get(plan_year["year"])
            cells = _report_cells(report) if report else []
            year: Row = [plan_year["year"], sample_word(facts, plan_year)]
            yield [*_short_item_cells(item), *year, state, *cells]


def _report_cells(report: Facts) -> Row:
    texts = ("self_rating_label", "rating_reason", "achievement", "issues", "improvement")
    after = ("committee_rating_label", "committee_rating_reason", "amended_improvement")
    on_behalf = "代行" if report["is_on_behalf"] else ""
    first: Row = [report["version"], report["submitted_at"], on_behalf]
    return [*first, *(report[name] for name in texts), *(report.get(name, "") for name in after)]


def _link_rows(facts: Facts) -> Iterator[Row]:
    """計画の全体に関わる関連計画（項目は空）が先、項目ごとのものが後。"""
    for row in facts["plan"].get("related_plans", ()):
        yield [None, None, "関連計画", None, row["name"]]
    for item in facts["items"]:
        first: Row = [item["number"], item["title"]]
        for row in item.get("related_plans", ()):
            yield [*first, "関連計画", None, row["name"]]
        for row in item.get("sdgs", ()):
            yield [*first, "SDGs", row["number"], row["name"]]
