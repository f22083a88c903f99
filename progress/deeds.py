"""ボタンで行う動詞。送られた理由と指摘を確かめ、workflow.perform に渡す。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django import forms

from progress.forms import PlainTextField
from progress.models import Actual, ContentProgress
from progress.workflow import MAX_REASON, TRANSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from progress.models import ProgressRecord

# 下書き・提出・訂正は記入の画面が受けるので、ここでは受けない。
BUTTON_VERBS = ("withdraw", "approve", "send_back", "finalize", "reopen")
DONE_MESSAGES = {
    "withdraw": "提出を取り下げました。下書きとして直せます。",
    "approve": "確認しました。",
    "send_back": "差し戻しました。",
    "finalize": "確定しました。",
    "reopen": "確定を解除しました。",
}
TEXT_REMARKS = {
    "achievement": "成果",
    "issues": "課題",
    "improvement": "改善策・次年度の取組",
    "self_rating": "自己評価",
    "rating_reason": "自己評価の理由",
    "last_outcome": "前年度の改善策の結果",
}
REMARK_PREFIX = "remark-"


PART_REMARKS = {"actual": "実績", "content": "実施内容"}


@dataclass(frozen=True, slots=True)
class RemarkField:
    """指摘できる欄。path は SendBack.field に残す名、label は画面での呼び名。

    path は文の欄ならその名（achievement など）、実績は actual-指標の番号（pk）、
    実施内容は content-実施内容の番号（pk）。
    """

    path: str
    label: str
    text: str = ""

    @property
    def name(self) -> str:
        """送る欄の名。"""
        return REMARK_PREFIX + self.path


def actual_path(indicator_id: int) -> str:
    """実績の欄の、SendBack.field での名。"""
    return f"actual-{indicator_id}"


def content_path(content_id: int) -> str:
    """実施内容の欄の、SendBack.field での名。"""
    return f"content-{content_id}"


def remark_label(path: str) -> str:
    """指摘の欄の呼び名。全体への指摘（空）なら空。"""
    return TEXT_REMARKS.get(path) or PART_REMARKS.get(path.split("-")[0], "")


def remark_fields(
    actuals: Iterable[Actual], contents: Iterable[ContentProgress]
) -> list[RemarkField]:
    """報告の、指摘できる欄の全部。指標と実施内容は先に読んであること。"""
    return [
        *(
            RemarkField(actual_path(row.indicator_id), f"実績：{row.indicator.name}")
            for row in actuals
        ),
        *(
            RemarkField(
                content_path(row.content_id), f"実施内容{row.content.key}：{row.content.title}"
            )
            for row in contents
        ),
        *(RemarkField(name, label) for name, label in TEXT_REMARKS.items()),
    ]


def load_remark_fields(record: ProgressRecord) -> list[RemarkField]:
    """報告の、指摘できる欄を読む。問い合わせは二つ。"""
    return remark_fields(
        Actual.objects.filter(record=record)
        .select_related("indicator")
        .order_by("indicator__number"),
        ContentProgress.objects.filter(record=record)
        .select_related("content__item")
        .order_by("content__order"),
    )


@dataclass(slots=True)
class Deed:
    """送られた動詞。errors は読めなかったわけ（あれば行わない）。"""

    verb: str
    version: int
    reason: str = ""
    fields: list[RemarkField] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """動詞の名。"""
        return TRANSITIONS[self.verb].label

    @property
    def needs_reason(self) -> bool:
        """理由が要るか。"""
        return TRANSITIONS[self.verb].needs_reason

    @property
    def remarks(self) -> dict[str, str]:
        """欄ごとの指摘。書かれたものだけ。"""
        return {one.path: one.text for one in self.fields if one.text.strip()}


def read_deed(verb: str, posted: QueryDict, fields: Iterable[RemarkField]) -> Deed:
    """送られた動詞を読む。知らない欄への指摘は受け取らない。"""
    deed = Deed(verb, read_version(posted.get("version", "")))
    deed.reason = _read_text(deed, "理由", posted.get("reason", ""))
    if verb == "send_back":
        deed.fields = [
            RemarkField(one.path, one.label, _read_text(deed, one.label, posted.get(one.name, "")))
            for one in fields
        ]
    return deed


def _read_text(deed: Deed, label: str, text: str) -> str:
    try:
        return str(PlainTextField(max_length=MAX_REASON).clean(text))
    except forms.ValidationError as error:
        deed.errors.append(f"{label}：{error.messages[0]}")
        return without_hidden_letters(text)


def without_hidden_letters(text: str) -> str:
    """断った文を、直して送り直せるように残す。見えない文字だけを除く。"""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def read_version(text: str) -> int:
    """送られた版。読めなければ、どの版とも合わない 0。"""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
