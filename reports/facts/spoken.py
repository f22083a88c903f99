"""数と記号の読み。画面を見ない人にも同じことが伝わるように、印でなく言葉にする。"""

from __future__ import annotations

import re

# 値や評語の全体が一つの記号のときの読み。
SIGNS = {
    "－": "該当なし",
    "…": "未確定",
    "◎": "二重まる",
    "○": "まる",
    "〇": "まる",
    "△": "さんかく",
    "×": "ばつ",
}
_MINUS = re.compile(r"△(?=[0-9])")
_RANGE = re.compile(r"(?<=[0-9])[～〜](?=[0-9])")
_MARK = re.compile(r"[（(][*＊※][0-9０-９]*[）)]")
_SECOND = re.compile(r"[（(]([^（）()]*)[）)]")
IN_PARENTHESES = "かっこ内"


def speak_figure(text: str, second: str = IN_PARENTHESES) -> str:
    """値や評語の読み。「－」は該当なし、「△5」はマイナス5、「66人（31人）」は66人、かっこ内は31人。

    second は、かっこの中の値の呼び名。注の印（＊1）は読まない。数や記号でない文は、そのまま返す。
    """
    stripped = text.strip()
    if stripped in SIGNS:
        return SIGNS[stripped]
    if not re.search(r"[0-9０-９]", stripped):
        return stripped
    spoken = _RANGE.sub("から", _MINUS.sub("マイナス", _MARK.sub("", stripped)))
    return _SECOND.sub(lambda found: f"、{second}は{found[1]}", spoken)
