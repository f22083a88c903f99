"""計画の初期データ（fixtures/*.json）を読み、登録された計画との違いを述べる。"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from functools import singledispatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from plans.choices import Stage, StatementSection
from plans.fiscal_year import format_date, wareki_label
from plans.models import ImplementationContent

if TYPE_CHECKING:
    from django.db import models

    from plans.models import Plan

Row = dict[str, Any]
Key = tuple[Any, ...]

SHOWN_LETTERS = 30
NOTHING = "（なし）"


class PlanFileError(Exception):
    """初期データの誤り: 見つからない、読めない、計画が一つでない。画面に出せる日本語で述べる。"""


def read_plan_file(name: str) -> list[Row]:
    """初期データを読む: 拡張子のない名前（action_plan_2019）から、行の並びを返す。

    見つからないか、JSON として読めなければ PlanFileError。
    """
    paths = [Path(folder) / f"{name}.json" for folder in settings.FIXTURE_DIRS]
    found = [path for path in paths if path.is_file()]
    if not found or Path(name).name != name:
        raise PlanFileError(f"初期データ「{name}」が見つかりません。")
    try:
        rows: list[Row] = json.loads(found[0].read_text(encoding="utf-8"))
    except ValueError as error:
        raise PlanFileError(f"初期データ「{name}」を読み取れません（{error}）。") from error
    return rows


def name_of_plan(rows: Sequence[Row]) -> str:
    """初期データの計画の名。計画がちょうど一つでなければ PlanFileError。"""
    names = [row["fields"]["name"] for row in rows if row["model"] == "plans.plan"]
    if len(names) != 1:
        raise PlanFileError(f"初期データには計画が一つ必要です（{len(names)}件ありました）。")
    return str(names[0])


def describe_differences(plan: Plan, rows: Sequence[Row]) -> Iterator[str]:
    """初期データと登録された計画との違いを、一行ずつ短い日本語で述べる。何も変えない。

    初期データが触れない欄（実施時期の確認など）は比べない。
    """
    for label in dict.fromkeys(row["model"] for row in rows):
        model = apps.get_model(label)
        fields = [row["fields"] for row in rows if row["model"] == label]
        names = list(dict.fromkeys(name for row in fields for name in row))
        wanted = {key_of(model, row): expect_fields(model, names, row) for row in fields}
        yield from _compare(model, wanted, load_fields(model, plan, names))


def key_of(model: Any, row: Row) -> Key:
    """行の自然キー: 初期データの行（row）から、natural_key_fields の順の値の組を返す。"""
    return tuple(_follow(model, path, row) for path in model.natural_key_fields)


def _compare(model: Any, wanted: dict[Key, Row], stored: dict[Key, Row]) -> Iterator[str]:
    for key, row in wanted.items():
        if key not in stored:
            yield f"{name_row(model, key)}：登録にありません。"
            continue
        for name, value in row.items():
            if stored[key][name] != value:
                label = model._meta.get_field(name).verbose_name
                before, now = _show(model, name, value), _show(model, name, stored[key][name])
                yield f"{name_row(model, key)}の{label}：計画書は「{before}」、登録は「{now}」"
    # 課はほかの計画も使うので、初期データにない課は違いではない。
    if hasattr(model.objects, "for_plan"):
        for key in stored.keys() - wanted.keys():
            yield f"{name_row(model, key)}：計画書にありません。"


def _follow(model: Any, path: str, row: Row) -> Any:
    name, _, rest = path.partition("__")
    if not rest:
        return row[name]
    related = model._meta.get_field(name).related_model
    return row[name][related.natural_key_fields.index(rest)]


def expect_fields(model: Any, names: Sequence[str], row: Row) -> Row:
    """初期データの行 row の欄 names を、登録された行と比べられる値にする。"""
    return {name: _expect_value(model._meta.get_field(name), row, name) for name in names}


def _expect_value(field: models.Field[Any, Any], row: Row, name: str) -> Any:
    if field.many_to_many:
        return sorted(tuple(key) for key in row.get(name, []))
    if name not in row:
        return field.get_default()
    if field.is_relation:
        return None if row[name] is None else tuple(row[name])
    return field.to_python(row[name])


def load_fields(model: Any, plan: Plan, names: Sequence[str]) -> dict[Key, Row]:
    """登録された行の欄 names を、自然キーから引けるように読む。指す先も自然キーの組で持つ。"""
    rows = model.objects.all()
    if hasattr(rows, "for_plan"):
        rows = rows.for_plan(plan)
    key_paths = model.natural_key_fields
    many = [name for name in names if model._meta.get_field(name).many_to_many]
    single = [name for name in names if name not in many]
    paths = {name: _paths_of(model, name) for name in names}
    wanted = list(dict.fromkeys([*key_paths, *(path for name in single for path in paths[name])]))
    loaded = {}
    for values in rows.values(*wanted):
        key = tuple(values[path] for path in key_paths)
        loaded[key] = {name: _gather(values, paths[name], name) for name in single}
        loaded[key].update({name: [] for name in many})
    for name in many:
        for values in rows.exclude(**{name: None}).values_list(*key_paths, *paths[name]):
            loaded[values[: len(key_paths)]][name].append(values[len(key_paths) :])
            loaded[values[: len(key_paths)]][name].sort()
    return loaded


def _paths_of(model: Any, name: str) -> list[str]:
    field = model._meta.get_field(name)
    if not field.is_relation:
        return [name]
    return [f"{name}__{path}" for path in field.related_model.natural_key_fields]


def _gather(values: Row, paths: Sequence[str], name: str) -> Any:
    if paths == [name]:
        return values[name]
    key = tuple(values[path] for path in paths)
    return None if None in key else key


def _show(model: Any, name: str, value: Any) -> str:
    choices = dict(model._meta.get_field(name).flatchoices)
    if isinstance(value, str) and value in choices:
        return str(choices[value])
    if value in (None, "", []):
        return NOTHING
    shown = _say(value)
    return shown if len(shown) <= SHOWN_LETTERS else f"{shown[:SHOWN_LETTERS]}…"


@singledispatch
def _say(value: object) -> str:
    return str(value)


@_say.register
def _(value: bool) -> str:
    return "はい" if value else "いいえ"


@_say.register
def _(value: dt.date) -> str:
    return format_date(value)


@_say.register
def _(value: dt.datetime) -> str:
    return format_date(timezone.localdate(value))


@_say.register
def _(value: tuple) -> str:
    # 自然キーの初めは計画の名。どの行でも同じなので略す。
    return "-".join(str(part) for part in value[1:] or value)


@_say.register
def _(value: list) -> str:
    if all(part in Stage.values for part in value if isinstance(part, str)):
        return "、".join(_say_part(part) for part in value)
    return "、".join(str(part) for part in value)


def _say_part(part: object) -> str:
    if isinstance(part, dict):
        return str(part.get("label", part))
    return str(Stage(part).label) if isinstance(part, str) else _say(part)


def _name_content(kind: str, number: int, branch: int) -> str:
    return f"実施内容{ImplementationContent(kind=kind, number=number, branch=branch).key}"


_ROW_NAMES: dict[str, Callable[..., str]] = {
    "plans.plan": lambda name: "計画",
    "plans.planrevision": lambda plan, number: f"計画の改定{number}",
    "plans.basicgoal": lambda plan, number: f"基本目標{number}",
    "plans.policy": lambda plan, number: f"基本方針{number}",
    "plans.measure": lambda plan, policy, number: f"基本方針{policy} 施策{number}",
    "plans.department": lambda name: str(name),
    "plans.commontheme": lambda plan, number: f"事業共通{number}",
    "plans.actionitem": lambda plan, item: f"項目{item}",
    "plans.relatedplan": lambda plan, name: f"関連計画「{name}」",
    "plans.itemdepartment": lambda plan, item, order: f"項目{item} 担当課{order}",
    "plans.itemkind": lambda plan, item, order: f"項目{item} 種別{order}",
    "plans.statement": lambda plan, item, section, order: (
        f"項目{item} {StatementSection(section).label}{order}"
    ),
    "plans.implementationcontent": lambda plan, item, *key: f"項目{item} {_name_content(*key)}",
    "plans.phasespan": lambda plan, item, *key: (
        f"項目{item} {_name_content(*key[:-1])} 実施時期{key[-1]}"
    ),
    "plans.indicator": lambda plan, item, number: f"項目{item} 指標{number}",
    "plans.baseline": lambda plan, item, number: f"項目{item} 指標{number} 基準値",
    "plans.target": lambda plan, item, number, year, revision: (
        f"項目{item} 指標{number} {wareki_label(year)}の目標"
    ),
    "plans.sourcenote": lambda plan, number: f"原典注記{number}",
    "plans.itemsuccession": lambda plan, item, before, number: (
        f"項目{item}が引き継ぐ、前の計画の項目{number}"
    ),
    "progress.committee": lambda plan, name: str(name),
}


def name_row(model: Any, key: Key) -> str:
    """自然キー key の行の呼び名。"""
    return _ROW_NAMES[model._meta.label_lower](*key)
