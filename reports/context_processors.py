"""どの画面にも出す知らせ。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from progress.models import AnnualReview
from reports.facts import SAMPLE_TEXT

if TYPE_CHECKING:
    from django.http import HttpRequest


def sample_notice(request: HttpRequest) -> dict[str, Any]:
    """見本データがある間の知らせ。なければ空文字。画面が使うときに一度だけ尋ねる。"""
    return {"sample_notice": SimpleLazyObject(_sample_text)}


def _sample_text() -> str:
    return SAMPLE_TEXT if AnnualReview.objects.filter(is_sample=True).exists() else ""
