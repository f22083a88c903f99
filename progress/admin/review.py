"""年度の進行管理。用意し、期限を決め、受付を始める。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from plans.admin_site import RuledModelAdmin, Rules, actor_of, site
from progress.forms import AnnualReviewForm
from progress.models import AnnualReview
from progress.opening import default_scale, open_review
from progress.permissions import can_manage_reviews, can_open_review, can_view_reviews
from progress.workflow import WorkflowError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@admin.register(AnnualReview, site=site)
class AnnualReviewAdmin(RuledModelAdmin):
    """年度の進行管理の画面。"""

    rules = Rules(
        view=lambda actor, review: can_view_reviews(actor),
        add=lambda actor, review: can_manage_reviews(actor),
        change=lambda actor, review: can_manage_reviews(actor),
    )
    form = AnnualReviewForm
    list_display = ("__str__", "plan", "state", "department_due_on", "head_due_on", "is_sample")
    list_filter = ("state", "plan")
    list_select_related = ("plan",)
    ordering = ("plan__first_year", "-fiscal_year")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """計画と年度と尺度は、用意した後は変えない。"""
        return ("plan", "fiscal_year", "scale") if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """尺度は標準のものを先に選んでおく。"""
        return {"scale": default_scale().pk, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """見本の人が用意した年度は、見本の年度になる。"""
        if not change:
            obj.is_sample = actor_of(request).is_sample
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[Any]:
        """受付開始の道を足す。"""
        opening = path(
            "<int:review_id>/open/", self.admin_site.admin_view(self.open_view), name="open_review"
        )
        return [opening, *super().get_urls()]

    def open_view(self, request: HttpRequest, review_id: int) -> HttpResponse:
        """受付を始める。足りない報告だけを作るので、何度押しても害はない。"""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        review = self.get_queryset(request).filter(pk=review_id).first()
        if review is None:
            raise Http404
        if not self.has_change_permission(request, review):
            raise PermissionDenied
        try:
            created = open_review(
                review.pk,
                actor=actor_of(request),
                user=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            messages.success(request, f"{review}の受付を始めました（報告 {created}件を作成）。")
        except WorkflowError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(
            reverse("admin:progress_annualreview_change", args=(review.pk,))
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """受付開始のボタンを出すかを画面に渡す。"""
        review = kwargs.get("obj")
        context["may_open"] = review is not None and can_open_review(actor_of(request), review)
        return super().render_change_form(request, context, *args, **kwargs)
