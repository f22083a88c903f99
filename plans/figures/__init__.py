"""値（Figure）: 計画書の値と実績を、印字どおりの文字と型のある数の両方で持つ。"""

from plans.choices import EntryKind
from plans.figures.entry import parse_entry
from plans.figures.field import FigureField, FigureFormField
from plans.figures.value import (
    Figure,
    FigureError,
    FigureKind,
    group_digits,
    is_same_unit,
    plain_number,
)

__all__ = [
    "EntryKind",
    "Figure",
    "FigureError",
    "FigureField",
    "FigureFormField",
    "FigureKind",
    "group_digits",
    "is_same_unit",
    "parse_entry",
    "plain_number",
]
