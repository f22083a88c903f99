"""一覧のますと欄の値との間。読み方は plans/workbooks のものだけを使う。"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from import_export.widgets import Widget

from plans.workbooks import CellError, clean_text, read_choice, read_day, read_text
from plans.workbooks.read_cells import NUMBER, TEXT, plain_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from plans.actors import Actor
    from plans.workbooks import CellValue, ReadCell

SEPARATOR = "、"
FLAGS = {"はい": "1", "いいえ": ""}
MAX_WHOLE_DIGITS = 9
SHOWN_NAMES = 20


def holds(cell: ReadCell | None, value: CellValue) -> bool:
    """ますが、書き出したときの値 value のままか。そのままのますは、それ以上確かめない。"""
    if cell is None or value is None or value == "":
        return cell is None and value in (None, "")
    if cell.day:
        return cell.day == value
    if cell.kind == NUMBER:
        return isinstance(value, int | Decimal) and cell.number == value
    return cell.kind == TEXT and isinstance(value, str) and cell.text == clean_text(value)


def read_whole(cell: ReadCell | None) -> int | None:
    """0 以上の整数として読む。空なら None。ほかの書き方は CellError。"""
    text = plain_words(read_text(cell))
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_WHOLE_DIGITS):
        raise CellError("0以上の整数を入れてください。")
    return int(text)


class TextCell(Widget):  # type: ignore[misc]
    """文の欄。前後の空白は、画面の様式と同じように除く。"""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """ますから欄の値。"""
        return read_text(value).strip()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> CellValue:
        """欄の値からます。"""
        return None if value is None else str(value)


class WholeCell(Widget):  # type: ignore[misc]
    """整数の欄。"""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """ますから欄の値。"""
        return read_whole(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> CellValue:
        """欄の値からます。"""
        return None if value is None else int(value)


class DayCell(Widget):  # type: ignore[misc]
    """日付の欄。"""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """ますから欄の値。"""
        return read_day(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> CellValue:
        """欄の値からます。日時は、その日。"""
        if isinstance(value, dt.datetime):
            return timezone.localdate(value)
        return value if isinstance(value, dt.date) else None


class FlagCell(Widget):  # type: ignore[misc]
    """はい・いいえの欄。空は「いいえ」。"""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """ますから欄の値。"""
        return bool(read_choice(value, FLAGS))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> CellValue:
        """欄の値からます。"""
        return "はい" if value else "いいえ"


class ChoiceCell(Widget):  # type: ignore[misc]
    """選択肢の欄。ますには語を書く。"""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__()
        self.words = words

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """ますから欄の値。"""
        return read_choice(value, self.words)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> CellValue:
        """欄の値からます。"""
        return next((word for word, known in self.words.items() if known == value), value)


class NumbersCell(Widget):  # type: ignore[misc]
    """番号の並びの欄（例：1、4）。"""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """ますから欄の値。"""
        text = read_text(value).replace(",", SEPARATOR).replace("，", SEPARATOR)
        parts = [plain_words(part) for part in text.split(SEPARATOR)]
        numbers = [part for part in parts if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 6 for part in numbers):
            raise CellError("番号を「、」でつないで入れてください（例：1、4）。")
        return [int(part) for part in numbers]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> CellValue:
        """欄の値からます。"""
        return SEPARATOR.join(str(number) for number in value or ())


class LinkCell(Widget):  # type: ignore[misc]
    """ほかの行を名で指す欄。指せるのは、取り込む人に見える行だけ。

    name は名の欄、actor は取り込む人（書き出すだけなら要らない）。
    """

    actor: Actor | None = None

    def __init__(self, model: type[models.Model], name: str = "name") -> None:
        super().__init__()
        self.model, self.name = model, name
        self._found: dict[str, models.Model | None] = {}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """ますから、指す行。同じ名は一度だけ引く。"""
        text = read_text(value).strip()
        if not text:
            return None
        if text not in self._found:
            self._found[text] = self._rows().filter(**{self.name: text}).first()
        found = self._found[text]
        if found is None:
            known = list(self._rows().values_list(self.name, flat=True)[:SHOWN_NAMES])
            names = f"（{SEPARATOR.join(known)}）" if known else ""
            raise CellError(
                f"登録された{self.model._meta.verbose_name}の名を入れてください{names}。"
            )
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> CellValue:
        """指す行の名。"""
        return None if value is None else str(getattr(value, self.name))

    def _rows(self) -> Any:
        rows: Any = self.model._default_manager.all()
        # 利用者だけは visible_to を持たない。利用者の名は、名簿を扱える人の一覧にしか出ない。
        return rows.visible_to(self.actor) if hasattr(rows, "visible_to") else rows


_WIDGETS: dict[str, Callable[[], Widget]] = {
    "BooleanField": FlagCell,
    "DateField": DayCell,
    "DateTimeField": DayCell,
    "JSONField": NumbersCell,
    "PositiveIntegerField": WholeCell,
    "PositiveSmallIntegerField": WholeCell,
}


def widget_for(field: Any) -> Widget:
    """モデルの欄に合う、ますの読み書き。"""
    if field.is_relation:
        return LinkCell(field.related_model)
    if field.choices:
        return ChoiceCell({str(label): value for value, label in field.flatchoices})
    return _WIDGETS.get(field.get_internal_type(), TextCell)()
