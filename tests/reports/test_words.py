"""読み上げの語: 記号と表記が、耳で聞いて分かる言葉になること。"""

from __future__ import annotations

import pytest
from django.template import Context, Template

from reports.words import spoken_text

HEARD = (
    ("－", "", "該当なし"),
    ("…", "", "未確定"),
    ("○", "", "まる"),
    ("△", "", "さんかく"),
    ("×", "", "ばつ"),
    ("△5", "", "マイナス5"),
    ("66人（31人）", "障がいに関わる活動者数", "66人、障がいに関わる活動者数は31人"),
    ("66（31）", "", "66、かっこ内は31"),
    ("年１回（年4～6回）", "", "年１回、かっこ内は年4から6回"),
    ("年１回(年4～6回)", "2層協議体の開催", "年１回、2層協議体の開催は年4から6回"),
    ("4～6回", "", "4から6回"),
    ("次期介護保険事業計画による", "", "次期介護保険事業計画による"),
    ("824件(*１）", "", "824件(*１）"),
    ("1,900人", "", "1,900人"),
)


@pytest.mark.parametrize(("seen", "label", "heard"), HEARD)
def test_what_is_seen_is_heard_in_words(seen: str, label: str, heard: str) -> None:
    assert spoken_text(seen, label) == heard


def render(text: str) -> str:
    return Template("{% load spoken %}{{ text|spoken }}").render(Context({"text": text}))


def test_the_sign_is_hidden_from_the_ear_and_the_word_from_the_eye() -> None:
    assert render("－") == (
        '<span aria-hidden="true">－</span><span class="visually-hidden">該当なし</span>'
    )


def test_text_that_needs_no_words_stays_as_it_is() -> None:
    assert render("650件") == "650件"


def test_markup_in_a_value_stays_text() -> None:
    assert "<b>" not in render("<b>6（1）")
    assert "<b>" not in render("<b>")
