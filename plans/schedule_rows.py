"""実施時期の編集。打たれたままの矢印の並びを、分ける・つなぐ・動かす。データベースは使わない。

どの操作も新しい並びを返し、元の並びは変えない。年度は西暦の文字のまま持ち、
数として読めない年度の矢印は動かさずに残す（誤りは保存のときに欄のそばで示す）。
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from plans.schedule import read_stages, share_years

Rows = list["SpanRow"]


class ScheduleEditError(ValueError):
    """編集の誤り: できない理由を、画面に出せる日本語で述べる。"""


@dataclass(frozen=True, slots=True)
class SpanRow:
    """編集中の矢印の一本。content は実施内容の番号（pk）、span_id は保存済みの行の番号（pk）。

    first_year と last_year は西暦の文字。読めなければ打たれたまま残る。
    """

    content: str
    span_id: str = ""
    label: str = ""
    stages: tuple[str, ...] = ()
    first_year: str = ""
    last_year: str = ""

    @property
    def years(self) -> tuple[int, int] | None:
        """（開始年度, 終了年度）。読めないか、逆なら None。"""
        if not (_is_year(self.first_year) and _is_year(self.last_year)):
            return None
        first, last = int(self.first_year), int(self.last_year)
        return (first, last) if first <= last else None

    def placed(self, first_year: int, last_year: int) -> SpanRow:
        """年度だけを置き換えた矢印。"""
        return replace(self, first_year=str(first_year), last_year=str(last_year))


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4


def group_rows(rows: Rows, contents: Sequence[str]) -> Rows:
    """実施内容の順に並べる。同じ実施内容の中の順は保つ。知らない実施内容の矢印は初めに置く。"""
    position = {content: order for order, content in enumerate(contents)}
    return sorted(rows, key=lambda row: position.get(row.content, -1))


def move_up(rows: Rows, index: int) -> Rows:
    """一つ前の矢印と順を入れ替える。二本の占める年度の中で、それぞれの長さを保つ。"""
    before = _neighbour(rows, index, step=-1)
    if before is None:
        raise ScheduleEditError("いちばん前の矢印です。")
    return _swap(rows, before, index)


def move_down(rows: Rows, index: int) -> Rows:
    """一つ後の矢印と順を入れ替える。"""
    after = _neighbour(rows, index, step=1)
    if after is None:
        raise ScheduleEditError("いちばん後の矢印です。")
    return _swap(rows, index, after)


def split(rows: Rows, index: int) -> Rows:
    """矢印を二つに分ける。奇数の年は後を長くする。"""
    row = rows[index]
    years = row.years
    if years is None or years[0] == years[1]:
        raise ScheduleEditError("一年だけの矢印は分けられません。先に年度を広げてください。")
    front, back = share_years(*years, 2)
    second = replace(row, span_id="").placed(*back)
    return [*rows[:index], row.placed(*front), second, *rows[index + 1 :]]


def join_next(rows: Rows, index: int) -> Rows:
    """次の矢印とつなぐ。表記が違えば「・」で並べ、段階も順に合わせる。"""
    after = _neighbour(rows, index, step=1)
    if after is None:
        raise ScheduleEditError("つなぐ先の矢印がありません。")
    first, second = rows[index], rows[after]
    joined = replace(
        first,
        label=first.label if first.label == second.label else f"{first.label}・{second.label}",
        stages=tuple(dict.fromkeys((*first.stages, *second.stages))),
        last_year=second.last_year,
    )
    return [joined if row is first else row for row in rows if row is not second]


def delete(rows: Rows, index: int) -> Rows:
    """矢印を消す。"""
    return [*rows[:index], *rows[index + 1 :]]


def add(rows: Rows, content: str, plan_years: range) -> Rows:
    """実施内容の末尾に矢印を足す。空いている後の年度に置き、空きがなければ年度は空けておく。"""
    ends = [row.years[1] for row in rows if row.content == content and row.years]
    start = max(ends, default=plan_years[0] - 1) + 1
    blank = SpanRow(content=content)
    return [*rows, blank.placed(start, plan_years[-1]) if start in plan_years else blank]


def share_again(rows: Rows, content: str, plan_years: range) -> Rows:
    """実施内容の矢印に、計画の年度を均等に割り直す。"""
    mine = [row for row in rows if row.content == content]
    if not mine:
        raise ScheduleEditError("割り直す矢印がありません。")
    shares = share_years(plan_years[0], plan_years[-1], len(mine))
    placed = iter([row.placed(*years) for row, years in zip(mine, shares, strict=True)])
    return [next(placed) if row.content == content else row for row in rows]


def take_alternative(rows: Rows, labels_of: Mapping[str, Sequence[str]], plan_years: range) -> Rows:
    """別案を採る。labels_of は実施内容の番号（pk）ごとの表記の並びで、年度は均等に割る。

    別案が名指さない実施内容の矢印はそのまま残る。同じ表記の矢印は、保存済みの行を引き継ぐ。
    """
    taken = [row for row in rows if row.content not in labels_of]
    for content, labels in labels_of.items():
        old = [row for row in rows if row.content == content]
        shares = share_years(plan_years[0], plan_years[-1], len(labels)) if labels else []
        for label, years in zip(labels, shares, strict=True):
            taken.append(_inherit(old, content, label).placed(*years))
    return taken


def _inherit(old: Rows, content: str, label: str) -> SpanRow:
    same = next((row for row in old if row.label == label), None)
    if same is None:
        return SpanRow(content=content, label=label, stages=tuple(read_stages(label)))
    old.remove(same)
    return same


def _neighbour(rows: Rows, index: int, *, step: int) -> int | None:
    content = rows[index].content
    places = range(index + step, len(rows)) if step > 0 else range(index + step, -1, -1)
    return next((place for place in places if rows[place].content == content), None)


def _swap(rows: Rows, front: int, back: int) -> Rows:
    first, second = rows[front], rows[back]
    before, after = second, first
    # 年度が順のとおりでないときは、順だけを入れ替えれば、そのまま正しい並びになる。
    if first.years and second.years and first.years[1] < second.years[0]:
        start, end = first.years[0], second.years[1]
        before = second.placed(start, start + second.years[1] - second.years[0])
        after = first.placed(end - (first.years[1] - first.years[0]), end)
    swapped = list(rows)
    swapped[front], swapped[back] = before, after
    return swapped


INDEX_EDITS: dict[str, Callable[[Rows, int], Rows]] = {
    "up": move_up,
    "down": move_down,
    "split": split,
    "join": join_next,
    "delete": delete,
}
CONTENT_EDITS: dict[str, Callable[[Rows, str, range], Rows]] = {
    "add": add,
    "share": share_again,
}
