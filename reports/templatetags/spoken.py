"""記号や表記に、読み上げの語を添えて出す。"""

from __future__ import annotations

from django import template
from django.utils.html import format_html

from reports.words import spoken_sentence, spoken_text

register = template.Library()


@register.filter
def spoken(text: str, second_label: str = "") -> str:
    """見た目は text のまま、読み上げは言葉で出す。替えるところがなければ text だけを出す。"""
    return _two_ways(text, spoken_text(str(text), second_label))


@register.filter(name="spoken_sentence")
def sentence(text: str) -> str:
    """文を、見た目はそのまま、読み上げは評語と負の数を言葉にして出す。"""
    return _two_ways(text, spoken_sentence(str(text)))


def _two_ways(text: str, words: str) -> str:
    if words == str(text).strip():
        return str(text)
    return format_html(
        '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>', text, words
    )
