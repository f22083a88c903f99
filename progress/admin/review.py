"""年度の進行管理。用意し、期限を決め、受付を始める。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from plans.admin_site import RuledModelAdmin, Rules, actor_of, site
from plans.fiscal_year import wareki_label
from progress.admin.plan_scope import RunningPlanScope
from progress.deeds import read_version
from progress.forms import PlainTextField
from progress.inquiry import write_inquiry
from progress.kept_forms import kept_form_of
from progress.kept_text import show_again
from progress.models import AnnualReview
from progress.opening import default_scale, open_review
from progress.permissions import can_manage_reviews, can_open_review, can_view_reviews
from progress.review_form import AnnualReviewForm
from progress.review_overview import load_overview
from progress.review_workflow import (
    BUTTON_MOVES,
    REVIEW_TRANSITIONS,
    allowed_review_verbs,
    move_review,
)
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
    list_display = ("__str__", "plan", "state", "department_due_on", "head_due_on", "kind")
    list_filter = (RunningPlanScope, "state")
    list_select_related = ("plan",)
    ordering = ("plan__first_year", "-fiscal_year")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """計画と年度と尺度、移行入力かどうかは、用意した後は変えない。"""
        return ("plan", "year", "scale", "kind") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """欄の並び。用意した後は、変わらないものを先に、言葉で示す。"""
        fields = list(super().get_fields(request, obj))
        if obj is None:
            return fields
        fixed = self.get_readonly_fields(request, obj)
        moved = {*fixed, "is_migration", "fiscal_year"}
        return [*fixed, *(name for name in fields if name not in moved)]

    @admin.display(description="対象年度")
    def year(self, review: AnnualReview) -> str:
        """対象年度。"""
        return wareki_label(review.fiscal_year)

    @admin.display(description="種類")
    def kind(self, review: AnnualReview) -> str:
        """年度の種類。"""
        names = ["移行入力"] if review.is_migration else ["通常の入力"]
        return "、".join([*names, "見本データ"] if review.is_sample else names)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """尺度は標準のものを先に選んでおく。"""
        return {"scale": default_scale().pk, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """見本の人が用意した年度は、見本の年度になる。"""
        if not change:
            obj.is_sample = actor_of(request).is_sample
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[Any]:
        """受付開始と、段階を動かす道を足す。"""
        opening = path(
            "<int:review_id>/open/", self.admin_site.admin_view(self.open_view), name="open_review"
        )
        moves = [
            path(
                f"<int:review_id>/{verb}/",
                self.admin_site.admin_view(self.move_view),
                {"verb": verb},
                name=f"{verb}_review",
            )
            for verb in BUTTON_MOVES
        ]
        return [opening, *moves, *super().get_urls()]

    def open_view(self, request: HttpRequest, review_id: int) -> HttpResponse:
        """受付を始める。足りない報告だけを作るので、何度押しても害はない。"""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        review = self._find(request, review_id)
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
        return _back_to(review)

    def move_view(self, request: HttpRequest, review_id: int, verb: str) -> HttpResponse:
        """審議を始める、受付中に戻す、公表の訂正を始める。"""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        review = self._find(request, review_id)
        try:
            move_review(
                review.pk,
                verb,
                actor=actor_of(request),
                user=request.user,  # type: ignore[arg-type]
                reason=str(PlainTextField().clean(request.POST.get("reason", ""))),
                seen_outstanding=read_version(request.POST.get("seen_outstanding", "")),
            )
        except ValidationError as error:
            return _give_back(request, review, error.messages[0])
        except WorkflowError as error:
            return _give_back(request, review, str(error))
        messages.success(request, f"{review}を{REVIEW_TRANSITIONS[verb].done}")
        return _back_to(review)

    def _find(self, request: HttpRequest, review_id: int) -> AnnualReview:
        """見える年度を返す。見えなければ Http404、直せなければ PermissionDenied。"""
        review: AnnualReview | None = self.get_queryset(request).filter(pk=review_id).first()
        if review is None:
            raise Http404
        if not self.has_change_permission(request, review):
            raise PermissionDenied
        return review

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """いま動かせる段階、年度のありさま、照会文を画面に渡す。"""
        review = kwargs.get("obj")
        if review is not None:
            actor = actor_of(request)
            overview = load_overview(review, actor.on)
            context |= {
                "may_open": can_open_review(actor, review),
                "review_verbs": allowed_review_verbs(actor, review),
                "overview": overview,
                "inquiry": write_inquiry(overview, request.build_absolute_uri(reverse("my")))
                if can_manage_reviews(actor)
                else None,
            }
        return super().render_change_form(request, context, *args, **kwargs)


def _give_back(request: HttpRequest, review: AnnualReview, error: str) -> HttpResponse:
    """断られたわけを伝える。理由が打たれていれば、預かりの画面で返す。"""
    if kept_form_of(request):
        return show_again(request, error)
    messages.error(request, error)
    return _back_to(review)


def _back_to(review: AnnualReview) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:progress_annualreview_change", args=(review.pk,)))
