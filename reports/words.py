"""読み上げの語。紙と画面の記号や表記を、耳で聞いて分かる言葉にする。"""

from __future__ import annotations

import re

# 「ない」ことの横線は、打つ人によって字が違う。どれも同じに読む。
DASHES = "－-―—‐–−"
SIGNS = {
    **dict.fromkeys(DASHES, "該当なし"),
    "…": "未確定",
    "◎": "二重まる",
    "○": "まる",
    "〇": "まる",
    "◯": "まる",
    "●": "黒まる",
    "△": "さんかく",
    "▲": "黒さんかく",
    "×": "ばつ",
}
# 横線の負号は、値の頭にあるときだけ。番号や期間をつなぐ横線（042-438、4-6月）は読み替えない。
MINUS = re.compile(r"[△▲](?=[0-9０-９])|(?:(?<=[（(「])|^)[-−－](?=[0-9０-９])")
# 注の印（*１ など）は、もう一つの数ではない。
SECOND = re.compile(r"[（(](?![*＊※])([^（）()]*[0-9０-９][^（）()]*)[）)]")
RANGE = re.compile(r"(?<=[0-9０-９人回件％])[～〜](?=[年0-9０-９])")
# 文の中の評語。前後がかなかかぎかっこの記号だけを、評語と見る（「◎」、前年度の○から△に）。
RATING_IN_SENTENCE = re.compile(r"(?<=[ぁ-ん「])[◎○〇◯●△▲×](?=[ぁ-ん」（])")
# 語に添えた記号（「該当なし（－）」）は、語だけを読む。
SIGN_IN_BRACKETS = re.compile(r"（[－…]）")


def spoken_text(text: str, second_label: str = "") -> str:
    """読み上げの語を返す: 「66人（31人）」は「66人、<語>は31人」、「△5」は「マイナス5」。

    second_label はかっこの中の数の意味（「活動中の会員」など。なければ「かっこ内」）。
    記号だけの値は SIGNS の語に替える。替えるところがなければ text のまま返す。
    """
    stripped = text.strip()
    if stripped in SIGNS:
        return SIGNS[stripped]
    name = second_label or "かっこ内"
    spoken = SECOND.sub(lambda found: f"、{name}は{found[1]}", MINUS.sub("マイナス", stripped))
    return RANGE.sub("から", spoken)


def spoken_sentence(text: str) -> str:
    """文の読み上げ: 負の数の△と、文の中の評語の記号を言葉にする。

    「「△」です」は「「さんかく」です」、「実績△5人」は「実績マイナス5人」。かっこの注は文のまま残す。
    """
    spoken = SIGN_IN_BRACKETS.sub("", text)
    spoken = RATING_IN_SENTENCE.sub(lambda found: SIGNS[found[0]], spoken)
    return RANGE.sub("から", MINUS.sub("マイナス", spoken))
