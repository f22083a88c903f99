"""一覧の土台。どの欄を、どの行の名で、だれの目の範囲で読み書きするか。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Diff, ModelResource

from plans.correction import LOCKED_FIELDS, locked_changes
from plans.lists.cells import LinkCell, holds, widget_for
from plans.signing import sign_change
from plans.workbooks import CellError, TableSpec, clean_text, plain_name

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from plans.actors import Actor
    from plans.models import User

MAX_SHEET_NAME = 31
LOCKED = (
    "{names}：計画の数値は固定されています。画面で「誤記訂正」として直すか、"
    "計画の改定をしてください。"
)
NOT_ALLOWED = "この行を変えることはできません。"


def shown(heading: str, show: Callable[[Any], Any]) -> Field:
    """書き出すだけの列。show は行からますの値。取り込むときは読まない。"""
    return Field(column_name=heading, readonly=True, dehydrate_method=show)


class PlainDiff(Diff):  # type: ignore[misc]
    """行の前後の値。標準の違いの表示は色を様式に直に書くので、値の組だけを渡す。"""

    def as_html(self) -> list[tuple[Any, Any]]:
        """欄ごとの（前, 後）。新しい行の前は空。"""
        left = [None] * len(self.left) if self.new else self.left
        return list(zip(left, self.right, strict=True))


class KnownRows(BaseInstanceLoader):  # type: ignore[misc]
    """いまある行。一度に読み、行の名（import_id_fields）から引く。

    書かれたままの名で引き、なければ、全角・半角や空白の違いを除いて一つに決まる行を引く。
    identities は、引いた順の行の身元（ある行は番号、ない行は名、読めない名は None）。
    """

    def __init__(self, resource: ListResource, dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        resource.known = self
        self.fields = [resource.fields[name] for name in resource._meta.import_id_fields]
        self.identities: list[Any] = []
        rows = [dict(zip(dataset.headers, row, strict=True)) for row in dataset]
        self.rows = list(self._candidates([self._read_key(row) for row in rows]))
        self._exact = {self._key_of(row): row for row in self.rows}
        self._loose: dict[Any, list[Any]] = defaultdict(list)
        for key, row in self._exact.items():
            self._loose[tuple(map(_plain, key))].append(row)

    @property
    def missing(self) -> int:
        """引かれなかった行の数。"""
        return len({row.pk for row in self.rows} - set(self.identities))

    def get_instance(self, row: Any) -> Model | None:
        """この名の行。なければ None。名が読めないことは、欄を読むときに知らせる。"""
        key = self._read_key(row)
        found = None if key is None else self._find(key)
        plain = None if key is None else tuple(map(_plain, key))
        self.identities.append(found.pk if found else plain)
        return found

    def _find(self, key: tuple[Any, ...]) -> Model | None:
        like = self._loose.get(tuple(map(_plain, key)), [])
        found: Model | None = self._exact.get(key) or (like[0] if len(like) == 1 else None)
        return found

    def _candidates(self, named: list[tuple[Any, ...] | None]) -> Iterable[Any]:
        """名の初めの欄がほかの行を指すときは、その行の分だけを読む。"""
        rows: QuerySet[Any] = self.resource.get_queryset()
        heads = {key[0] for key in named if key and isinstance(key[0], Model)}
        return rows.filter(**{f"{self.fields[0].attribute}__in": heads}) if heads else rows

    def _read_key(self, row: Any) -> tuple[Any, ...] | None:
        try:
            read = [(field.clean(row), row.get(field.column_name)) for field in self.fields]
        except CellError:
            return None
        return tuple(cell.text if isinstance(part, str) and cell else part for part, cell in read)

    def _key_of(self, row: Any) -> tuple[Any, ...]:
        parts = [field.get_value(row) for field in self.fields]
        return tuple(clean_text(part) if isinstance(part, str) else part for part in parts)


def _plain(part: Any) -> Any:
    """名を比べる形。"""
    if isinstance(part, Model):
        return part.pk
    return plain_name(part) if isinstance(part, str) else part


class ListResource(ModelResource):  # type: ignore[misc]
    """一覧の読み書き。

    列は Meta.fields、見出しはモデルの欄の名、行の名は Meta.import_id_fields。related は
    書き出しで一緒に読む行、needs は行の名のほかに欠かせない列。取り込む行は、その人に見え、
    変えてよい行だけ。消すことはしない。
    """

    related: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[tuple[str, ...]] = ()

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        instance_loader_class = KnownRows

    def __init__(
        self,
        actor: Actor,
        may_save: Callable[[Any], bool],
        user: User | None = None,
        reason: str = "",
    ) -> None:
        super().__init__()
        self.actor, self.may_save, self.user, self.reason = actor, may_save, user, reason
        self.changed: list[str] = []
        self.known: KnownRows | None = None
        for field in self.fields.values():
            if isinstance(field.widget, LinkCell):
                field.widget.actor = actor

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Field:
        """モデルの欄の列。見出しは欄の名。"""
        return Field(
            attribute=field_name,
            column_name=str(django_field.verbose_name),
            widget=widget_for(django_field),
            default=django_field.default,
            readonly=readonly,
        )

    @classmethod
    def get_diff_class(cls) -> type[PlainDiff]:
        """前後の値の組。"""
        return PlainDiff

    def get_queryset(self) -> QuerySet[Any]:
        """この人に見える行。"""
        rows: Any = self._meta.model._default_manager.all()
        visible: QuerySet[Any] = rows.visible_to(self.actor).select_related(*self.related)
        return visible

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        """書き出す行。指す行も一度に読む。"""
        return queryset.select_related(*self.related) if self.related else queryset

    def spec(self) -> TableSpec:
        """読む表の形。欠かせないのは、行の名の列だけ。"""
        headings = {name: str(field.column_name) for name, field in self.fields.items()}
        return TableSpec(self.sheet_name(), headings, self.key_columns())

    def key_columns(self) -> tuple[str, ...]:
        """行の名になる列の、欄の名。"""
        return (*self.needs, *self._meta.import_id_fields)

    def sheet_name(self) -> str:
        """シートの名。"""
        return str(self._meta.model._meta.verbose_name_plural)[:MAX_SHEET_NAME]

    def export(self, queryset: Any = None, **kwargs: Any) -> Any:
        """行を一覧にする。"""
        dataset = super().export(queryset, **kwargs)
        dataset.title = self.sheet_name()
        return dataset

    def writable(self) -> Iterator[tuple[str, Field]]:
        """取り込む列の、欄の名と列。"""
        return ((name, field) for name, field in self.fields.items() if not field.readonly)

    def import_field(
        self, field: Field, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any
    ) -> None:
        """ますを欄に入れる。いまの値のままのますは、確かめずに通す。"""
        is_read = field.column_name in row and not field.readonly
        if is_read and not holds(row[field.column_name], field.export(instance)):
            field.save(instance, row, **kwargs)

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        """変わらない行か。変わる欄の名を控える。"""
        self.changed = [
            name
            for name, field in self.writable()
            if field.get_value(instance) != field.get_value(original)
        ]
        return not self.changed and not import_validation_errors and not instance._state.adding

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """行を確かめる。変えてよい行か、固定された欄に触れていないかも、ほかの誤りと一緒に挙げる。"""
        errors = dict(import_validation_errors or {})
        if refusal := self._why_refused(instance):
            errors[NON_FIELD_ERRORS] = ValidationError(refusal)
        super().validate_instance(instance, errors, validate_unique)

    def _why_refused(self, instance: Any) -> str:
        if not self.may_save(None if instance._state.adding else instance):
            return NOT_ALLOWED
        if instance._meta.model_name not in LOCKED_FIELDS:
            return ""
        names = locked_changes(instance, self.changed)
        return LOCKED.format(names="、".join(f"「{name}」" for name in names)) if names else ""

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """変更履歴に署名する。"""
        if self.user is not None:
            sign_change(instance, self.user, self.reason)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """何もしない。標準は番号の数え直しをするが、番号は取り込まないので要らない。"""
