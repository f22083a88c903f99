"""公開データ（CSV）: 年度の事実から、決まった見出しの表を作る。一ますに値は一つ。"""

from collections.abc import Callable, Iterator

from plans.workbooks import CellValue, write_csv
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
    reports_by_year,
)

Row = tuple[CellValue, ...]

BASELINE_WORD = "基準値"
TARGET_WORD = "目標値"
STAGE_SEPARATOR = "・"


def open_data_files(facts: Facts) -> dict[str, bytes]:
    """公開データの CSV を、ファイル名ごとのバイト列で返す。

    facts は reports.facts.year_facts の辞書（どの年度のものでも同じ内容になる）。中身のある報告
    だけを載せる。
    """
    return {
        f"{name}.csv": write_csv(headings.split(","), rows(facts))
        for name, (headings, rows) in TABLES.items()
    }


def table_headings() -> dict[str, list[str]]:
    """表の名（ファイル名の「.csv」より前）ごとの、列の見出し。"""
    return {name: words.split(",") for name, (words, _) in TABLES.items()}


def _item_rows(facts: Facts) -> Iterator[Row]:
    for item in facts["items"]:
        measure = item["measure"] or {"number": None, "title": ""}
        yield (
            item["number"],
            item["title"],
            item["policy"]["title"],
            measure["number"],
            measure["title"],
            item["remark"],
        )


def _department_rows(facts: Facts) -> Iterator[Row]:
    for item in facts["items"]:
        for order, name in enumerate(item["departments"], 1):
            yield item["number"], order, name


def _kind_rows(facts: Facts) -> Iterator[Row]:
    for item in facts["items"]:
        for order, name in enumerate(item["kinds"], 1):
            yield item["number"], order, name


def _contents(facts: Facts) -> Iterator[tuple[Row, Facts, Facts]]:
    """実施内容を、その行を決める四つの値（項目番号、区分、番号、枝番）、項目とともに返す。"""
    for item in facts["items"]:
        for content in item["contents"]:
            kind, number = content["kind_label"], content["number"]
            yield (item["number"], kind, number, branch_cell(content)), item, content


def _content_rows(facts: Facts) -> Iterator[Row]:
    for key, _, content in _contents(facts):
        yield *key, content["title"], content["qualifier_label"]


def _goal_rows(facts: Facts) -> Iterator[Row]:
    for key, _, content in _contents(facts):
        for goal in content["goals"]:
            yield *key, goal


def _phase_rows(facts: Facts) -> Iterator[Row]:
    for key, item, content in _contents(facts):
        confirmed = confirmed_word(item["schedule_confirmed"])
        for span in content["spans"]:
            stages = STAGE_SEPARATOR.join(span["stages"])
            years = (span["first_year"], span["last_year"])
            yield *key, span["order"], span["label"], stages, *years, confirmed


def _target_rows(facts: Facts) -> Iterator[Row]:
    for item, indicator in indicator_rows(facts):
        key = (item["number"], indicator["number"], indicator["name"], indicator["unit"])
        baseline = indicator["baseline"]
        if baseline:
            yield *key, baseline["year"], BASELINE_WORD, *_printed_figure(baseline)
        for row in indicator["years"]:
            if row["target"]:
                yield *key, row["year"], TARGET_WORD, *_printed_figure(row["target"])


def _printed_figure(figure: Facts) -> Row:
    return figure_word(figure), *figure_cells(figure), figure["text"]


def _result_rows(facts: Facts) -> Iterator[Row]:
    for item, indicator in indicator_rows(facts):
        shown = reports_by_year(facts, item)
        for row in indicator["years"]:
            if row["year"] in shown:
                actual, rate = row["actual"], number_of(row["judgement"]["rate_csv"])
                key = (item["number"], indicator["number"], row["year"])
                state = STATUS_WORDS[actual["status"]]
                yield *key, state, *figure_cells(actual), actual_text(actual), rate


