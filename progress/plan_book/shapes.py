"""計画のExcelの形。計画の行の種類ごとに一枚のシートで、列は欄の名。

ほかの行は、計画の名を除いた番号の組を「・」でつないで指す（項目5の指標1は「5・1」）。
「-」や「/」は、打つと日付になるので使わない。
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from plans.choices import Stage
from plans.figures import Figure
from plans.models import Plan
from plans.workbooks import CellError, read_day, read_text
from progress.plan_rows import PLAN_TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from plans.workbooks import CellValue, ReadCell

GUIDE = "はじめに"
JOINT = "・"
SEPARATOR = "、"
YES, NO = "はい", "いいえ"
# 文のほかは、どの欄も短い。
LONG_FIELDS = frozenset({"TextField"})


def sheet_name(model: Any) -> str:
    """行の種類のシートの名。"""
    return str(model._meta.verbose_name)


def fields_of(model: Any) -> list[Any]:
    """シートの列になる欄。計画そのものを指す欄は、どの行でも同じなので列にしない。"""
    names = dict(PLAN_TABLES)[model]
    fields = [model._meta.get_field(name) for name in names]
    return [field for field in fields if field.related_model is not Plan]


def heading_of(field: Any) -> str:
    """列の見出し。組で指す欄には、組の中身を添える。"""
    if not field.is_relation or len(key_paths(field)) < 2:
        return str(field.verbose_name)
    return f"{field.verbose_name}（{JOINT.join(_KEY_WORDS[path] for path in key_paths(field))}）"


_KEY_WORDS = {
    "policy__number": "基本方針",
    "number": "番号",
    "item__number": "項目",
    "kind": "区分",
    "branch": "枝番",
}


def key_paths(field: Any) -> list[str]:
    """指す行の自然キーのうち、計画の名を除いたもの。"""
    paths: tuple[str, ...] = field.related_model.natural_key_fields
    return [path for path in paths if not path.endswith("plan__name")]


def write_value(field: Any, value: Any) -> CellValue:
    """欄の値を、ますの値にする。"""
    if value is None or value in ("", []):
        return None
    if field.many_to_many:
        return SEPARATOR.join(_write_key(field, key) for key in value)
    if field.is_relation:
        return _write_key(field, value)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return SEPARATOR.join(_write_part(part) for part in value)
    if isinstance(value, int | dt.date):
        return value
    if field.choices:
        return str(dict(field.flatchoices)[value])
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _write_part(part: object) -> str:
    return str(Stage(part).label) if isinstance(part, str) else str(part)


def _write_key(field: Any, key: Any) -> str:
    paths = field.related_model.natural_key_fields
    parts = [
        _label_of(field.related_model, path, part)
        for path, part in zip(paths, key, strict=True)
        if path in key_paths(field)
    ]
    return JOINT.join(parts)


def _label_of(model: Any, path: str, part: Any) -> str:
    if "__" in path:
        return str(part)
    return str(dict(model._meta.get_field(path).flatchoices or ()).get(part, part))


def read_value(field: Any, cell: ReadCell | None, plan_name: str) -> Any:
    """ますを欄の値（JSON にできる形）にする。空なら欄の決まった初めの値。

    読めなければ CellError（直し方）。
    """
    if field.get_internal_type() == "DateField":
        day = read_day(cell)
        return day.isoformat() if day else None
    text = read_text(cell).strip()
    if field.many_to_many:
        parts = [part for part in text.split(SEPARATOR) if part.strip()]
        return [_read_key(field, part.strip(), plan_name) for part in parts]
    if field.is_relation:
        return _read_key(field, text, plan_name) if text else None
    if not text:
        return _blank_of(field)
    return _plain(field, _READERS.get(field.get_internal_type(), _keep)(field, text))


def _plain(field: Any, value: Any) -> Any:
    """欄として確かめ、JSON にできる形に戻す。"""
    if isinstance(value, list):
        return value
    try:
        value = field.clean(value, None)
    except ValidationError as error:
        raise CellError("".join(error.messages)) from error
    return str(value) if isinstance(value, Decimal | Figure) else value


def _blank_of(field: Any) -> Any:
    default = field.get_default()
    is_needed = not field.blank and not field.has_default() and not field.null
    if is_needed:
        raise CellError("空にできません。値を入れてください。")
    return str(default) if isinstance(default, Decimal) else default


def _keep(field: Any, text: str) -> Any:
    if not field.choices:
        return text
    known = {str(label): value for value, label in field.flatchoices}
    if text not in known:
        raise CellError(f"次のどれかを入れてください：{'、'.join(known)}。")
    return known[text]


def _read_flag(field: Any, text: str) -> bool:
    if text not in (YES, NO):
        raise CellError(f"「{YES}」か「{NO}」を入れてください。")
    return text == YES


def _read_list(field: Any, text: str) -> list[Any]:
    """段階の語か、SDGs の番号の並び。"""
    parts = [part.strip() for part in text.split(SEPARATOR) if part.strip()]
    if all(part.isascii() and part.isdigit() for part in parts):
        return [int(part) for part in parts]
    known = {str(stage.label): stage.value for stage in Stage}
    strangers = [part for part in parts if part not in known]
    if strangers:
        raise CellError(
            f"段階は次から選び、「{SEPARATOR}」でつないでください：{'、'.join(known)}。"
        )
    return [known[part] for part in parts]


_READERS: dict[str, Callable[[Any, str], Any]] = {
    "BooleanField": _read_flag,
    "JSONField": _read_list,
}


def _read_key(field: Any, text: str, plan_name: str) -> list[Any]:
    paths = key_paths(field)
    parts = text.split(JOINT) if len(paths) > 1 else [text]
    if len(parts) != len(paths):
        wanted = JOINT.join(_KEY_WORDS[path] for path in paths)
        raise CellError(f"「{wanted}」の形で入れてください。")
    values = dict(zip(paths, parts, strict=True))
    return [
        plan_name if path not in values else _read_part(field.related_model, path, values[path])
        for path in field.related_model.natural_key_fields
    ]


def _read_part(model: Any, path: str, text: str) -> Any:
    if path == "name":
        return text
    if path == "kind":
        known = {str(label): value for value, label in model._meta.get_field(path).flatchoices}
        if text not in known:
            raise CellError(f"区分は「{'」か「'.join(known)}」にしてください。")
        return known[text]
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise CellError("番号は数字で入れてください。")
    return int(text)
