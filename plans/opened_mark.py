"""開いたときの印。画面を開いた後に、ほかの人が同じ行を変えたかを見分ける。

版の欄を持たない行（年度の期限、計画、課、利用者、尺度、委員会など）を、黙った上書きから守る。
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.forms.models import _get_foreign_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.admin import ModelAdmin
    from django.db.models import Model
    from django.http import HttpRequest

MARK_BOX = "opened_mark"
# 守らない欄。パスワードは専用の画面で変わり、印に混ぜて画面に出すものでもない。
UNMARKED = frozenset({"password"})
CHANGED_MESSAGE = (
    "開いた後に、ほかの人がここを変更しました。入力した内容はこの画面に残っています。"
    "別のタブで最新の内容を確かめてから、開き直して入れ直してください。"
)


def mark_opened(
    admin: ModelAdmin[Any], request: HttpRequest, row: Model, names: Iterable[str]
) -> str:
    """開いたときの印を返す。names の欄と、この人が直せるインラインの行が同じなら同じ印になる。"""
    asked = set(names) - UNMARKED
    fields = [field for field in row._meta.concrete_fields if field.name in asked]
    values = [(field.name, str(field.value_from_object(row))) for field in fields]
    rows = [
        list(_rows_of(inline, request, row))
        for inline in admin.get_inline_instances(request, row)
        if inline.has_change_permission(request, row)
    ]
    return sha256(repr((values, rows)).encode()).hexdigest()[:16]


def _rows_of(inline: Any, request: HttpRequest, row: Model) -> Any:
    parent: Any = _get_foreign_key(inline.parent_model, inline.model, fk_name=inline.fk_name)
    return inline.get_queryset(request).filter(**{parent.name: row}).order_by("pk").values_list()


class MarkedForm:
    """印を確かめる様式の部品。印が送られ、いまと違えば、保存せずに知らせる。"""

    admin: ModelAdmin[Any]
    request: HttpRequest
    instance: Any
    base_fields: dict[str, Any]

    def clean(self) -> Any:
        """行を押さえてから、開いたときのままかを確かめる。"""
        cleaned = super().clean()  # type: ignore[misc]
        sent = self.request.POST.get(MARK_BOX)
        if sent is not None and not self._is_as_opened(sent):
            raise ValidationError(CHANGED_MESSAGE, code="changed")
        return cleaned

    def _is_as_opened(self, sent: str) -> bool:
        rows = type(self.instance)._base_manager.select_for_update(of=("self",))
        now = rows.filter(pk=self.instance.pk).first()
        # 様式にない欄（年度の段階など）も、読んでから押さえるまでに変わっていれば書き戻さない。
        names = [field.attname for field in self.instance._meta.concrete_fields]
        if now is None or any(getattr(now, name) != getattr(self.instance, name) for name in names):
            return False
        return mark_opened(self.admin, self.request, now, self.base_fields) == sent
