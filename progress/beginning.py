"""次期計画を始める動詞。注文を確かめ、一つの取引で準備中の計画を作る。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from plans.fiscal_year import FIRST_YEAR, LAST_YEAR, wareki_label
from plans.models import ActionItem, Department, ItemDepartment, Plan
from plans.permissions import can_revise_plan
from plans.succession import load_succession
from progress.installation import PlanCreation
from progress.models import Actual
from progress.next_plan import CODES, NextPlan, next_plan_rows
from progress.plan_rows import label_of, rows_of_plan
from progress.querysets import CLOSED_STATES
from progress.workflow import NotAllowedError

if TYPE_CHECKING:
    import datetime as dt

    from plans.actors import Actor
    from plans.figures import Figure
    from plans.models import User
    from progress.plan_file import Row

BEGINNING_REASON = "次期計画の準備"


class NextPlanRefusedError(Exception):
    """次期計画の注文を断る。problems は、直すところの文の並び。"""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("。".join(problems))
        self.problems = problems


def last_actuals(plan: Plan, *, is_sample: bool) -> dict[tuple[int, int], tuple[int, Figure]]:
    """基準値の案にする、確定した最後の実績: （項目番号, 指標番号）から（西暦の年度, 値）。

    is_sample が偽なら見本の年度の実績は使わず、真なら見本の年度だけを使う。
    """
    rows = Actual.objects.for_plan(plan).filter(
        record__state__in=CLOSED_STATES, record__review__is_sample=is_sample
    )
    ordered = rows.select_related("indicator__item", "record__review").order_by(
        "record__review__fiscal_year"
    )
    return {
        (row.indicator.item.number, row.indicator.number): (
            row.record.review.fiscal_year,
            row.value,
        )
        for row in ordered
        if row.value is not None
    }


@transaction.atomic
def begin_next_plan(plan: Plan, order: NextPlan, *, actor: Actor, user: User, on: dt.date) -> Plan:
    """次期計画を準備中で作り、返す。いまの計画は変わらない。on は担当課の引継ぎを見る日。

    許されなければ NotAllowedError、注文に直すところがあれば NextPlanRefusedError。
    """
    if not can_revise_plan(actor):
        raise NotAllowedError("次期計画を始められるのは総務課だけです。")
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    problems = find_problems(plan, order)
    if problems:
        raise NextPlanRefusedError(problems)
    creation = PlanCreation(reason=f"{BEGINNING_REASON}（前計画：{plan.name}）", user=user)
    creation.recall(Plan, Plan.objects.filter(pk=plan.pk))
    creation.recall(ActionItem, ActionItem.objects.for_plan(plan))
    creation.recall(Department, Department.objects.all())
    creation.create(next_plan_rows(_with_heirs(rows_of_plan(plan), on), order))
    created: Plan = Plan.objects.get(name=order.name)
    return created


def find_problems(plan: Plan, order: NextPlan) -> list[str]:
    """注文の直すところ。なければ空。"""
    known = set(ActionItem.objects.for_plan(plan).values_list("number", flat=True))
    numbers = [item.number for item in order.items]
    doubled = sorted({number for number in numbers if numbers.count(number) > 1})
    missing = sorted({one for item in order.items for one in item.sources} - known)
    too_far = [item.number for item in order.items if not 1 <= item.policy <= len(order.policies)]
    untitled = [item.number for item in order.items if not item.title.strip()]
    checks = (
        (Plan.objects.filter(name=order.name).exists(), "同じ名の計画がすでにあります。"),
        (not order.first_year <= order.last_year, "終了年度は開始年度以後にしてください。"),
        (
            not FIRST_YEAR <= order.first_year <= order.last_year <= LAST_YEAR,
            f"年度は{FIRST_YEAR}から{LAST_YEAR}までの西暦で入れてください。",
        ),
        (
            order.first_year <= plan.first_year,
            f"開始年度は、いまの計画の開始（{wareki_label(plan.first_year)}）より後にしてください。",
        ),
        (
            not FIRST_YEAR <= order.baseline_year < order.first_year,
            "基準年度は開始年度より前にしてください。",
        ),
        (not order.policies, "基本方針を一つ以上入れてください。"),
        (len(order.policies) > len(CODES), f"基本方針は{len(CODES)}までにしてください。"),
        (not order.items, "実施項目を一つ以上入れてください。"),
        (bool(doubled), f"項目番号{_join(doubled)}が二つ以上あります。"),
        (bool(missing), f"引き継ぐ項目{_join(missing)}は、いまの計画にありません。"),
        (bool(too_far), f"項目{_join(too_far)}の基本方針が、上の一覧にありません。"),
        (bool(untitled), f"項目{_join(untitled)}の名を入れてください。"),
    )
    return [message for is_wrong, message in checks if is_wrong]


def _join(numbers: list[int]) -> str:
    return "、".join(str(number) for number in numbers)


def _with_heirs(rows: list[Row], on: dt.date) -> list[Row]:
    """廃止された課を、その日に受け持つ課に置き換えた行。"""
    succession = load_succession()
    heirs = {
        (row.name,): (succession.follow(row.pk, on).name,)
        for row in succession.departments.values()
        if row.is_ended(on)
    }
    for row in rows:
        department = row["fields"].get("department")
        if row["model"] == label_of(ItemDepartment) and department in heirs:
            row["fields"]["department"] = heirs[department]
    return rows
