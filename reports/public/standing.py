"""公表の取下げが、後の年度の公表版に及ぶところ。

後の年度の公表版は、用意したときに公表中だった年度の内容も含む。その年度を取り下げたら、後の年度の
版の中でも隠す。ここは版の見出し（事実は読まない）だけを見る。
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plans.fiscal_year import wareki_label
from reports.choices import PublicationState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from reports.models import PublishedReport

Facts = dict[str, Any]

PUBLIC_ONCE = (PublicationState.RELEASED, PublicationState.RETRACTED)
# 目標は計画のもので、取り下げた年度の報告ではない。
TARGET_MARK = "の目標"


def open_years(report: PublishedReport, rows: Iterable[PublishedReport]) -> set[int]:
    """版 report に載せてよい年度: いま公表中で、report を用意した後に取り下げたことのない年度。

    取り下げて直した年度も、report の中にあるのは直す前の内容なので、載せない。
    """
    same = _of_plan(report, rows)
    gone = {
        row.fiscal_year
        for row in same
        if row.state == PublicationState.RETRACTED
        and row.ended_at is not None
        and row.ended_at >= report.prepared_at
    }
    return {row.fiscal_year for row in same if row.state == PublicationState.RELEASED} - gone


def carried_years(report: PublishedReport, rows: Iterable[PublishedReport]) -> set[int]:
    """版 report が含む、より前の年度: 用意したときに公表中だった年度。"""
    return {
        row.fiscal_year
        for row in _of_plan(report, rows)
        if row.fiscal_year < report.fiscal_year and _was_public(row, report.prepared_at)
    }


def hidden_years(report: PublishedReport, rows: Collection[PublishedReport]) -> set[int]:
    """版 report が含むが、取り下げたために隠す年度。"""
    return carried_years(report, rows) - open_years(report, rows)


def carriers(report: PublishedReport, rows: Collection[PublishedReport]) -> tuple[str, str]:
    """report の年度の内容を含む、後の年度の今の版。載せている年度と、隠している年度の表記。

    年度が二つ以上なら「と」でつなぎ、なければ空文字。
    """
    year = report.fiscal_year
    holders = [row for row in _latest(report, rows) if year in carried_years(row, rows)]
    shown = [row for row in holders if year in open_years(row, rows)]
    hiding = [row for row in holders if row not in shown]
    return _names(shown), _names(hiding)


def _latest(report: PublishedReport, rows: Iterable[PublishedReport]) -> list[PublishedReport]:
    """同じ計画の、年度ごとの今の版（古い年度から）。"""
    released = [r for r in _of_plan(report, rows) if r.state == PublicationState.RELEASED]
    newest = {r.fiscal_year: r for r in sorted(released, key=lambda r: r.version)}
    return [newest[year] for year in sorted(newest)]


def _names(rows: Iterable[PublishedReport]) -> str:
    return "と".join(wareki_label(row.fiscal_year) for row in rows)


def without_years(differences: Iterable[Facts], years: Iterable[int]) -> list[Facts]:
    """正誤表の行から、取り下げた年度の実績や意見の行を除く。"""
    labels = [wareki_label(year) for year in years]
    return [
        row
        for row in differences
        if row["where"].endswith(TARGET_MARK) or not any(name in row["where"] for name in labels)
    ]


def _of_plan(report: PublishedReport, rows: Iterable[PublishedReport]) -> list[PublishedReport]:
    return [row for row in rows if row.plan_key == report.plan_key]


def _was_public(row: PublishedReport, at: dt.datetime) -> bool:
    """at のときに公表中だったか。"""
    return (
        row.state in PUBLIC_ONCE
        and row.released_at is not None
        and row.released_at <= at
        and (row.ended_at is None or row.ended_at >= at)
    )
