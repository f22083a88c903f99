"""入力の欄の名前。様式、書きかけ、預かりの画面が、同じ名前で欄を指す。

まとめの欄は項目の名（achievement など）、行の欄は「並びの名-番号-欄」（actuals-0-first など）。
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plans.choices import Absence
from progress.choices import FollowUpState, OpinionKind, Outcome, Pace, Stance

if TYPE_CHECKING:
    from collections.abc import Mapping

RECORD_BOXES = {
    "last_outcome": "前年度の改善策の結果",
    "last_outcome_note": "結果の説明",
    "achievement": "成果",
    "issues": "課題",
    "improvement": "改善策・次年度の取組",
    "self_rating": "自己評価",
    "rating_reason": "自己評価の理由",
    "source": "移行の出典",
    "correction_reason": "訂正の理由",
}
ROW_BOXES = {
    "first": "実績",
    "second": "第2値",
    "absence": "数値がないとき",
    "note": "備考",
    "pace": "進み",
    "activities": "取組内容",
}
ROW_GROUPS = {"actuals": "目標（数値）の実績", "contents": "実施内容の進み"}
CHOICE_LABELS = {
    **{f"pace:{value}": label for value, label in Pace.choices},
    **{f"last_outcome:{value}": label for value, label in Outcome.choices},
    **{f"absence:{value}": label for value, label in Absence.choices},
    **{f"kind:{value}": label for value, label in OpinionKind.choices},
    **{f"stance:{value}": label for value, label in Stance.choices},
    **{f"state:{value}": label for value, label in FollowUpState.choices},
}
ANSWER_PREFIX = "answer:"
ROW_BOX = re.compile(r"(?P<group>actuals|contents)-(?P<index>\d{1,4})-(?P<field>[a-z]+)")
HIDDEN_BOXES = frozenset({"form_version"})
MANAGEMENT_BOX = re.compile(r"(?:actuals|contents)-(?:TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS")
MAXIMUM_TEXT = 100_000


def is_box(name: str) -> bool:
    """入力の欄の名か。秘密の印（CSRF）やボタンは欄でない。"""
    return (
        name in RECORD_BOXES
        or name in HIDDEN_BOXES
        or name.startswith(ANSWER_PREFIX)
        or bool(ROW_BOX.fullmatch(name))
        or bool(MANAGEMENT_BOX.fullmatch(name))
    )


def take_boxes(posted: Mapping[str, str]) -> dict[str, str]:
    """送られたもののうち、入力の欄だけを取り出す。"""
    return {name: posted[name] for name in posted if is_box(name)}


def label_box(name: str, subjects: Mapping[str, str] | None = None) -> str:
    """欄の見出し。人に見せない欄なら空。subjects は行の名で、なければ何行目かを言う。"""
    if name.startswith(ANSWER_PREFIX):
        return "注意への説明"
    row = ROW_BOX.fullmatch(name)
    if row is None:
        return RECORD_BOXES.get(name, "")
    label = ROW_BOXES.get(row["field"], "")
    if not label:
        return ""
    group, index = row["group"], int(row["index"])
    subject = (subjects or {}).get(f"{group}-{index}") or f"{ROW_GROUPS[group]} {index + 1}行目"
    return f"{subject}　{label}"


def word_box(name: str, text: str) -> str:
    """欄の中身を人の言葉にする。選択肢は記号でなく表記で示す。"""
    return CHOICE_LABELS.get(f"{name.rpartition('-')[2]}:{text}", text)
