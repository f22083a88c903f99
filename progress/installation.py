"""計画の取込。初期データの計画がまだ無いときだけ入れ、あるときは違いを述べるだけにする。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import serializers
from django.db import models, transaction

from plans.models import Plan
from progress.plan_file import Row, describe_differences, name_of_plan, read_plan_file

INSTALLATION_REASON = "計画書からの取込"


@dataclass(frozen=True)
class Installation:
    """取込の結果: 計画の名、入れた行の数（すでにあれば 0）、計画書との違い。"""

    plan_name: str
    created: int
    differences: tuple[str, ...] = ()


def install_plan(name: str) -> Installation:
    """計画を取り込む: 初期データの名（action_plan_2019）から、無ければ全部を一度に入れる。

    計画がすでにあれば何も変えず、違いを返す。総務課が確認・修正したことは失われない。
    初期データが読めなければ PlanFileError。
    """
    rows = read_plan_file(name)
    plan_name = name_of_plan(rows)
    with transaction.atomic():
        plan = Plan.objects.filter(name=plan_name).first()
        if plan is None:
            return Installation(plan_name, _create(rows))
        return Installation(plan_name, 0, tuple(describe_differences(plan, rows)))


def _create(rows: Sequence[Row]) -> int:
    created: dict[type[models.Model], list[Any]] = defaultdict(list)
    for parsed in serializers.deserialize("python", rows):
        # 番号が付いたのは前からある行（ほかの計画と共に使う課）。上書きしない。
        if parsed.object.pk is not None:
            continue
        # 履歴は最後に「+」の一行だけを書く。多対多の保存が「~」を足すのを止める。
        parsed.object.skip_history_when_saving = True  # type: ignore[attr-defined]
        parsed.save()
        created[type(parsed.object)].append(parsed.object)
    for model, objects in created.items():
        _write_first_history(model, objects)
    return sum(map(len, created.values()))


def _write_first_history(model: Any, objects: Sequence[Any]) -> None:
    histories = model.history.bulk_history_create(
        objects, default_change_reason=INSTALLATION_REASON
    )
    for field in model._meta.many_to_many:
        if field.remote_field.through._meta.auto_created:
            _write_first_links(model, field, histories)


def _write_first_links(model: Any, field: Any, histories: Sequence[Any]) -> None:
    """多対多の履歴。bulk_history_create は本体の行しか書かない。"""
    link_model = getattr(model.history.model, field.name).model
    through = field.remote_field.through
    by_source = {getattr(history, model._meta.pk.attname): history for history in histories}
    columns = [column.attname for column in through._meta.fields]
    links = through.objects.filter(**{f"{field.m2m_field_name()}__in": by_source}).values(*columns)
    link_model.objects.bulk_create(
        link_model(history=by_source[link[f"{field.m2m_field_name()}_id"]], **link)
        for link in links
    )
