"""書き出しの試験に使う計画: 実績を入れた公式の計画と、形の違うもう一つの計画。"""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.utils import timezone

from plans.choices import Absence
from plans.figures import Figure
from plans.models import ActionItem, BasicGoal, Indicator, Plan, Policy, User
from progress.choices import Pace, RecordState, ReviewState
from progress.models import Actual, AnnualReview, ContentProgress, ProgressRecord
from progress.opening import default_scale
from tests.builders import make_content, make_indicator, make_item, make_plan

OTHER_YEARS = range(2024, 2030)
ABSENCES = tuple(Absence.values)


def load_official_plan() -> Plan:
    """計画書のとおりの計画。"""
    call_command("loaddata", "action_plan_2019", verbosity=0)
    return Plan.objects.get(name__startswith="第四次")


def make_other_plan() -> Plan:
    """6か年、基本目標3、40項目、4課、施策と共通がなく、方針の一つに指標がない計画。"""
    plan = make_plan(
        name="もう一つの計画",
        short_name="次/計画",
        first_year=OTHER_YEARS[0],
        last_year=OTHER_YEARS[-1],
        baseline_year=2023,
    )
    goals = [
        BasicGoal.objects.create(plan=plan, number=number, title=f"目標その{number}")
        for number in (1, 2, 3)
    ]
    policies = [
        Policy.objects.create(plan=plan, number=number, code=str(number), title=f"方針その{number}")
        for number in (1, 2, 3)
    ]
    for number in range(1, 41):
        policy = policies[(number - 1) // 14]
        departments = [f"第{number % 4 + 1}課"]
        item = make_item(plan, number, departments=departments, policy=policy)
        content = make_content(item, 1, spans=[("検討", 2024, 2025), ("実施", 2026, 2029)])
        content.basic_goals.add(goals[number % 3])
        if policy.number != 3:
            targets = {year: f"{year - 2014}人" for year in OTHER_YEARS}
            make_indicator(item, baseline="9人", targets=targets)
    return plan


def report_year(
    plan: Plan, year: int, *, drafts: tuple[int, ...] = (), is_sample: bool = False
) -> AnnualReview:
    """年度を開き、全項目の報告を確定する。drafts の番号の項目だけは下書きにする。"""
    review = AnnualReview.objects.create(
        plan=plan,
        fiscal_year=year,
        scale=default_scale(),
        state=ReviewState.ACCEPTING,
        is_sample=is_sample,
    )
    signatures = _sign_all()
    for item in plan.items.all():
        _report_item(review, item, {} if item.number in drafts else signatures)
    return review


def _sign_all() -> dict[str, Any]:
    """確定した報告の署名。提出・確認・確定を、三人が一人ずつ行う。"""
    signatures: dict[str, Any] = {"state": RecordState.FINALIZED}
    for name in ("submitted", "approved", "finalized"):
        person, _ = User.objects.get_or_create(username=f"reporter-{name}")
        signatures |= {f"{name}_at": timezone.now(), f"{name}_by": person}
    return signatures


def _report_item(review: AnnualReview, item: ActionItem, signatures: dict[str, Any]) -> None:
    record = ProgressRecord.objects.create(
        review=review,
        item=item,
        **({"state": RecordState.DRAFT} | signatures),
        achievement=f"{review.fiscal_year}年度の項目{item.number}の成果",
        issues=f"項目{item.number}の課題",
        improvement=f"項目{item.number}の改善策",
        self_rating=review.scale.ratings.get(order=1),
    )
    for content in item.contents.all():
        activities = f"{content.key}の取組"
        ContentProgress.objects.create(
            record=record, content=content, pace=Pace.ON_SCHEDULE, activities=activities
        )
    for indicator in item.indicators.all():
        _report_indicator(record, indicator)


def _report_indicator(record: ProgressRecord, indicator: Indicator) -> None:
    """実績を入れる。項目番号の末尾が3なら、値がない理由を指標ごとに変えて入れる。"""
    target = indicator.targets.filter(fiscal_year=record.review.fiscal_year).first()
    has_value = target and target.value and target.value.number is not None
    if not has_value or record.item.number % 10 == 3:
        absence = ABSENCES[record.item.number // 10 % len(ABSENCES)]
        Actual.objects.create(record=record, indicator=indicator, absence=absence, note="理由")
        return
    assert target is not None
    assert target.value is not None
    Actual.objects.create(
        record=record, indicator=indicator, value=Figure.parse(str(target.value)), absence=""
    )
