"""記入用のExcelの表の形。シートと列を、書き手も読み手もここから知る。"""

from __future__ import annotations

from dataclasses import dataclass

from plans.choices import Absence
from progress.choices import Outcome

GUIDE = "はじめに"
KEY, VERSION = "key", "version"

FIGURE_HINT = (
    "数だけを入れます（単位は要りません）。数がないときは空欄にして「数値がないとき」から選びます。"
)
ABSENCES = {label: value for value, label in Absence.choices if value != Absence.NOT_ENTERED}
OUTCOMES = {label: value for value, label in Outcome.choices}


@dataclass(frozen=True, slots=True)
class Column:
    """表の列。hint は見出しに付ける説明。

    is_input は記入する列、is_choice は選択肢から選ぶ列、is_figure は数を書く列、
    is_check は行のずれを見つけるために照らす列。
    """

    name: str
    heading: str
    width: float = 12
    hint: str = ""
    is_input: bool = False
    is_choice: bool = False
    is_figure: bool = False
    is_check: bool = False


@dataclass(frozen=True, slots=True)
class SheetShape:
    """シートの形。units は、食い違いを見比べる列のまとまり。"""

    code: str
    name: str
    columns: tuple[Column, ...]
    units: tuple[tuple[str, ...], ...]

    @property
    def inputs(self) -> tuple[Column, ...]:
        """記入する列。"""
        return tuple(column for column in self.columns if column.is_input)

    @property
    def headings(self) -> dict[str, str]:
        """列の名から見出し。"""
        return {column.name: column.heading for column in self.columns}

    def heading(self, name: str) -> str:
        """列の見出し。"""
        return self.headings[name]


_KEYS = (Column(KEY, "行の鍵（消さないでください）"), Column(VERSION, "版（消さないでください）"))
_ITEM = (
    Column("item_number", "項目番号", 8, is_check=True),
    Column("item", "実施項目", 22),
)

ACTUALS = SheetShape(
    "A",
    "指標の実績",
    (
        *_KEYS,
        *_ITEM,
        Column("number", "指標番号", 8, is_check=True),
        Column("subject", "指標", 26),
        Column("unit", "単位", 8),
        Column("target", "今年度の目標", 14),
        Column("baseline", "基準値", 12),
        Column("last", "前年度の実績", 14),
        Column("first", "実績", 14, FIGURE_HINT, is_input=True, is_figure=True),
        Column("second", "第2値", 12, "「うち新規」などの第2値。", is_input=True, is_figure=True),
        Column(
            "absence",
            "数値がないとき",
            18,
            "数がないわけを選びます。0 のときは実績に 0 を入れます。",
            is_input=True,
            is_choice=True,
        ),
        Column("note", "備考", 30, "中止・評価対象外のときは、理由を書きます。", is_input=True),
    ),
    (("first", "second", "absence"), ("note",)),
)
CONTENTS = SheetShape(
    "C",
    "実施内容の進捗",
    (
        *_KEYS,
        *_ITEM,
        Column("number", "実施内容の番号", 10, is_check=True),
        Column("subject", "実施内容", 30),
        Column("phase", "今年度の段階", 14),
        Column("last_pace", "前年度の進み", 14),
        Column("last_activities", "前年度の取組内容", 34),
        Column("pace", "進み", 18, "一つを選びます。", is_input=True, is_choice=True),
        Column(
            "activities", "取組内容", 46, "行ったこと。遅れや中止はわけも書きます。", is_input=True
        ),
    ),
    (("pace",), ("activities",)),
)
_TEXT = "4,000字まで。ますの中の改行は Alt＋Enter。"
SUMMARY = SheetShape(
    "S",
    "まとめ",
    (
        *_KEYS,
        *_ITEM,
        Column("departments", "担当課", 12),
        Column("state", "状態", 9),
        Column("last_improvement", "前年度の改善策", 26),
        Column("last_rating", "前年度の自己評価", 10),
        Column(
            "last_outcome",
            "前年度の改善策の結果",
            13,
            "前年度の確定した改善策がどうなったかを選びます。",
            is_input=True,
            is_choice=True,
        ),
        Column("last_outcome_note", "結果の説明", 20, "500字まで。", is_input=True),
        Column("achievement", "成果", 28, _TEXT, is_input=True),
        Column("issues", "課題", 28, _TEXT, is_input=True),
        Column("improvement", "改善策・次年度の取組", 28, _TEXT, is_input=True),
        Column("self_rating", "自己評価", 11, "一つを選びます。", is_input=True, is_choice=True),
        Column(
            "rating_reason",
            "自己評価の理由",
            20,
            "画面の提案と違う評価にしたときは、理由を書きます。",
            is_input=True,
        ),
        Column("source", "移行の出典", 24, "移行入力の年度だけ書きます。", is_input=True),
    ),
    tuple(
        (name,)
        for name in (
            "last_outcome",
            "last_outcome_note",
            "achievement",
            "issues",
            "improvement",
            "self_rating",
            "rating_reason",
            "source",
        )
    ),
)
SHAPES = (ACTUALS, CONTENTS, SUMMARY)
SHAPE_OF = {shape.code: shape for shape in SHAPES}
