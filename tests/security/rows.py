"""データベースの中身を一つの値にする。変わらなかったことを確かめるため。"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# ログインの続きと、失敗の数だけは、見るだけでも書かれてよい。
BOOKKEEPING = ("django_session", "axes_")
WRITES = ("INSERT", "UPDATE", "DELETE")


def hash_rows() -> str:
    """すべての表（ログインの帳簿を除く）の中身のハッシュ。"""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if not table.startswith(BOOKKEEPING):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")  # noqa: S608
                digest.update(repr((table, _plain(cursor.fetchall()))).encode())
    return digest.hexdigest()


def _plain(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    """PostgreSQL が返すバイト列の窓（memoryview）は、中身でなく置き場で表されるので開く。"""
    return [
        [bytes(value) if isinstance(value, memoryview) else value for value in row] for row in rows
    ]


@contextmanager
def note_writes(notes: list[str]) -> Iterator[None]:
    """中で行われた書き込みの文を notes に書きとめる。"""

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        is_bookkeeping = any(f'"{name}' in sql for name in BOOKKEEPING)
        if sql.startswith(WRITES) and not is_bookkeeping:
            notes.append(sql[:100])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield
