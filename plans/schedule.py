"""実施時期の置き方と読み方。計画書の矢印の位置は失われているため、一つの決まりで年度に置く。"""

from __future__ import annotations

import re

from plans.choices import Stage

# 計画書に現れる表記の語と、その標準の段階（docs/decisions/phase-spans.md）。
STAGE_WORDS = {
    "検討": Stage.CONSIDER,
    "調査": Stage.CONSIDER,
    "協議": Stage.CONSIDER,
    "市と協議": Stage.CONSIDER,
    "試行": Stage.TRIAL,
    "実施": Stage.CARRY_OUT,
    "ＰＲの実施": Stage.CARRY_OUT,
    "評価": Stage.EVALUATE,
    "充実": Stage.EVALUATE,
    "評価・充": Stage.EVALUATE,
    "見直し": Stage.EVALUATE,
    "見直": Stage.EVALUATE,
    "強化": Stage.EVALUATE,
    "改選": Stage.EVENT,
    "選定": Stage.EVENT,
}

# 「評価・充」は欠字で、「評価・充実」の初めの三字ではない。
_PATTERNS = {"評価・充": "評価・充(?!実)"}
_LONGEST_FIRST = sorted(STAGE_WORDS, key=len, reverse=True)
_WORD = re.compile("|".join(_PATTERNS.get(word, word) for word in _LONGEST_FIRST))


def share_years(first_year: int, last_year: int, count: int) -> list[tuple[int, int]]:
    """実施時期の年度の割り振り: 期間（西暦の年度）と矢印の数から、（開始, 終了）を並び順に返す。

    均等に分け、余りは後の矢印から一年ずつ足す（5年なら 2 本は 2+3、3 本は 1+2+2、4 本は 1+1+1+2）。
    矢印が年数より多いときは一年ずつ置き、早い年度に重ねる。数が 1 未満か、期間が逆なら ValueError。
    """
    years = last_year - first_year + 1
    if count < 1 or years < 1:
        raise ValueError("矢印の数と期間の年数は、1 以上にしてください。")
    if count > years:
        return [(first_year + order * years // count,) * 2 for order in range(count)]
    length, spare = divmod(years, count)
    lengths = [length] * (count - spare) + [length + 1] * spare
    starts = [first_year + sum(lengths[:order]) for order in range(count)]
    return [(start, start + held - 1) for start, held in zip(starts, lengths, strict=True)]


def read_stages(label: str) -> list[str]:
    """表記の段階: 「実施・検討」から実施・検討の値を、書かれた順に重ねずに返す。

    知らない語が残るときは空の並びを返す（段階は人が選ぶ）。
    """
    if _WORD.sub("", label).strip("・･"):
        return []
    return list(dict.fromkeys(STAGE_WORDS[word].value for word in _WORD.findall(label)))
