"""紹介の一文を直す画面。規則で作った文と並べて、総務課が書く。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from plans.admin_site import actor_of
from plans.fiscal_year import wareki_label
from progress.deeds import read_version
from progress.forms import PlainTextField
from progress.permissions import can_word, case_of
from progress.sentence import NOT_NOW_MESSAGE, save_sentence
from progress.views import user_of
from progress.workflow import ChangedMeanwhileError, NotAllowedError
from reports.choosing import Choice, choose
from reports.facts import Section, year_facts
from reports.facts.sentences import LONGEST_SENTENCE
from reports.item_page import find_record

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from progress.models import ProgressRecord

CHANGED_MESSAGE = (
    "開いた後に、ほかの人がこの報告を変えました。あなたの文は下に残っています。"
    "いまの文と比べてから、もう一度保存してください。"
)


class SentenceForm(forms.Form):
    """一文の様式。"""

    sentence = PlainTextField(
        label="紹介の一文",
        rows=4,
        max_length=LONGEST_SENTENCE,
        help_text=f"{LONGEST_SENTENCE}字以内。空欄にすると、規則で作った文に戻ります。",
    )

    def clean_sentence(self) -> str:
        """改行のない一つの文。"""
        return "".join(str(self.cleaned_data["sentence"]).split("\n")).strip()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sentence_page(request: HttpRequest, number: int) -> HttpResponse:
    """項目 number の、選んだ年度の紹介の一文を直す。総務課だけ。"""
    actor = actor_of(request)
    choice = choose(actor, request.GET)
    if not actor.is_secretariat:
        raise PermissionDenied
    record = find_record(actor, choice, number)
    if record is None:
        raise Http404("この年度の報告はありません。")
    if request.method == "POST":
        return _save(request, choice, record)
    form = SentenceForm(initial={"sentence": record.sentence})
    return _show(request, choice, record, form)


def _save(request: HttpRequest, choice: Choice, record: ProgressRecord) -> HttpResponse:
    form = SentenceForm(request.POST)
    if not form.is_valid():
        return _show(request, choice, record, form, status=400)
    try:
        save_sentence(
            record.pk,
            form.cleaned_data["sentence"],
            actor=actor_of(request),
            user=user_of(request),
            version=read_version(request.POST.get("form_version", "")),
        )
    except NotAllowedError as error:
        return _show(request, choice, record, form, status=403, refusal=str(error))
    except ChangedMeanwhileError:
        return _show(request, choice, record, form, status=409, refusal=CHANGED_MESSAGE)
    messages.success(request, f"「{record.item}」の紹介の一文を保存しました。")
    query = f"plan={choice.plan.pk}&year={choice.fiscal_year}"
    return HttpResponseRedirect(f"{reverse('item', args=(record.item.number,))}?{query}")


def _show(
    request: HttpRequest,
    choice: Choice,
    record: ProgressRecord,
    form: SentenceForm,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    may_word = can_word(actor_of(request), case_of(record))
    context: dict[str, Any] = {
        "form": form,
        "record": record,
        "item": _item_facts(choice, record),
        "year_label": wareki_label(choice.fiscal_year),
        "query": f"plan={choice.plan.pk}&year={choice.fiscal_year}",
        "may_word": may_word,
        "refusal": refusal or ("" if may_word else NOT_NOW_MESSAGE),
    }
    return render(request, "reports/sentence.html", context, status=status)


def _item_facts(choice: Choice, record: ProgressRecord) -> dict[str, Any]:
    facts = year_facts(
        choice.plan,
        choice.fiscal_year,
        include_drafts=True,
        sections={Section.CONTENTS},
        reviews=choice.reviews,
    )
    found: dict[str, Any] = next(
        item for item in facts["items"] if item["number"] == record.item.number
    )
    return found
