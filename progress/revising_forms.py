"""計画の見直しの頭書きの様式。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from plans.fiscal_year import wareki_label
from progress.revising import DraftHead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plans.models import RevisionDraft


class DraftHeadForm(forms.Form):
    """見直しの名称、適用開始年度、決定日、理由。決定日と理由は施行のときまでに要る。"""

    name = forms.CharField(
        label="名称", max_length=50, help_text="例：中間見直し、第1回改定", initial="中間見直し"
    )
    from_year = forms.TypedChoiceField(
        label="適用開始年度", coerce=int, help_text="まだ受付を始めていない年度から選びます。"
    )
    decided_on = forms.DateField(
        label="決定日",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="理事会などで決まった日。決まる前は空欄で保存できます。",
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="新旧対照表に載ります。",
    )

    def __init__(
        self, data: Any = None, *, draft: RevisionDraft | None, years: Sequence[int]
    ) -> None:
        initial = {}
        if draft:
            names = ("name", "from_year", "decided_on", "reason")
            initial = {name: getattr(draft, name) for name in names}
        super().__init__(data, initial=initial, label_suffix="")
        choices = [(year, wareki_label(year)) for year in years]
        self.fields["from_year"].choices = choices  # type: ignore[attr-defined]

    @property
    def head(self) -> DraftHead:
        """確かめた頭書き。"""
        return DraftHead(**self.cleaned_data)
