"""試験のための小さな計画。要る分だけを、読んで分かる値で作る。

どの関数も保存した行を返す。値は名前で渡せば上書きできる。年度は西暦の整数。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from plans.choices import Qualifier, SourceNoteKind, Stage
from plans.models import (
    ActionItem,
    Baseline,
    Department,
    ImplementationContent,
    Indicator,
    ItemDepartment,
    PhaseSpan,
    Plan,
    PlanRevision,
    Policy,
    SourceNote,
    Target,
)

Span = tuple[str, int, int]
DEFAULT_SPANS: tuple[Span, ...] = (("検討", 2019, 2020), ("実施", 2021, 2023))
STAGES = {"検討": Stage.CONSIDER, "試行": Stage.TRIAL, "実施": Stage.CARRY_OUT}


def make_plan(**values: Any) -> Plan:
    """公開済みの5か年計画（2019～2023年度）を、改定「当初」とともに作る。"""
    defaults = {
        "name": "試験の計画",
        "short_name": "試験計画",
        "organization": "試験社会福祉協議会",
        "first_year": 2019,
        "last_year": 2023,
        "baseline_year": 2018,
        "released_at": timezone.now(),
    }
    plan = Plan.objects.create(**{**defaults, **values})
    PlanRevision.objects.create(plan=plan, number=0, from_year=plan.first_year)
    return plan


def make_department(name: str = "総務課", **values: Any) -> Department:
    """課を作る。同じ名の課があれば、それを返す。総務課だけが進行管理の所管課。"""
    defaults = {"is_secretariat": name == "総務課", **values}
    return Department.objects.get_or_create(name=name, defaults=defaults)[0]


def make_item(
    plan: Plan, number: int = 1, *, departments: Sequence[str] = (), **values: Any
) -> ActionItem:
    """実施項目を作る。departments は課名の並びで、先頭が主担当。基本方針は一つだけ作る。"""
    policy, _ = Policy.objects.get_or_create(
        plan=plan, number=1, defaults={"code": "Ⅰ", "title": "支えあう"}
    )
    defaults = {"title": f"実施項目その{number}", "policy": policy}
    item = ActionItem.objects.create(plan=plan, number=number, **{**defaults, **values})
    for order, name in enumerate(departments, start=1):
        ItemDepartment.objects.create(item=item, department=make_department(name), order=order)
    return item


def make_content(
    item: ActionItem, number: int = 1, *, spans: Sequence[Span] = DEFAULT_SPANS, **values: Any
) -> ImplementationContent:
    """実施内容を作る。spans は（表記、開始年度、終了年度）の並び。"""
    defaults = {
        "title": f"実施内容その{number}",
        "order": number,
        "qualifier": Qualifier.CONTINUED,
    }
    content = ImplementationContent.objects.create(
        item=item, number=number, **{**defaults, **values}
    )
    for order, (label, first_year, last_year) in enumerate(spans, start=1):
        PhaseSpan.objects.create(
            content=content,
            order=order,
            label=label,
            stages=[STAGES.get(label, Stage.EVALUATE)],
            first_year=first_year,
            last_year=last_year,
        )
    return content


def make_indicator(
    item: ActionItem,
    number: int = 1,
    *,
    baseline: str = "",
    targets: Mapping[int, str] | None = None,
    **values: Any,
) -> Indicator:
    """指標を作る。baseline は基準値、targets は年度ごとの目標値（「12人」など、当初の改定）。"""
    defaults = {"name": f"指標その{number}", "unit": "人"}
    indicator = Indicator.objects.create(item=item, number=number, **{**defaults, **values})
    if baseline:
        Baseline.objects.create(
            indicator=indicator,
            fiscal_year=item.plan.baseline_year,
            value=baseline,
            as_printed=baseline,
        )
    for fiscal_year, value in (targets or {}).items():
        make_target(indicator, fiscal_year, value)
    return indicator


def make_target(indicator: Indicator, fiscal_year: int, value: str, **values: Any) -> Target:
    """目標値を作る。revision を略せば当初の改定。"""
    revision = values.pop("revision", None) or indicator.item.plan.revisions.get(number=0)
    return Target.objects.create(
        indicator=indicator,
        revision=revision,
        fiscal_year=fiscal_year,
        value=value,
        as_printed=value,
        **values,
    )


def make_source_note(plan: Plan, number: int = 1, **values: Any) -> SourceNote:
    """原典注記を作る。item と alternatives は名前で渡す。"""
    defaults = {"kind": SourceNoteKind.AMBIGUITY, "subject": f"注記その{number}"}
    return SourceNote.objects.create(plan=plan, number=number, **{**defaults, **values})
