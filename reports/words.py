"""読み上げの語。紙と画面の記号や表記を、耳で聞いて分かる言葉にする。"""

from __future__ import annotations

import re

SIGNS = {
    "－": "該当なし",
    "…": "未確定",
    "◎": "二重まる",
    "○": "まる",
    "△": "さんかく",
    "×": "ばつ",
}
MINUS = re.compile(r"[△▲](?=[0-9０-９])")
# 注の印（*１ など）は、もう一つの数ではない。
SECOND = re.compile(r"[（(](?![*＊※])([^（）()]*[0-9０-９][^（）()]*)[）)]")
RANGE = re.compile(r"(?<=[0-9０-９人回件％])[～〜](?=[年0-9０-９])")


def spoken_text(text: str, second_label: str = "") -> str:
    """読み上げの語を返す: 「66人（31人）」は「66人、<語>は31人」、「△5」は「マイナス5」。

    second_label はかっこの中の数の意味（「活動中の会員」など。なければ「かっこ内」）。
    記号だけの値は SIGNS の語に替える。替えるところがなければ text のまま返す。
    """
    stripped = text.strip()
    if stripped in SIGNS:
        return SIGNS[stripped]
    name = second_label or "かっこ内"
    spoken = SECOND.sub(lambda found: f"、{name}は{found[1]}", stripped)
    return RANGE.sub("から", MINUS.sub("マイナス", spoken))
