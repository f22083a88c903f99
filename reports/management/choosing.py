"""印刷・書出しのコマンドに共通の選択: どの計画の、どの年度を、どこまで。"""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError
from django.db.models import Q

from plans.fiscal_year import FiscalYearError, wareki_label
from plans.models import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.management.base import CommandParser


def add_plan_argument(parser: CommandParser) -> None:
    """--plan: 計画の名称か略称。公開済みの計画が一つだけなら省ける。"""
    parser.add_argument(
        "--plan", default="", help="計画の名称か略称。公開済みの計画が一つなら省けます。"
    )


def add_year_argument(parser: CommandParser) -> None:
    """--year: 対象年度（西暦）。"""
    parser.add_argument(
        "--year",
        type=read_year,
        required=True,
        help="対象年度を西暦で（例：2021 は令和3年度）",
    )


def read_year(word: str) -> int:
    """年度の読み取り: 西暦の整数。読めなければ ArgumentTypeError。"""
    try:
        return int(word)
    except ValueError as error:
        raise ArgumentTypeError(
            f"「{word}」は年度として読めません。西暦の数字で指定してください（例：2021）。"
        ) from error


def add_drafts_argument(parser: CommandParser) -> None:
    """--include-drafts: 確定していない内容も出す（内部用）。"""
    parser.add_argument(
        "--include-drafts", action="store_true", help="確定前の内容も含めます（内部用）。"
    )


def choose_plan(name: str) -> Plan:
    """計画を選ぶ: 名称か略称が name の計画。空なら、ただ一つの公開済みの計画。

    一つに決まらなければ、選べる計画を並べた CommandError。
    """
    matching = Q(name=name) | Q(short_name=name) if name else Q(released_at__isnull=False)
    plans: list[Plan] = list(Plan.objects.filter(matching))
    if len(plans) == 1:
        return plans[0]
    if name and not plans:
        raise CommandError(f"「{name}」という計画はありません。{_choices(Plan.objects.all())}")
    if not plans:
        raise CommandError("公開済みの計画がありません。--plan で計画を選んでください。")
    raise CommandError(f"計画が一つに決まりません。--plan で選んでください。{_choices(plans)}")


def check_year(plan: Plan, fiscal_year: int) -> int:
    """年度を確かめる: 計画期間の内ならそのまま返し、外なら CommandError。"""
    if fiscal_year in plan.years:
        return fiscal_year
    first, last = wareki_label(plan.first_year), wareki_label(plan.last_year)
    raise CommandError(
        f"{_year_name(fiscal_year)}は計画期間の外です。{first}から{last}までを指定してください。"
    )


def _choices(plans: Iterable[Any]) -> str:
    names = "".join(f"「{plan.name}」" for plan in plans)
    return f"選べる計画：{names}" if names else ""


def _year_name(fiscal_year: int) -> str:
    try:
        return wareki_label(fiscal_year)
    except FiscalYearError:
        return f"{fiscal_year}年度"
