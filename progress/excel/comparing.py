"""届いた行と、いまの記入を見比べる。変わらない・変わる・断る・食い違う、のどれかに分ける。"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from plans.figures import group_digits
from plans.workbooks import Problem, plain_name
from progress.choices import RecordState
from progress.common_screen import WHY_LOCKED
from progress.excel.bases import Bases
from progress.excel.checking import check_line, read_boxes
from progress.excel.columns import SHAPE_OF
from progress.excel.lines import BOXES_OF, Line, is_plain_number, list_lines, plan_mark
from progress.permissions import can_save, case_of, is_named

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from plans.actors import Actor
    from progress.entry_desk import EntryDesk
    from progress.excel.reading import EntryFile, FileRow
    from progress.models import AnnualReview, ProgressRecord

LONG_LIST = 30
OTHER_FILE = "この計画とこの年度の行ではありません。"
UNKNOWN_ROW = "この年度にない行です。新しいファイルを受け取って書き直してください。"
SHIFTED = (
    "行の鍵と番号が合いません。行がずれています。新しいファイルを受け取って書き直してください。"
)
NOT_NAMED = "担当課ではないため書けません。"
NOT_OPEN = "この年度は、いま書けません。"


class Standing(Enum):
    """行の見比べの結果。"""

    UNCHANGED = "変わらない"
    CHANGED = "変わる"
    REFUSED = "取り込めない"
    CONFLICT = "食い違う"


@dataclass(slots=True)
class Difference:
    """欄のまとまり一つの違い。base は受け取ったときの中身（分からなければ None）。

    name は選ぶための名、is_conflict はほかの人も変えたか、is_taken は取り込むか。
    """

    name: str
    label: str
    columns: tuple[str, ...]
    old: str
    new: str
    base: str | None = None
    is_conflict: bool = False
    is_taken: bool = True


@dataclass(slots=True)
class Compared:
    """見比べた一行。row は取り込むときに書く行（写し）、reasons は断るわけ。

    is_offered は、選ぶ前に「取り込める」として見せた行か。
    """

    sheet: str
    number: int
    name: str
    standing: Standing = Standing.UNCHANGED
    line: Line | None = None
    differences: list[Difference] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    row: Any = None
    is_offered: bool = False

    def refuse(self, *reasons: str) -> Compared:
        """断るわけを足す。"""
        self.standing = Standing.REFUSED
        self.reasons += reasons
        return self

    @property
    def conflicts(self) -> list[Difference]:
        """ほかの人も変えた欄。"""
        return [one for one in self.differences if one.is_conflict]

    @property
    def taken(self) -> list[Difference]:
        """取り込む欄。"""
        return [one for one in self.differences if one.is_taken]


@dataclass(slots=True)
class Comparison:
    """ファイルの全部の見比べ。missing は、あるはずなのにこのファイルにない行の数。"""

    rows: list[Compared]
    notices: list[str]
    missing: int = 0

    def standing(self, standing: Standing) -> list[Compared]:
        """この結果の行。"""
        return [row for row in self.rows if row.standing is standing]

    @property
    def changed(self) -> list[Compared]:
        """変わる行（食い違いのない行）。"""
        return self.standing(Standing.CHANGED)

    @property
    def changed_by_item(self) -> list[tuple[str, list[Compared]]]:
        """変わる行を、実施項目ごとに。項目の順は番号の順。"""
        rows = [row for row in self.changed if row.line]
        rows.sort(key=lambda row: row.line.record.item.number if row.line else 0)
        named = groupby(rows, lambda row: str(row.line.record.item) if row.line else "")
        return [(name, list(group)) for name, group in named]

    @property
    def is_long(self) -> bool:
        """変わる行が多く、項目ごとに畳んで見せるか。"""
        return len(self.changed) > LONG_LIST

    @property
    def conflicting(self) -> list[Compared]:
        """ほかの人も変えた行。"""
        return self.standing(Standing.CONFLICT)

    @property
    def refused(self) -> list[Compared]:
        """取り込めない行。"""
        return self.standing(Standing.REFUSED)

    @property
    def unchanged_count(self) -> int:
        """変わらない行の数。"""
        return len(self.standing(Standing.UNCHANGED))

    @property
    def is_takeable(self) -> bool:
        """取り込めるものがあるか。"""
        return bool(self.changed or self.conflicting)

    @property
    def seen(self) -> str:
        """見せた内容の印。取り込む報告の版か状態が動けば、違う印になる。"""
        records = {row.line.record for row in self.rows if row.line and row.is_offered}
        facts = sorted((record.pk, record.version, record.state) for record in records)
        return hashlib.sha256(repr(facts).encode()).hexdigest()


def compare(
    review: AnnualReview,
    file: EntryFile,
    desks: list[EntryDesk],
    actor: Actor,
    chosen: Collection[str] | None = None,
) -> Comparison:
    """届いた行をいまの記入と見比べる。何も保存しない。問い合わせは三つまで。

    chosen は、ほかの人の記入に代えて取り込むと選んだ欄の名（None なら、まだ選んでいない）。
    """
    lines = {line.key: line for line in list_lines(desks)}
    moved = [
        lines[row.key]
        for row in file.rows
        if row.key in lines and lines[row.key].record.version != row.version
    ]
    comparer = _Comparer(actor, plan_mark(review), lines, Bases(moved), chosen)
    rows = [comparer.compare(row) for row in file.rows]
    return Comparison(rows, file.notices, _count_missing(lines, rows, actor))


def _count_missing(lines: Mapping[str, Line], rows: list[Compared], actor: Actor) -> int:
    """あるはずの行（書ける課の項目か、ファイルに出てくる項目の行）で、ファイルにないもの。"""
    found = {row.line.key for row in rows if row.line}
    items = {row.line.record.item_id for row in rows if row.line}
    shapes = {row.line.shape.code for row in rows if row.line}
    return sum(
        line.record.item_id in items or is_named(actor, case_of(line.record))
        for key, line in lines.items()
        if key not in found and line.shape.code in shapes
    )


@dataclass(slots=True)
class _Comparer:
    actor: Actor
    mark: str
    lines: dict[str, Line]
    bases: Bases
    chosen: Collection[str] | None

    def compare(self, row: FileRow) -> Compared:
        shape = SHAPE_OF[row.sheet]
        line = self.lines.get(row.key)
        name = line.name if line else f"{row.number}行目"
        compared = Compared(shape.name, row.number, name, line=line)
        if row.problems:
            return compared.refuse(*row.problems)
        if line is None or line.shape is not shape:
            return compared.refuse(self._explain_unknown(row))
        if unread := [
            reason
            for column, reason in row.unreadable.items()
            if row.typed[column] != line.boxes[column]
        ]:
            return compared.refuse(*unread)
        boxes, errors = read_boxes(line, row.typed)
        if errors:
            return compared.refuse(*(_place(row, line, *error) for error in errors))
        if not _is_in_place(row, line):
            return compared.refuse(str(Problem(SHIFTED, shape.name, f"{row.number}行目")))
        self._find_differences(compared, row, line, boxes)
        return self._settle(compared, row, line, boxes)

    def _explain_unknown(self, row: FileRow) -> str:
        wanted = UNKNOWN_ROW if row.key.startswith(f"{self.mark}-") else OTHER_FILE
        return str(Problem(wanted, SHAPE_OF[row.sheet].name, f"{row.number}行目"))

    def _find_differences(
        self, compared: Compared, row: FileRow, line: Line, boxes: dict[str, str]
    ) -> None:
        is_moved = line.record.version != row.version
        base = self.bases.boxes_of(line, row.version) if is_moved else line.boxes
        for unit in line.shape.units:
            mine, theirs = ([held[name] for name in unit] for held in (boxes, line.boxes))
            opened = None if base is None else [base[name] for name in unit]
            if mine in (theirs, opened):
                continue
            # 元が分からないときは、空の欄に書くことだけを、何も失わない変更とみなす。
            is_conflict = any(theirs) if opened is None else theirs != opened
            compared.differences.append(_difference(line, unit, boxes, base, is_conflict))

    def _settle(
        self, compared: Compared, row: FileRow, line: Line, boxes: dict[str, str]
    ) -> Compared:
        if not compared.differences:
            return compared
        checked = check_line(line, boxes, _columns_of(compared.differences))
        errors = [_place(row, line, *error) for error in checked.errors]
        if not errors:
            self._drop_same(compared, line, checked.row)
        if not compared.differences:
            return compared
        if reason := self._why_locked(line.record):
            return compared.refuse(reason)
        if errors:
            return compared.refuse(*errors)
        compared.row, compared.is_offered = checked.row, True
        compared.standing = Standing.CONFLICT if compared.conflicts else Standing.CHANGED
        return self._choose(compared, row, line, boxes)

    def _choose(
        self, compared: Compared, row: FileRow, line: Line, boxes: dict[str, str]
    ) -> Compared:
        """食い違う欄のうち、選ばれたものだけを取り込む行にする。"""
        if self.chosen is None or not compared.conflicts:
            return compared
        for one in compared.conflicts:
            one.is_taken = one.name in self.chosen
        checked = check_line(line, boxes, _columns_of(compared.taken))
        compared.row = checked.row if compared.taken else None
        if checked.errors:
            return compared.refuse(*(_place(row, line, *error) for error in checked.errors))
        return compared

    def _drop_same(self, compared: Compared, line: Line, row: Any) -> None:
        """打ち方だけが違う欄（１２ と 12）を、違いから外す。"""
        made = BOXES_OF[line.shape.code](row)
        for one in list(compared.differences):
            if all(made[name] == line.boxes[name] for name in one.columns):
                compared.differences.remove(one)
            else:
                one.new = _words(line, one.columns, made)

    def _why_locked(self, record: ProgressRecord) -> str:
        case = case_of(record)
        if can_save(self.actor, case):
            return ""
        if not is_named(self.actor, case) and not self.actor.is_secretariat:
            return NOT_NAMED
        return WHY_LOCKED.get(RecordState(record.state), NOT_OPEN)


def _columns_of(differences: list[Difference]) -> set[str]:
    return {name for one in differences for name in one.columns}


def _is_in_place(row: FileRow, line: Line) -> bool:
    return all(
        text == plain_name(str(line.cells.get(name, ""))) for name, text in row.checks.items()
    )


def _difference(
    line: Line,
    unit: tuple[str, ...],
    boxes: dict[str, str],
    base: dict[str, str] | None,
    is_conflict: bool,
) -> Difference:
    return Difference(
        name=f"{line.key}/{unit[0]}",
        label=line.shape.heading(unit[0]),
        columns=unit,
        old=_words(line, unit, line.boxes),
        new=_words(line, unit, boxes),
        base=None if base is None else _words(line, unit, base),
        is_conflict=is_conflict,
    )


def _words(line: Line, unit: tuple[str, ...], boxes: dict[str, str]) -> str:
    """欄のまとまりを、人に見せる言葉にする。実績には単位を付け、第2値は（）に入れる。"""
    words = [line.word(name, boxes[name]) for name in unit]
    if len(words) == 1:
        return words[0]
    first, second, absence = words
    indicator = line.row.indicator
    first = _with_unit(first, indicator.unit)
    second = _with_unit(second, indicator.second_unit or indicator.unit)
    return absence or (f"{first}（{second}）" if second else first)


def _with_unit(text: str, unit: str) -> str:
    return f"{group_digits(Decimal(text))}{unit}" if is_plain_number(text) else text


def _place(row: FileRow, line: Line, column: str, message: str) -> str:
    place = row.places.get(column, f"{row.number}行目")
    found = row.typed.get(column, "")
    return str(Problem(message, line.shape.name, place, found))
