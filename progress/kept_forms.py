"""打った文を預かる様式の表。道の名ごとに、どの欄を預かり、どんな見出しと、送り直すボタンで示すか。

文を打つ画面を足すときは、この表に一行を足す。
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse

from progress.boxes import is_box, label_box
from progress.deeds import REMARK_PREFIX, remark_label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, QueryDict

RECORD_PAGE = "admin:progress_progressrecord_change"
REVIEW_PAGE = "admin:progress_annualreview_change"
SEND_AGAIN = {"": "この内容でもう一度送る"}
SECRETS = frozenset({"csrfmiddlewaretoken"})
COMMON_BOX = re.compile(r"theme-\d+-(?P<field>pace|activities)")
COMMON_LABELS = {"pace": "事業共通の進み", "activities": "事業共通の取組内容"}
EVIDENCE_BOX = re.compile(r"actual-\d+-(?P<field>title|link)")
EVIDENCE_LABELS = {"title": "資料名", "link": "リンク"}
HALF_YEAR_BOX = re.compile(r"(?:content|theme)-[\d-]+-(?P<field>pace|remark|reason|recovery)")
HALF_YEAR_LABELS = {
    "pace": "進み",
    "remark": "一言",
    "reason": "遅れの理由",
    "recovery": "取り戻す手立て",
}
OPINION_PAGE, DELIBERATION_PAGE = "opinion", "deliberation_record"
# 番号だけを送る欄（項目、会議、課、評語）は、見せずに持ち回る。
OPINION_LABELS = {
    "text": "文",
    "stance": "対応方針",
    "due_on": "対応の期限",
    "on": "日付",
    "state": "対応状況",
    "reason": "理由",
}
TAKEN_BOX = re.compile(r"rows-\d+-(?P<field>text)")
SUMMARY_BOX = re.compile(r"(?P<field>whole|goal|policy)-\d+")
SUMMARY_LABELS = {
    "whole": "全体の総括",
    "goal": "基本目標の総括",
    "policy": "基本方針の総括",
}


REVISION_HEAD_LABELS = {"name": "名称", "decided_on": "決定日", "reason": "理由"}
REVISION_BOX = re.compile(
    r"(?P<field>target|title)-[\d-]+|new-(?P<new>indicator|content)-\d+-\d+-(?:name|title|\d+)"
)
REVISION_LABELS = {
    "target": "目標値",
    "title": "実施内容",
    "indicator": "加える指標",
    "content": "加える実施内容",
}
NEXT_PLAN_LABELS = {
    "name": "計画名",
    "short_name": "略称",
    "goals": "基本目標",
    "policies": "基本方針",
}
NEXT_ITEM_BOX = re.compile(r"item-(?P<place>\d+)-(?P<field>number|title|sources)")
NEXT_ITEM_LABELS = {"number": "番号", "title": "実施項目", "sources": "引き継ぐ項目"}


def _label_revision(name: str) -> str:
    found = REVISION_BOX.fullmatch(name)
    return REVISION_LABELS[found["field"] or found["new"]] if found else ""


def _label_next_plan(name: str) -> str:
    found = NEXT_ITEM_BOX.fullmatch(name)
    if found is None:
        return NEXT_PLAN_LABELS.get(name, "")
    return f"{int(found['place']) + 1}行目の{NEXT_ITEM_LABELS[found['field']]}"


def _label_opinion(name: str) -> str:
    return OPINION_LABELS.get(name, "")


def _label_field(pattern: re.Pattern[str], labels: Mapping[str, str]) -> Callable[[str], str]:
    def label(name: str) -> str:
        found = pattern.fullmatch(name)
        return labels[found["field"]] if found else ""

    return label


def _label_deed(name: str) -> str:
    if name == "reason":
        return "理由"
    path = name.removeprefix(REMARK_PREFIX)
    return "" if path == name else f"{remark_label(path) or '欄'}への指摘"


@dataclass(frozen=True, slots=True)
class KeptForm:
    """預かる様式。

    label は欄の名から見出し（人に見せない欄なら空）、keeps は預かる欄の名か、
    buttons は送り直すボタンの名と言葉、always は文が一つもなくても預かるか。
    page は最新の内容を見る画面の道の名（送り先を開けばよいなら空）。送り先の初めの番号で開く。
    """

    label: Callable[[str], str]
    keeps: Callable[[str], bool] = field(default=lambda name: name not in SECRETS)
    buttons: Mapping[str, str] = field(default_factory=lambda: SEND_AGAIN)
    always: bool = False
    page: str = ""

    def take(self, posted: QueryDict) -> list[tuple[str, str]]:
        """送られたもののうち、預かる欄の名と中身。同じ名の欄がいくつあっても落とさない。"""
        return [
            (name, text)
            for name in posted
            if self.keeps(name) and name not in self.buttons
            for text in posted.getlist(name)
        ]

    def page_of(self, request: HttpRequest) -> str:
        """最新の内容を見る画面の道。"""
        match = request.resolver_match
        if not self.page or match is None:
            return request.get_full_path()
        return reverse(self.page, args=list(match.kwargs.values())[:1])

    def has_words(self, posted: QueryDict) -> bool:
        """人の打った文があるか。"""
        return any(self.label(name) and text.strip() for name, text in self.take(posted))

    def buttons_of(self, posted: QueryDict) -> dict[str, str]:
        """送り直すボタン。押されたものがあればそれだけ、なければ初めの一つ。"""
        pressed = {name: label for name, label in self.buttons.items() if name in posted}
        return pressed or dict(list(self.buttons.items())[:1])


ENTRY = KeptForm(
    label=label_box,
    keeps=is_box,
    buttons={
        "_save": "この内容で下書きを保存する",
        "_submit": "この内容で提出する",
        "_correct": "この内容で訂正を保存する",
    },
    always=True,
)
KEPT_FORMS: dict[str, KeptForm] = {
    RECORD_PAGE: ENTRY,
    "common": KeptForm(_label_field(COMMON_BOX, COMMON_LABELS)),
    "half_year": KeptForm(_label_field(HALF_YEAR_BOX, HALF_YEAR_LABELS)),
    "record_deed": KeptForm(_label_deed, page=RECORD_PAGE),
    "record_part": KeptForm(
        lambda name: "課長の意見" if name == "remark" else "", page=RECORD_PAGE
    ),
    # ファイルは預かれないので、選び直してもらう。
    "record_evidence": KeptForm(_label_field(EVIDENCE_BOX, EVIDENCE_LABELS)),
    "item_sentence": KeptForm(
        lambda name: "紹介の一文" if name == "sentence" else "",
        buttons={"_word": "この紹介の一文を保存する"},
        always=True,
    ),
    "committee_opinion": KeptForm(
        _label_opinion,
        buttons={"_save": "この内容で書きかけを預ける", "_send": "この内容で意見を送る"},
        always=True,
    ),
    **{
        f"opinion_{verb}": KeptForm(_label_opinion, page=OPINION_PAGE)
        for verb in ("answer", "cancel", "change", "close", "follow_up", "reopen", "send_back")
    },
    "deliberation_improvement": KeptForm(_label_opinion, page=DELIBERATION_PAGE),
    "deliberation_rating": KeptForm(_label_opinion, page=DELIBERATION_PAGE),
    "revision_draft": KeptForm(lambda name: REVISION_HEAD_LABELS.get(name, "")),
    "revision_draft_item": KeptForm(_label_revision),
    "next_plan": KeptForm(_label_next_plan),
    "summaries": KeptForm(
        _label_field(SUMMARY_BOX, SUMMARY_LABELS),
        buttons={"_summaries": "この内容で総括を保存する"},
    ),
    "take_in": KeptForm(
        _label_field(TAKEN_BOX, {"text": "意見の要旨"}),
        buttons={"_take_in": "この内容で登録する", "_paste": "この内容を行に並べる"},
    ),
    "admin:resume_review": KeptForm(
        lambda name: "理由" if name == "reason" else "", page=REVIEW_PAGE
    ),
    "admin:amend_review": KeptForm(
        lambda name: "訂正の理由" if name == "reason" else "", page=REVIEW_PAGE
    ),
    "publication_prepare": KeptForm(
        lambda name: "訂正の説明" if name == "note" else "", page=REVIEW_PAGE
    ),
    "publication_retract": KeptForm(
        lambda name: "取下げの理由" if name == "reason" else "", page="publication_version"
    ),
}


def kept_form_of(request: HttpRequest) -> KeptForm | None:
    """要求の送られた、預かる様式。預かる画面でないか、預かる文がなければ None。"""
    match = request.resolver_match
    if request.method != "POST" or match is None:
        return None
    form = KEPT_FORMS.get(match.view_name)
    if form is None or not (form.always or form.has_words(request.POST)):
        return None
    return form
