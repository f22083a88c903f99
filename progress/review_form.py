"""年度の進行管理の様式。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from plans.fiscal_year import fiscal_year_of, wareki_label
from progress.models import AnnualReview, RatingScale


class AnnualReviewForm(forms.ModelForm):
    """年度の進行管理の様式。移行入力は、終わった年度を用意するときにだけ選べる。"""

    class Meta:
        model = AnnualReview
        fields = (
            "plan",
            "fiscal_year",
            "scale",
            "is_migration",
            "opens_on",
            "department_due_on",
            "head_due_on",
            "secretariat_due_on",
            "committee_on",
            "has_half_year",
            "half_year_due_on",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "scale" in self.fields:
            today = timezone.localdate()
            self.fields["scale"].queryset = RatingScale.objects.in_force(today)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """移行入力が過ぎた年度のものか、上半期の確認と重なっていないかを確かめる。"""
        cleaned = super().clean() or self.cleaned_data
        is_migration = cleaned.get("is_migration", self.instance.is_migration)
        year, running = cleaned.get("fiscal_year"), fiscal_year_of(timezone.localdate())
        if is_migration and year is not None and year >= running:
            label = wareki_label(running)
            self.add_error("is_migration", f"移行入力は、{label}より前の年度だけにできます。")
        if is_migration and cleaned.get("has_half_year"):
            self.add_error("has_half_year", "移行入力の年度に、上半期の確認はありません。")
        if cleaned.get("half_year_due_on") and not cleaned.get("has_half_year"):
            self.add_error("has_half_year", "期限を決めるときは、上半期の確認も選んでください。")
        return cleaned
