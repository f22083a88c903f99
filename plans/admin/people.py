"""利用者と課。権限の表は使わず、所属と日付だけで、できることが決まる。"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm, UsernameField
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.timezone import localdate

from plans.admin.base import PlainChoicesMixin
from plans.admin.lists import ListExportMixin, ListImportMixin
from plans.admin_site import RuledInline, RuledModelAdmin, Rules, actor_of, deny, site, yes_or_no
from plans.fiscal_year import format_date
from plans.models import Department, Membership, User
from plans.permissions import can_appoint_administrators, can_edit_person, can_manage_people
from plans.resources import DepartmentResource, PersonResource
from plans.start_link import issue_start_path

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from plans.actors import Actor


def may_manage(actor: Actor, row: object) -> bool:
    """利用者・所属・課を扱える人か。"""
    return can_manage_people(actor)


def may_edit_person(actor: Actor, person: User | None) -> bool:
    """この利用者（一覧では None）を直せるか。"""
    return can_manage_people(actor) if person is None else can_edit_person(actor, person)


class MembershipRows(PlainChoicesMixin, RuledInline):
    """所属の行。離れた所属は消さずに離任日を入れる。"""

    model = Membership
    fk_name = "user"
    rules = Rules(
        view=may_manage, add=may_edit_person, change=may_edit_person, delete=may_edit_person
    )
    fields = ("department", "role", "starts_on", "ends_on")


class PersonCreationForm(UserCreationForm):
    """利用者を足す様式。パスワードは空のままでもよく、開始用のリンクから本人が決める。"""

    class Meta:
        model = User
        fields = ("username", "last_name", "first_name", "email")
        labels = {"username": "利用者名"}  # noqa: RUF012
        field_classes = {"username": UsernameField}  # noqa: RUF012 Django の様式の決まり

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].required = False

    def validate_passwords(self, *args: Any, **kwargs: Any) -> None:
        """片方だけ入っているときも、一致しないと知らせる。"""
        first, second = (self.cleaned_data.get(name) for name in ("password1", "password2"))
        if bool(first) != bool(second):
            self.add_error("password2", self.error_messages["password_mismatch"])
        super().validate_passwords(*args, **kwargs)  # type: ignore[misc]

    def set_password_and_save(
        self, user: Any, *args: Any, commit: bool = True, **kwargs: Any
    ) -> Any:
        """空のままなら、どのパスワードでも入れない利用者にする。"""
        if self.cleaned_data.get("password1"):
            return super().set_password_and_save(  # type: ignore[misc]
                user, *args, commit=commit, **kwargs
            )
        user.set_unusable_password()
        if commit:
            user.save()
        return user


@admin.register(User, site=site)
class PersonAdmin(ListExportMixin, PlainChoicesMixin, RuledModelAdmin, UserAdmin):
    """利用者の画面。利用者は消さず、使えなくする。"""

    resource_classes = (PersonResource,)
    rules = Rules(view=may_manage, add=may_manage, change=may_edit_person, delete=deny)
    inlines = (MembershipRows,)
    add_form = PersonCreationForm
    add_form_template = "plans/admin/person_add_form.html"
    change_form_template = "plans/admin/person_change_form.html"
    list_display = (
        "login_name",
        "full_name",
        "current_posts",
        yes_or_no("is_active", "有効"),
        "administers",
    )
    list_filter = ("is_active",)
    search_fields = ("username", "last_name", "first_name", "email")
    search_help_text = "利用者名、氏名、メールアドレスから探します。"
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined", "administers")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("氏名と連絡先", {"fields": ("last_name", "first_name", "email")}),
        ("利用", {"fields": ("is_active", "administers", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "last_name",
                    "first_name",
                    "email",
                    "password1",
                    "password2",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """利用者は、人を扱える人にだけ見える。"""
        if not can_manage_people(actor_of(request)):
            return User.objects.none()
        posts = "memberships__department"
        return User.objects.prefetch_related(posts).order_by(*self.ordering)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """管理者には、管理者かどうかを直す欄を出す。"""
        if obj is None or not can_appoint_administrators(actor_of(request)):
            return super().get_fieldsets(request, obj)
        switch = {"fields": ("is_active", "is_superuser", "last_login", "date_joined")}
        return (*self.fieldsets[:-1], ("利用", switch))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """欄を、この画面の言葉で名付ける。"""
        labels = {"is_superuser": "管理者", "username": "利用者名"}
        helps = {
            "is_superuser": "利用者と課だけを扱えます。計画や報告への権限は所属で決まります。",
            "is_active": "外すと、この人はログインできなくなります。利用者は消さずに外します。",
        }
        options = {"labels": labels, "help_texts": helps, **kwargs}
        return super().get_form(request, obj, change=change, **options)

    def get_inlines(self, request: HttpRequest, obj: Any) -> tuple[Any, ...]:
        """所属は、利用者を足した後に入れる。"""
        return self.inlines if obj else ()

    @admin.display(description="利用者名", ordering="username")
    def login_name(self, person: User) -> str:
        """ログインに使う名。"""
        return person.username

    @admin.display(description="氏名", ordering="last_name")
    def full_name(self, person: User) -> str:
        """氏名。"""
        return person.get_full_name()

    @admin.display(description="所属")
    def current_posts(self, person: User) -> str:
        """離任日のない所属の並び。"""
        posts = [post for post in person.memberships.all() if post.ends_on is None]
        return "、".join(str(post) for post in posts)

    @admin.display(description="管理者", ordering="is_superuser")
    def administers(self, person: User) -> str:
        """管理者か。"""
        return "はい" if person.is_superuser else "いいえ"

    def get_urls(self) -> list[Any]:
        """セッションを終える道と、開始用のリンクを発行する道を足す。"""
        guarded = self.admin_site.admin_view
        ending, starting = guarded(self.end_sessions_view), guarded(self.start_link_view)
        return [
            path("<int:person_id>/end-sessions/", ending, name="end_sessions"),
            path("<int:person_id>/start-link/", starting, name="start_link"),
            *super().get_urls(),
        ]

    def end_sessions_view(self, request: HttpRequest, person_id: int) -> HttpResponse:
        """この人のセッションをすべて終える。世代を一つ進めるだけで、どの端末でも効く。"""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        person = self._person_to_change(request, person_id)
        User.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
        self.log_change(request, person, "セッションを終了")
        messages.success(request, f"{person}さんのセッションをすべて終了しました。")
        return HttpResponseRedirect(reverse("admin:plans_user_change", args=(person.pk,)))

    def start_link_view(self, request: HttpRequest, person_id: int) -> HttpResponse:
        """開始用のリンクを発行し、渡すための紙の形で一度だけ見せる。"""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        person = self._person_to_change(request, person_id)
        if not person.is_active:
            messages.error(request, "使えなくした利用者には、開始用のリンクを発行できません。")
            return HttpResponseRedirect(reverse("admin:plans_user_change", args=(person.pk,)))
        link = request.build_absolute_uri(issue_start_path(person))
        self.log_change(request, person, "開始用のリンクを発行")
        ends_at = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        context = {"person": person, "link": link, "ends_on": format_date(localdate(ends_at))}
        return render(request, "plans/admin/start_slip.html", context)

    def _person_to_change(self, request: HttpRequest, person_id: int) -> User:
        person = self.get_queryset(request).filter(pk=person_id).first()
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        return person


class DepartmentMemberRows(PlainChoicesMixin, RuledInline):
    """課の所属の行。ここでは見るだけで、直すのは利用者の画面。"""

    model = Membership
    rules = Rules(view=may_manage)
    fields = ("user", "role", "starts_on", "ends_on")


@admin.register(Department, site=site)
class DepartmentAdmin(ListImportMixin, PlainChoicesMixin, RuledModelAdmin):
    """担当課の画面。"""

    resource_classes = (DepartmentResource,)
    rules = Rules(view=may_manage, add=may_manage, change=may_manage, delete=may_manage)
    inlines = (DepartmentMemberRows,)
    change_form_template = "plans/admin/change_form.html"
    delete_confirmation_template = "plans/admin/delete_confirmation.html"
    list_display = (
        "name",
        "order",
        yes_or_no("is_secretariat", "進行管理の所管課"),
        "starts_on",
        "ends_on",
    )
    search_fields = ("name",)
    search_help_text = "課名から探します。"
