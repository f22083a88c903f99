"""もう一つの計画。官製の計画と形が違っても、同じ画面と紙が働くことを確かめるために作る。"""

from __future__ import annotations

from plans.models import BasicGoal, Plan, Policy
from tests.builders import make_content, make_indicator, make_item, make_plan

DEPARTMENTS = ("総務課", "地域課", "支援課", "相談課")


def make_other_shape(items: int = 40) -> Plan:
    """6か年、基本目標3、基本方針2、4課、施策なし、共通なし。二つ目の基本方針には指標がない。"""
    plan = make_plan(
        name="別の計画",
        short_name="別の計画",
        organization="別の社会福祉協議会",
        first_year=2022,
        last_year=2027,
        baseline_year=2021,
    )
    goals = [
        BasicGoal.objects.create(plan=plan, number=number, title=f"目標その{number}")
        for number in range(1, 4)
    ]
    make_item(plan, 1, departments=["総務課"])
    quiet = Policy.objects.create(plan=plan, number=2, code="２", title="育てる")
    for number in range(2, items + 1):
        in_quiet = number > items - 5
        values = {"policy": quiet} if in_quiet else {}
        item = make_item(plan, number, departments=[DEPARTMENTS[number % 4]], **values)
        content = make_content(item, spans=[("検討", 2022, 2023), ("実施", 2024, 2027)])
        content.basic_goals.add(goals[number % 3])
        if not in_quiet:
            targets = {year: f"{year - 2012}回" for year in plan.years}
            make_indicator(item, unit="回", baseline="8回", targets=targets)
    return plan
