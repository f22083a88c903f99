"""読み上げの語: 記号と表記が、耳で聞いて分かる言葉になること。"""

from __future__ import annotations

import pytest
from django.template import Context, Template

from reports.words import spoken_sentence, spoken_text

HEARD = (
    ("－", "", "該当なし"),
    ("…", "", "未確定"),
    ("○", "", "まる"),
    ("△", "", "さんかく"),
    ("×", "", "ばつ"),
    ("〇", "", "まる"),
    ("◯", "", "まる"),
    ("●", "", "黒まる"),
    ("▲", "", "黒さんかく"),
    *((dash, "", "該当なし") for dash in "-―—‐–−－"),
    ("-5人", "", "マイナス5人"),
    ("−1,200円", "", "マイナス1,200円"),
    ("－３件", "", "マイナス３件"),
    ("10人（-5人）", "", "10人、かっこ内はマイナス5人"),
    ("△40.5％", "", "マイナス40.5％"),
    ("4-6回", "", "4-6回"),
    ("電話042-438", "", "電話042-438"),
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


SENTENCES = (
    (
        "達成率75.4％は60％以上80％未満のため「△」です。",
        "達成率75.4％は60％以上80％未満のため「さんかく」です。",
    ),
    ("実績△5人 ÷ 目標△3人 × 100", "実績マイナス5人 ÷ 目標マイナス3人 × 100"),
    ("前年度の◎から×に下がりました。", "前年度の二重まるからばつに下がりました。"),
    ("実績が「該当なし（－）」のため、判定しません。", "実績が「該当なし」のため、判定しません。"),
    ("実績12人（うち新規4人）", "実績12人（うち新規4人）"),
    ("目標4～6回の下限4回", "目標4から6回の下限4回"),
)


@pytest.mark.parametrize(("seen", "heard"), SENTENCES)
def test_a_sentence_keeps_its_brackets_and_says_its_signs(seen: str, heard: str) -> None:
    assert spoken_sentence(seen) == heard


def test_a_sentence_without_signs_stays_as_it_is() -> None:
    shown = Template("{% load spoken %}{{ text|spoken_sentence }}")
    assert shown.render(Context({"text": "<b>達成</b>です。"})) == "&lt;b&gt;達成&lt;/b&gt;です。"


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
