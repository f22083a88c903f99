"""入力の様式の行。指標の実績と、実施内容の進み。"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from plans.admin_site import RuledInline, Rules
from progress.deeds import actual_path, content_path
from progress.drafts import boxes_of_row
from progress.entry_desk import may_enter
from progress.models import Actual, ContentProgress, ProgressRecord
from progress.permissions import can_list_records, can_view_record, case_of
from progress.row_forms import ActualRowForm, ContentRowForm, RowFormSet

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from plans.actors import Actor
    from progress.entry_desk import EntryDesk


def may_view(actor: Actor, record: ProgressRecord | None) -> bool:
    """一覧か、この報告を見られるか。"""
    return can_list_records(actor) if record is None else can_view_record(actor, case_of(record))


ENTRY_RULES = Rules(view=may_view, change=may_enter)


class EntryRows(RuledInline):
    """報告の行。開設のときに作られ、机が読み込んだ行だけを相手にする。"""

    rules = ENTRY_RULES
    formset = RowFormSet
    can_delete = False
    max_num = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """行は報告からたどるので、見える範囲は報告が決める。"""
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows


class ActualRows(EntryRows):
    """指標の実績の行。"""

    model = Actual
    form = ActualRowForm
    fields = ("first", "second", "absence", "note")

    def first(self, row: Actual) -> str:
        """見るだけの画面での実績。"""
        return str(row)

    def second(self, row: Actual) -> str:
        """見るだけの画面での第2値（実績の欄に含めて示す）。"""
        return ""


class ContentRows(EntryRows):
    """実施内容の進捗の行。"""

    model = ContentProgress
    form = ContentRowForm
    fields = ("pace", "activities")


def annotate_row(form: Any, desk: EntryDesk) -> None:
    """行の様式に、目標・段階・前年度の記入・差戻しの指摘を添え、書きかけがあれば戻す。"""
    row = form.instance
    if row.pk is None:
        return
    if isinstance(row, Actual):
        subject, group = _annotate_actual(form, row, desk), "actuals"
    else:
        subject, group = _annotate_content(form, row, desk), "contents"
    form.initial |= boxes_of_row(desk.boxes, group, row.pk)
    for bound in form.visible_fields():
        bound.field.widget.attrs["aria-label"] = f"{subject} {bound.label}"


def _annotate_actual(form: Any, row: Actual, desk: EntryDesk) -> str:
    form.target_text = desk.sheet.target_text(row.indicator)
    form.baseline_text = desk.sheet.baseline_text(row.indicator)
    form.last_text = desk.sheet.last_actual_text(row.indicator)
    form.remarks = partial(desk.remarks_at, actual_path(row.indicator_id))
    return row.indicator.name


def _annotate_content(form: Any, row: ContentProgress, desk: EntryDesk) -> str:
    # 見せるだけのものは、画面が描かれるときに初めて読む。保存では読まない。
    form.phase_text = partial(desk.sheet.phase_text, row.content)
    form.last_progress = desk.sheet.last_progress_of(row.content)
    form.half_year = partial(desk.half_year_of, row.content_id)
    form.remarks = partial(desk.remarks_at, content_path(row.content_id))
    if "pace" in form.fields and isinstance(form, ContentRowForm):
        form.offer_paces(is_event=row.is_event)  # type: ignore[attr-defined]
    return row.content.title
