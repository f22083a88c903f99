"""計画のExcelの読み込み。見つけた誤りを、シートとますの名を添えて一度に挙げる。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plans.models import ActionItem, Department, ItemSuccession, Plan, PlanRevision
from plans.workbooks import (
    CellError,
    Problem,
    TableSpec,
    WorkbookError,
    read_table,
    read_text,
    read_workbook,
)
from progress.plan_book.rules import find_broken_rules
from progress.plan_book.shapes import fields_of, heading_of, read_value, sheet_name
from progress.plan_file import key_of
from progress.plan_rows import PLAN_TABLES, label_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from plans.workbooks import ReadBook, TableRow
    from progress.plan_file import Row

MOST_PROBLEMS = 100
NO_FIRST_REVISION = "改定の回が0の行（当初）を一つ入れてください。目標値はこの行を指します。"


@dataclass(frozen=True, slots=True)
class Known:
    """ファイルの外の、指してよい行。課の名と、ほかの計画の項目の（計画の名, 番号）。"""

    departments: AbstractSet[str] = frozenset()
    items: AbstractSet[tuple[str, int]] = frozenset()


def read_plan_book(content: bytes, known: Known) -> list[Row]:
    """届いたバイト列から、計画の行を初期データと同じ形で返す。データベースは読まない。

    known は登録された課と項目。読めなければ WorkbookError（見つけた誤りの全部）。
    """
    book = read_workbook(content)
    reading = _Reading(book, known)
    rows = reading.read()
    if reading.problems:
        raise WorkbookError(reading.problems[:MOST_PROBLEMS])
    return rows


class _Reading:
    def __init__(self, book: ReadBook, known: Known) -> None:
        self.book, self.known = book, known
        self.problems: list[Problem] = []
        self.rows: list[Row] = []
        self.keys: dict[Any, set[Any]] = {model: set() for model, _ in PLAN_TABLES}
        self.places: list[tuple[Any, TableRow, Row]] = []
        self.plan_name = ""

    def read(self) -> list[Row]:
        for model, _ in PLAN_TABLES:
            self._read_sheet(model)
            if model is Plan and not self._know_plan():
                return []
        for model, line, fields in self.places:
            self._check_links(model, line, fields)
            broken = find_broken_rules(model._meta.model_name, fields, self.rows[0]["fields"])
            self.problems += [line.problem(name, remedy) for name, remedy in broken]
        if (self.plan_name, 0) not in self.keys[PlanRevision] and not self.problems:
            self.problems.append(Problem(NO_FIRST_REVISION, sheet_name(PlanRevision)))
        return self.rows

    def _know_plan(self) -> bool:
        if len(self.rows) != 1 and not self.problems:
            wanted = f"計画は一行だけにしてください（{len(self.rows)}行ありました）。"
            self.problems.append(Problem(wanted, sheet_name(Plan)))
        return not self.problems

    def _read_sheet(self, model: Any) -> None:
        sheet = self.book.find(sheet_name(model))
        fields = fields_of(model)
        if sheet is None:
            self.problems.append(Problem(f"シート「{sheet_name(model)}」がありません。"))
            return
        names = {field.name: heading_of(field) for field in fields}
        try:
            table = read_table(sheet, TableSpec(sheet.name, names, tuple(names)))
        except WorkbookError as error:
            self.problems += error.problems
            return
        for line in table.rows:
            if model is Plan:
                self.plan_name = _quiet_text(line)
            found = self._read_row(model, fields, line)
            if found is not None:
                self._keep_row(model, line, found)

    def _read_row(self, model: Any, fields: list[Any], line: TableRow) -> Row | None:
        found: Row = {}
        count = len(self.problems)
        for field in fields:
            try:
                name = self._plan_named(field)
                found[field.name] = read_value(field, line.cells.get(field.name), name)
            except CellError as error:
                self.problems.append(line.problem(field.name, f"{heading_of(field)}：{error}"))
        if len(self.problems) > count:
            return None
        names = dict(PLAN_TABLES)[model]
        return {name: found.get(name, [self.plan_name]) for name in names}

    def _plan_named(self, field: Any) -> str:
        """欄の指す行の計画の名。引継ぎの欄だけは、前の計画を指す。"""
        if field.model is not ItemSuccession or field.name != "predecessor":
            return self.plan_name
        return str(self.rows[0]["fields"]["predecessor_name"])

    def _keep_row(self, model: Any, line: TableRow, fields: Row) -> None:
        key = key_of(model, fields)
        if key in self.keys[model]:
            self.problems.append(line.problem("number", "同じ番号の行が二つあります。"))
            return
        self.keys[model].add(key)
        self.rows.append({"model": label_of(model), "fields": fields})
        self.places.append((model, line, fields))

    def _check_links(self, model: Any, line: TableRow, fields: Row) -> None:
        for field in fields_of(model):
            value = fields.get(field.name)
            if not field.is_relation or not value:
                continue
            for key in value if field.many_to_many else [value]:
                if not self._is_known(field.related_model, tuple(key)):
                    wanted = f"{heading_of(field)}：指す行がありません。"
                    self.problems.append(line.problem(field.name, wanted))

    def _is_known(self, model: Any, key: tuple[Any, ...]) -> bool:
        if model is Department and key[0] in self.known.departments:
            return True
        return key in self.keys.get(model, ()) or (model is ActionItem and key in self.known.items)


def _quiet_text(line: TableRow) -> str:
    """計画の名。読めなければ空（欄の誤りとして、後で挙げる）。"""
    try:
        return read_text(line.cells.get("name")).strip()
    except CellError:
        return ""
