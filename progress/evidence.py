"""根拠資料。実績に、リンクかファイルを添える。公開はせず、報告を見られる人にだけ渡す。"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from plans.signing import sign_change
from progress.file_kinds import KINDS, KINDS_BY_TYPE, FileKind, FileKindError, detect_kind
from progress.models import Actual, Evidence, ProgressRecord
from progress.permissions import can_change_evidence, case_of
from progress.workflow import NotAllowedError

if TYPE_CHECKING:
    import datetime as dt

    from plans.actors import Actor
    from plans.models import User

TITLE_LENGTH = 100
MAXIMUM_ROWS = 20
ADDED_REASON = "根拠資料の登録"
REMOVED_REASON = "根拠資料の取外し"
NOT_ALLOWED = "この報告の根拠資料は、いま変えられません。"
TOO_MANY = f"一つの実績の根拠資料は{MAXIMUM_ROWS}件までです。"
# 文字の向きを変えるなどの、目に見えない文字。資料名を偽るのに使える。
INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
UNSAFE_IN_NAMES = re.compile(r'[\\/:*?"<>|]')


def clean_title(text: str) -> str:
    """資料名。道筋と見えない文字を除き、100字までに切る。"""
    name = PurePath(text.replace("\\", "/")).name
    shown = "".join(letter for letter in name if unicodedata.category(letter) not in INVISIBLE)
    return shown.strip()[:TITLE_LENGTH]


def download_name(evidence: Evidence) -> str:
    """受け取るときのファイル名。資料名に、中身から決めた拡張子を付ける。"""
    name = UNSAFE_IN_NAMES.sub("＿", evidence.title).strip(" .") or "根拠資料"
    extension = KINDS_BY_TYPE[evidence.content_type].extension
    return name if name.lower().endswith(extension) else f"{name}{extension}"


def kind_label(evidence: Evidence) -> str:
    """画面に添える種類の名。リンクなら「リンク」。"""
    kind = KINDS_BY_TYPE.get(evidence.content_type)
    return kind.label if kind else "リンク"


class EvidenceForm(forms.Form):
    """根拠資料の様式。リンクかファイルの、どちらか一つを受け取る。"""

    title = forms.CharField(
        label="資料名",
        required=False,
        max_length=TITLE_LENGTH,
        help_text="空欄なら、ファイルの名かリンクをそのまま使います。",
    )
    link = forms.URLField(
        label="リンク",
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="ウェブページの住所。",
    )
    file = forms.FileField(
        label="ファイル",
        required=False,
        max_length=255,
        help_text="PDF、画像（PNG・JPEG）、Excel。10MBまで。",
        widget=forms.FileInput(attrs={"accept": ",".join(kind.extension for kind in KINDS)}),
    )
    kind: FileKind | None = None

    def clean_file(self) -> Any:
        """中身から種類を決める。"""
        file = self.cleaned_data.get("file")
        if file:
            try:
                self.kind = detect_kind(file, file.size)
            except FileKindError as error:
                raise ValidationError(str(error)) from error
        return file

    def clean(self) -> dict[str, Any]:
        """リンクかファイルの一つだけかを確かめ、資料名を決める。"""
        cleaned = super().clean() or self.cleaned_data
        link, file = cleaned.get("link"), cleaned.get("file")
        if not self.errors and bool(link) == bool(file):
            self.add_error("link", "リンクかファイルの、どちらか一つを入れてください。")
        named = cleaned.get("title") or (file.name if file else link) or ""
        cleaned["title"] = clean_title(named) if file else named[:TITLE_LENGTH]
        return cleaned


@transaction.atomic
def add_evidence(
    actual: Actual, form: EvidenceForm, *, actor: Actor, user: User, at: dt.datetime
) -> Evidence:
    """確かめ終えた様式 form の根拠資料を登録し、返す。at は時刻（タイムゾーンつき）。

    報告に書けない人か、書けない状態か、登録が多すぎれば NotAllowedError。何も残らない。
    """
    _hold_record(actual.record_id, actor)
    if Evidence.objects.filter(actual=actual).count() >= MAXIMUM_ROWS:
        raise NotAllowedError(TOO_MANY)
    evidence = Evidence(
        actual=actual,
        title=form.cleaned_data["title"],
        link=form.cleaned_data["link"],
        file=form.cleaned_data["file"],
        content_type=form.kind.content_type if form.kind else "",
        added_by=user,
        added_at=at,
    )
    sign_change(evidence, user, ADDED_REASON)
    evidence.save()
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, actor: Actor, user: User) -> None:
    """根拠資料を外す。だれがいつ外したかは履歴に残り、ファイルそのものは消える。

    報告に書けない人か、書けない状態なら NotAllowedError。何も変わらない。
    """
    _hold_record(evidence.actual.record_id, actor)
    file = evidence.file
    sign_change(evidence, user, REMOVED_REASON)
    evidence.delete()
    if file:
        transaction.on_commit(lambda: file.storage.delete(file.name))


def _hold_record(record_id: int, actor: Actor) -> None:
    """報告の行を押さえ、書けることを確かめる。提出と重なっても、提出の後には足されない。"""
    record: ProgressRecord = (
        ProgressRecord.objects.select_for_update(of=("self",))
        .select_related("review", "item")
        .prefetch_related("item__item_departments")
        .get(pk=record_id)
    )
    if not can_change_evidence(actor, case_of(record)):
        raise NotAllowedError(NOT_ALLOWED)