def _sdg_rows(facts: Facts) -> Iterator[Row]:
    for item in facts["items"]:
        for goal in item.get("sdgs", ()):
            yield item["number"], goal["number"], goal["name"]


def _related_plan_rows(facts: Facts) -> Iterator[Row]:
    """計画の全体に関わるもの（項目番号は空）が先、項目ごとのものが後。"""
    for order, plan in enumerate(facts["plan"].get("related_plans", ()), 1):
        yield None, order, plan["name"]
    for item in facts["items"]:
        for order, plan in enumerate(item.get("related_plans", ()), 1):
            yield item["number"], order, plan["name"]


def _rating_rows(facts: Facts) -> Iterator[Row]:
    for item in facts["items"]:
        for year, report in reports_by_year(facts, item).items():
            for kind, label, reason in RATING_KINDS:
                if report.get(label):
                    yield item["number"], year, kind, report[label], report.get(reason, "")


def _content_progress_rows(facts: Facts) -> Iterator[Row]:
    for key, _, content in _contents(facts):
        for row in content.get("years") or [_progress_of_year(facts, content)]:
            if row["pace"] or row["activities"]:
                yield *key, row["year"], row["pace_label"], row["activities"]


def _progress_of_year(facts: Facts, content: Facts) -> Facts:
    """ほかの年度の進みを持たない辞書では、その年度の進みだけを載せる。"""
    return {"year": facts["year"]["year"], **content["progress"]}


def _opinion_rows(facts: Facts) -> Iterator[Row]:
    for opinion in facts.get("opinions", ()):
        first = (opinion["year"], opinion["number"], opinion["item"], _name(opinion["meeting"]))
        said = (opinion["kind_label"], opinion["text"], opinion["people"])
        for response in opinion["responses"] or [{}]:
            words = (response.get(name, "") for name in ("department", "stance_label", "text"))
            yield *first, *said, *(_name(word) for word in words)


def _name(value: object) -> str:
    """名のある辞書か、文字か、なし（空文字）を文字にする。"""
    return str(value.get("name", "") if isinstance(value, dict) else value or "")


RATING_KINDS = (
    ("自己評価", "self_rating_label", "rating_reason"),
    ("委員会の評価", "committee_rating_label", "committee_rating_reason"),
)

# 表の名前、見出し、行の作り方。見出しは公開の約束なので、変えるときは利用者に知らせる。
TABLES: dict[str, tuple[str, Callable[[Facts], Iterator[Row]]]] = {
    "items": ("項目番号,実施項目,基本方針,施策番号,施策,備考", _item_rows),
    "item_departments": ("項目番号,順,担当課", _department_rows),
    "item_kinds": ("項目番号,順,種別", _kind_rows),
    "contents": ("項目番号,区分,番号,枝番,実施内容,継続区分", _content_rows),
    "content_goals": ("項目番号,区分,番号,枝番,基本目標番号", _goal_rows),
    "phases": (
        "項目番号,区分,番号,枝番,順,表記,段階,開始年度,終了年度,確認状況",
        _phase_rows,
    ),
    "targets": (
        "項目番号,指標番号,指標,単位,年度,種類,型,値,値の上限,第2値,第2値の上限,表記",
        _target_rows,
    ),
    "results": (
        "項目番号,指標番号,年度,状態,値,値の上限,第2値,第2値の上限,表記,達成率",
        _result_rows,
    ),
    "item_sdgs": ("項目番号,目標番号,目標", _sdg_rows),
    "related_plans": ("項目番号,順,関連計画", _related_plan_rows),
    "ratings": ("項目番号,年度,種別,評語,理由", _rating_rows),
    "opinions": (
        "年度,意見番号,項目番号,会議,種別,意見,人数,回答した課,対応,回答",
        _opinion_rows,
    ),
    "content_progress": ("項目番号,区分,番号,枝番,年度,進み,取組内容", _content_progress_rows),
}
