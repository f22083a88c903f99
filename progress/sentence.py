"""紹介の一文を直す。状態は変えず、書いた人を変更履歴に残す。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from plans.signing import sign_change
from progress.permissions import can_word, case_of
from progress.workflow import NotAllowedError, lock_record

if TYPE_CHECKING:
    from plans.actors import Actor
    from plans.models import User
    from progress.models import ProgressRecord

SENTENCE_REASON = "紹介の一文の修正"
NOT_NOW_MESSAGE = (
    "紹介の一文は、提出された後、公表するまでの間に、総務課が直せます。いまは直せません。"
)


@transaction.atomic
def save_sentence(
    record_id: int, text: str, *, actor: Actor, user: User, version: int
) -> ProgressRecord:
    """紹介の一文を text（200字以内、空なら規則の文に戻す）にし、変えた報告を返す。

    version は画面を開いたときの版。同じ文なら何も変えない。許されなければ NotAllowedError、
    先に変わっていれば ChangedMeanwhileError。
    """
    record = lock_record(record_id, version)
    if not can_word(actor, case_of(record)):
        raise NotAllowedError(NOT_NOW_MESSAGE)
    if record.sentence != text:
        record.sentence = text
        record.version += 1
        sign_change(record, user, SENTENCE_REASON)
        record.save()
    return record
