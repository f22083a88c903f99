"""値（Figure）のためのデータベース欄と入力欄。"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from plans.figures.value import Figure, FigureError

if TYPE_CHECKING:
    _Column = models.Field[Figure | str | None, Figure | None]
else:
    # 実行時のDjangoの欄は型引数を取れない。
    _Column = models.Field


class FigureFormField(forms.CharField):
    """値の入力欄: 打たれた文字をFigureとして返す。空欄はNone、読めなければその理由を示す。"""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Figure):
            return value
        return _parse_or_refuse(super().to_python(value) or "")


class FigureField(_Column):
    """値の欄: 正規の文字を入れるNOT NULLのtext列。PythonではFigure、値がなければNone（列は空）。

    models.TextFieldを継がないのは、管理画面が複数行の入力欄に替えてしまうため。
    """

    description = "値"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "plans.figures.FigureField", args, kwargs

    def get_internal_type(self) -> str:
        return "TextField"

    def get_default(self) -> None:
        return None

    def from_db_value(self, value: str | None, *_: Any) -> Figure | None:
        return _read_stored(value) if value else None

    def to_python(self, value: Any) -> Figure | None:
        if value is None or isinstance(value, Figure):
            return value
        return _parse_or_refuse(str(value))

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        if prepared is None or prepared == "":
            return ""
        return str(prepared if isinstance(prepared, Figure) else Figure.parse(str(prepared)))

    def pre_save(self, model_instance: models.Model, add: bool) -> Figure | None:
        # 文字のまま代入された値も、保存の後はFigureとして読めるようにする。
        figure = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, figure)
        return figure

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")

    def formfield(self, *_: Any, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": FigureFormField, **kwargs})


@lru_cache(maxsize=4096)
def _read_stored(text: str) -> Figure:
    """列の文字を読む。値は変わらないものなので、同じ文字は一度だけ読む。"""
    return Figure.parse(text)


def _parse_or_refuse(text: str) -> Figure | None:
    if not text.strip():
        return None
    try:
        return Figure.parse(text)
    except FigureError as error:
        raise ValidationError(str(error), code="invalid") from error
