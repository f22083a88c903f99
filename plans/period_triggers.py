"""計画期間の外の年度を拒むトリガー。表をまたぐ決まりは CHECK に書けないため、データベースに置く。

SQLite は表を作り直すとトリガーを失い、トリガーが指す表は作り直せない。作り直しを伴う
マイグレーションの操作（AlterField など）は KeepPeriodTriggers に包む。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

MESSAGE = "計画期間の外の年度です。"
EVENTS = ("INSERT", "UPDATE")
NAME_PREFIXES = ("period_", "frozen_")


@dataclass(frozen=True)
class PeriodTrigger:
    """トリガー一つ: 表 table の行が events のとき、条件 refused（NEW と OLD を使う SQL）なら拒む。

    message は拒むときの文。name は NAME_PREFIXES のどれかで始める。
    """

    name: str
    table: str
    refused: str
    message: str = MESSAGE
    events: tuple[str, ...] = EVENTS


def make_triggers(triggers: Sequence[PeriodTrigger]) -> Callable[..., None]:
    """トリガーを作る、RunPython の前進の関数を返す。"""

    def make(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        statements = _STATEMENTS[schema_editor.connection.vendor].make
        for trigger in triggers:
            for statement in statements(trigger):
                schema_editor.execute(statement)

    return make


def drop_triggers(triggers: Sequence[PeriodTrigger]) -> Callable[..., None]:
    """トリガーを消す、RunPython の後退の関数を返す。"""

    def drop(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        statements = _STATEMENTS[schema_editor.connection.vendor].drop
        for trigger in triggers:
            for statement in statements(trigger):
                schema_editor.execute(statement)

    return drop


class KeepPeriodTriggers(SeparateDatabaseAndState):
    """操作の間だけ SQLite のトリガーを外し、終えたら元に戻す操作。PostgreSQL では何も加えない。"""

    def __init__(self, operations: Sequence[Operation]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [], {"operations": self.database_operations}

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        with _set_aside(schema_editor):
            super().database_forwards(app_label, schema_editor, *states)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        with _set_aside(schema_editor):
            super().database_backwards(app_label, schema_editor, *states)


@contextmanager
def _set_aside(schema_editor: BaseDatabaseSchemaEditor) -> Iterator[None]:
    if schema_editor.connection.vendor != "sqlite":
        yield
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = [row for row in cursor.fetchall() if row[0].startswith(NAME_PREFIXES)]
    for name, _ in found:
        schema_editor.execute(f"DROP TRIGGER {name}")
    yield
    for _, statement in found:
        schema_editor.execute(statement)


def _make_on_sqlite(trigger: PeriodTrigger) -> Iterator[str]:
    for event in trigger.events:
        yield (
            f"CREATE TRIGGER {trigger.name}_{event.lower()} BEFORE {event} ON {trigger.table} "
            f"WHEN {trigger.refused} BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
        )


def _drop_on_sqlite(trigger: PeriodTrigger) -> Iterator[str]:
    for event in trigger.events:
        yield f"DROP TRIGGER IF EXISTS {trigger.name}_{event.lower()}"


def _make_on_postgresql(trigger: PeriodTrigger) -> Iterator[str]:
    yield (
        f"CREATE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {trigger.refused} THEN RAISE EXCEPTION '{trigger.message}' "
        f"USING ERRCODE = 'check_violation', CONSTRAINT = '{trigger.name}'; END IF; "
        "RETURN NEW; END $$"
    )
    # 列を指す（UPDATE OF）と、その列の型を後で変えられなくなる。
    yield (
        f"CREATE TRIGGER {trigger.name} BEFORE {' OR '.join(trigger.events)} ON {trigger.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {trigger.name}()"
    )


def _drop_on_postgresql(trigger: PeriodTrigger) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}"
    yield f"DROP FUNCTION IF EXISTS {trigger.name}()"


@dataclass(frozen=True)
class _Statements:
    make: Callable[[PeriodTrigger], Iterator[str]]
    drop: Callable[[PeriodTrigger], Iterator[str]]


_STATEMENTS = {
    "sqlite": _Statements(_make_on_sqlite, _drop_on_sqlite),
    "postgresql": _Statements(_make_on_postgresql, _drop_on_postgresql),
}
