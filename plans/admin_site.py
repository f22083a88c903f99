"""管理画面の土台。すべての ModelAdmin とインラインはここから作る。

権限は `permissions.py` だけに尋ね、Django の権限表は使わない。行は `visible_to` だけから取り出す。
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.urls import URLPattern
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from plans.opened_mark import MARK_BOX, MarkedForm, mark_opened
from plans.permissions import can_enter_office
from plans.templatetags.japanese_dates import wareki, wareki_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from plans.actors import Actor

    Rule = Callable[[Actor, Any], bool]

# 名を持たない行の、標準の名乗り。
LINK_ROW = re.compile(r" object \(\d+\)$")


class PlanAdminSite(admin.AdminSite):
    """管理画面。入れるかは所属で決まり、ログインの画面は一つしかない。"""

    site_header = "アクションプラン進行管理"
    site_title = "アクションプラン進行管理"
    index_title = "管理画面"
    site_url = "/"
    empty_value_display = "－"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """管理画面に入れるか。"""
        return request.user.is_active and can_enter_office(actor_of(request))

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """画面を守る。未ログインはログインへ、資格のない人は 403 にする。"""

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        protected = guarded if getattr(view, "csrf_exempt", False) else csrf_protect(guarded)
        return protected if cacheable else never_cache(protected)

    def get_urls(self) -> list[Any]:
        """管理画面の道。未ログインの人を、無い画面（admin:login）へ送る印を外す。"""
        urls = super().get_urls()
        for pattern in urls:
            if isinstance(pattern, URLPattern):
                vars(pattern.callback).pop("login_url", None)
        return urls

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """第二のログイン画面は持たない。"""
        raise Http404

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> NoReturn:
        """パスワードの変更は、だれにも同じ一つの画面（/password/）で行う。"""
        raise Http404

    def password_change_done(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> NoReturn:
        """パスワードの変更の後の画面も、管理画面には持たない。"""
        raise Http404

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """部屋の並び。画面の順は日々使うものから。"""
        apps = self._build_app_dict(request, app_label)
        order = {"progress": 0, "plans": 1}
        return sorted(apps.values(), key=lambda app: order.get(app["app_label"], 9))


site = PlanAdminSite(name="admin")


def actor_of(request: HttpRequest) -> Actor:
    """要求の行為者。中間処理が添えたものを返す。"""
    return request.actor  # type: ignore[attr-defined,no-any-return]


@cache
def yes_or_no(field: str, description: str) -> Callable[[Any], str]:
    """はい・いいえの列。標準の印は読み上げが英語になるので、言葉で出す。"""

    @admin.display(description=description, ordering=field)
    def show(row: Any) -> str:
        return "はい" if getattr(row, field) else "いいえ"

    return show


def deny(actor: Actor, subject: object) -> bool:
    """だれにも許さない規則。"""
    return False


@dataclass(frozen=True, slots=True)
class Rules:
    """管理画面の四つの動詞の規則。書かない動詞はだれにも許さない。

    規則は行為者と対象（一覧では None）を受け取り、許すかを返す。
    """

    view: Rule
    add: Rule = deny
    change: Rule = deny
    delete: Rule = deny


class RuledMixin:
    """規則に従う管理画面の部品。has_*_permission は規則だけに尋ねる。"""

    rules: ClassVar[Rules]
    model: type[models.Model]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """見られるか。"""
        return self.rules.view(actor_of(request), obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """足せるか。"""
        return self.rules.add(actor_of(request), obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """直せるか。"""
        return self.rules.change(actor_of(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """消せるか。"""
        return self.rules.delete(actor_of(request), obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """一覧に並べるか。"""
        return self.rules.view(actor_of(request), None)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """欄の並び。見るだけの画面では、はい・いいえの欄を、読み上げの英語になる印でなく言葉で出す。"""
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        words = self._words_of_flags(request, obj)
        if not words:
            return fieldsets
        return [
            (name, {**options, "fields": [words.get(field, field) for field in options["fields"]]})
            for name, options in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """見るだけの欄。"""
        fixed = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        return (*fixed, *self._words_of_flags(request, obj).values())

    def _words_of_flags(self, request: HttpRequest, obj: Any) -> dict[str, Callable[[Any], str]]:
        """見るだけの画面での、はい・いいえの欄の名と、言葉で出す列。"""
        if obj is None or self.has_change_permission(request, obj):
            return {}
        return {
            field.name: yes_or_no(field.name, str(field.verbose_name))
            for field in self.model._meta.fields
            if isinstance(field, models.BooleanField) and field.editable
        }

    def get_queryset(self, request: HttpRequest) -> Any:
        """この人に見える行。"""
        rows = self.model._default_manager.all().visible_to(actor_of(request))  # type: ignore[attr-defined]
        ordering = self.get_ordering(request)  # type: ignore[attr-defined]
        return rows.order_by(*ordering) if ordering else rows


class RuledModelAdmin(RuledMixin, admin.ModelAdmin):
    """規則に従う ModelAdmin。見えない行は 404、まとめて削除はできない。"""

    show_full_result_count = False
    actions = None
    list_per_page = 50

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """一覧の列。日付と日時は和暦で示す（標準の表示は西暦しか持たない）。"""
        return [_in_era(self.model, name) for name in super().get_list_display(request)]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """入力欄。日付と時刻に分かれる欄は、二つの箱のどちらにも読み上げ用の名を付ける。"""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, forms.SplitDateTimeWidget):
            field.widget.attrs.setdefault("aria-label", str(field.label))
        return field

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """版を持たない様式に、開いたときの印の確かめを足す。"""
        form = super().get_form(request, obj, change=change, **kwargs)
        if not change or "form_version" in form.base_fields:
            return form
        return type(form.__name__, (MarkedForm, form), {"admin": self, "request": request})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """開いたときの印を画面に渡す。断った後の画面では、初めに開いたときの印のままにする。"""
        row, form = kwargs.get("obj"), context["adminform"].form
        if (
            row is not None
            and isinstance(form, MarkedForm)
            and self.has_change_permission(request, row)
        ):
            sent = request.POST.get(MARK_BOX)
            context[MARK_BOX] = sent or mark_opened(self, request, row, form.base_fields)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """消えるもの。つなぐだけの表の行は、名を持たないので並べない。"""
        listed, counts, needed, protected = super().get_deleted_objects(objs, request)
        links = {
            str(model._meta.verbose_name_plural)
            for model in apps.get_models(include_auto_created=True)
            if model._meta.auto_created
        }
        shown = {name: count for name, count in counts.items() if str(name) not in links}
        return _without_links(listed), shown, needed, protected

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: object, object_id: str
    ) -> HttpResponse:
        raise Http404

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """標準の履歴画面は使わない。変更履歴は専用の画面で見る。"""
        raise Http404


def _without_links(listed: list[Any]) -> list[Any]:
    """並びから、つなぐだけの表の行（「… object (1)」としか名乗れないもの）を除く。"""
    inner = [_without_links(one) if isinstance(one, list) else one for one in listed]
    return [one for one in inner if one != [] and not LINK_ROW.search(str(one))]


class LabelledFormSet(forms.BaseInlineFormSet):
    """行の様式集。表の見出しだけでは行が分からない欄に、行の名と欄の名を読み上げ用に付ける。"""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """欄を足し終えてから、見える欄のすべてに名を付ける。"""
        super().add_fields(form, index)
        row = str(form.instance) if form.instance.pk else "新しい行"
        for name, field in form.fields.items():
            if not field.widget.is_hidden:
                field.widget.attrs.setdefault("aria-label", f"{row}　{field.label or name}")


class RuledInline(RuledMixin, admin.TabularInline):
    """規則に従うインライン。"""

    template = "admin/scrolled_rows.html"
    formset = LabelledFormSet
    extra = 0
    show_change_link = False


def _in_era(model: type[models.Model], column: Any) -> Any:
    fields = {field.name: field for field in model._meta.get_fields()}
    field = fields.get(column) if isinstance(column, str) else None
    if not isinstance(field, models.DateField):
        return column
    show = wareki_time if isinstance(field, models.DateTimeField) else wareki

    @admin.display(description=field.verbose_name, ordering=column)
    def shown(row: models.Model) -> str | None:
        return show(getattr(row, column)) or None

    return shown
