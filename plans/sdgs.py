"""持続可能な開発目標（SDGs）。17の目標は国際連合が定めたもので、行でなく表として持つ。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

# 日本語の名は、国際連合広報センターの示す公式の言い方。
SDG_NAMES: dict[int, str] = {
    1: "貧困をなくそう",
    2: "飢餓をゼロに",
    3: "すべての人に健康と福祉を",
    4: "質の高い教育をみんなに",
    5: "ジェンダー平等を実現しよう",
    6: "安全な水とトイレを世界中に",
    7: "エネルギーをみんなに　そしてクリーンに",
    8: "働きがいも経済成長も",
    9: "産業と技術革新の基盤をつくろう",
    10: "人や国の不平等をなくそう",
    11: "住み続けられるまちづくりを",
    12: "つくる責任　つかう責任",
    13: "気候変動に具体的な対策を",
    14: "海の豊かさを守ろう",
    15: "陸の豊かさも守ろう",
    16: "平和と公正をすべての人に",
    17: "パートナーシップで目標を達成しよう",
}


def sdg_label(number: int) -> str:
    """目標の呼び名: 番号 number（1～17）から「3　すべての人に健康と福祉を」を返す。"""
    return f"{number}　{SDG_NAMES[number]}"


def check_sdgs(numbers: object) -> None:
    """目標の番号の並びを確かめる。1～17 でない番号や重複があれば ValidationError。"""
    chosen = numbers if isinstance(numbers, list) else [None]
    if len(set(chosen)) < len(chosen) or not all(number in SDG_NAMES for number in chosen):
        raise ValidationError("SDGsは、1から17の目標を重ならないように選んでください。")


class SdgChoices(forms.TypedMultipleChoiceField):
    """目標を、番号と名のチェックで選ぶ欄。"""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        choices = [(number, sdg_label(number)) for number in SDG_NAMES]
        super().__init__(choices=choices, coerce=int, empty_value=[], **kwargs)


class SdgField(models.JSONField):
    """目標の番号（1～17）の並びの欄。何も付けないのが初めの姿。"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        self.default_validators = [*self.default_validators, check_sdgs]

    def formfield(
        self,
        form_class: type[forms.Field] | None = None,
        choices_form_class: type[forms.ChoiceField] | None = None,
        **kwargs: Any,
    ) -> forms.Field | None:
        """入力欄は、17のチェック。"""
        return models.Field.formfield(self, SdgChoices, choices_form_class, **kwargs)
