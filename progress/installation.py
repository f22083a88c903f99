"""計画の取込。初期データの計画がまだ無いときだけ入れ、あるときは違いを述べるだけにする。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from plans.models import Plan, RelatedPlan
from progress.plan_file import (
    Key,
    PlanFileError,
    Row,
    describe_differences,
    key_of,
    name_of_plan,
    read_plan_file,
)

if TYPE_CHECKING:
    from plans.models import User

INSTALLATION_REASON = "計画書からの取込"
# 計画を入れた後の版で、初期データに加わった種類の行。
ADDED_LATER = (RelatedPlan,)


@dataclass(frozen=True)
class Installation:
    """取込の結果: 計画の名、入れた行の数（すでにあれば 0）、計画書との違い、後から足した行の数。"""

    plan_name: str
    created: int
    differences: tuple[str, ...] = ()
    added: int = 0


def install_plan(name: str) -> Installation:
    """計画を取り込む: 初期データの名（action_plan_2019）から、無ければ全部を一度に入れる。

    計画がすでにあれば、ある行は何も変えず、違いを返す。総務課が確認・修正したことは失われない。
    初期データに後から加わった種類の行（ADDED_LATER）だけは、一度も入ったことがなければ足す。
    初期データが読めないか、行の指す先がなければ PlanFileError。
    """
    rows = read_plan_file(name)
    plan_name = name_of_plan(rows)
    with transaction.atomic():
        plan = Plan.objects.filter(name=plan_name).first()
        if plan is None:
            return Installation(plan_name, PlanCreation().create(rows))
        added = sum(_add_later(model, plan, rows) for model in ADDED_LATER)
        return Installation(plan_name, 0, tuple(describe_differences(plan, rows)), added)


def _add_later(model: Any, plan: Plan, rows: Sequence[Row]) -> int:
    """後から加わった種類の行のうち、今も過去にも登録にないものを足し、その数を返す。"""
    known = {*model.objects.for_plan(plan).values_list(*model.natural_key_fields)}
    # 総務課が名を変えたり消したりした行は、変更履歴にあるので、足し直さない。
    known.update(model.history.filter(plan_id=plan.pk).values_list(*model.natural_key_fields))
    missing = [
        row
        for row in rows
        if row["model"] == model._meta.label_lower and key_of(model, row["fields"]) not in known
    ]
    creation = PlanCreation()
    if not missing:
        return 0
    for column in (*model._meta.fields, *model._meta.many_to_many):
        if column.is_relation:
            creation.recall(column.related_model, column.related_model.objects.for_plan(plan))
    return creation.create([creation.drop_lost_links(model, row) for row in missing])


@dataclass
class PlanCreation:
    """行を並び順に作る。自然キーで指された行の番号を覚え、まとめて保存する。

    reason と user は、最初の履歴に残す理由と人。
    """

    numbers: dict[tuple[Any, Key], int] = field(default_factory=dict)
    pending: dict[Key, Row] = field(default_factory=dict)
    created: int = 0
    reason: str = INSTALLATION_REASON
    user: User | None = None

    def create(self, rows: Sequence[Row]) -> int:
        """行をすべて作り、作った数を返す。"""
        model: Any = None
        for row in rows:
            if model is not apps.get_model(row["model"]):
                self._save(model)
                model = apps.get_model(row["model"])
                self._recall_shared(model)
            key = key_of(model, row["fields"])
            if (model, key) in self.numbers:
                continue
            # 同じ種類の行を指すとき（再掲）は、指される行を先に保存する。
            if not self._refers_to_known(model, row["fields"]):
                self._save(model)
            self.pending[key] = row["fields"]
        self._save(model)
        return self.created

    def _recall_shared(self, model: Any) -> None:
        # 計画に属さない行（課）は、ほかの計画がすでに入れていることがある。上書きしない。
        if not hasattr(model.objects, "for_plan"):
            self.recall(model, model.objects.all())

    def recall(self, model: Any, rows: Any) -> None:
        """すでにある行 rows（model の集合）を、自然キーから引けるように覚える。"""
        for pk, *key in rows.values_list("pk", *model.natural_key_fields):
            self.numbers[model, tuple(key)] = pk

    def drop_lost_links(self, model: Any, row: Row) -> Row:
        """多対多の指す先のうち、もう登録にないものを除いた行。"""
        fields = dict(row["fields"])
        for many in model._meta.many_to_many:
            keys = fields.get(many.name, [])
            fields[many.name] = [
                key for key in keys if (many.related_model, tuple(key)) in self.numbers
            ]
        return {**row, "fields": fields}

    def _refers_to_known(self, model: Any, fields: Row) -> bool:
        return all(
            (model, tuple(value)) in self.numbers
            for name, value in fields.items()
            if value is not None and model._meta.get_field(name).related_model is model
        )

    def _save(self, model: Any) -> None:
        if not self.pending:
            return
        objects = model.objects.bulk_create(
            [self._build(model, fields) for fields in self.pending.values()]
        )
        for key, made in zip(self.pending, objects, strict=True):
            self.numbers[model, key] = made.pk
        histories = model.history.bulk_history_create(
            objects, default_user=self.user, default_change_reason=self.reason
        )
        for many in model._meta.many_to_many:
            if many.remote_field.through._meta.auto_created:
                self._link(many, objects, histories)
        self.created += len(objects)
        self.pending.clear()

    def _build(self, model: Any, fields: Row) -> Any:
        values = {}
        for name, value in fields.items():
            column = model._meta.get_field(name)
            if column.many_to_many:
                continue
            values[column.attname] = (
                self.number_of(column, value)
                if column.is_relation and value is not None
                else column.to_python(value)
            )
        return model(**values)

    def number_of(self, column: Any, key: Iterable[Any]) -> int:
        """欄 column の指す行の、自然キー key の番号（pk）。覚えていなければ PlanFileError。"""
        try:
            return self.numbers[column.related_model, tuple(key)]
        except KeyError as error:
            label = column.related_model._meta.verbose_name
            raise PlanFileError(f"{label}{list(key)}が、指す行より前にありません。") from error

    def _link(self, many: Any, objects: Sequence[Any], histories: Sequence[Any]) -> None:
        """多対多の行と、その最初の履歴。bulk_create も bulk_history_create も本体しか書かない。"""
        source, target = many.m2m_field_name(), many.m2m_reverse_field_name()
        wanted = [
            (made.pk, history, self.number_of(many, key))
            for made, history, fields in zip(objects, histories, self.pending.values(), strict=True)
            for key in fields.get(many.name, [])
        ]
        through = many.remote_field.through
        links = through.objects.bulk_create(
            through(**{f"{source}_id": pk, f"{target}_id": number}) for pk, _, number in wanted
        )
        link_history = getattr(type(histories[0]), many.name).model
        link_history.objects.bulk_create(
            link_history(
                history=history, id=link.pk, **{f"{source}_id": pk, f"{target}_id": number}
            )
            for link, (pk, history, number) in zip(links, wanted, strict=True)
        )
