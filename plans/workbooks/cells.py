"""表の一ます: 入れてよい値と、そのまま入れられない文字の扱い。"""

import re
from datetime import date
from decimal import Decimal

CellValue = str | int | Decimal | date | None

# Excel の一ますに入る字数の上限（ECMA-376 ではなく Excel の仕様）。
MAX_TEXT_LENGTH = 32_767
CUT_MARK = "…（長いため以下省略）"
# 置き換えたことが目に見えるよう、活字のない所に置く「げた」を使う。
REPLACEMENT = "〓"

# XML 1.0 に書けない文字。タブと改行は書ける。
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# ほとんどの文字は何も直さなくてよいので、直すかどうかを一度で見分ける。
_NEEDS_CARE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|\r")


def clean_text(text: str) -> str:
    """文字をますに入れられる形にする: 改行を LF にそろえ、書けない制御文字を「〓」にする。

    ほかの文字は変えない。32,767 字を超えるときは、末尾に省略の印を付けて切る。
    """
    if len(text) <= MAX_TEXT_LENGTH and not _NEEDS_CARE.search(text):
        return text
    cleaned = _UNWRITABLE.sub(REPLACEMENT, _LINE_ENDS.sub("\n", text))
    if len(cleaned) <= MAX_TEXT_LENGTH:
        return cleaned
    return cleaned[: MAX_TEXT_LENGTH - len(CUT_MARK)] + CUT_MARK
