"""移行（マイグレーション）を終えた空の SQLite を取っておき、次の試験で写して使う。

取っておいたものは、移行の中身が一字でも変われば使わない。はじめから行えば 10 秒かかる。
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from tests.environment import TEST_DATABASE

ROOMS = ("plans", "progress", "reports")
KEPT_FOLDER = "migrated"


def _sources() -> list[Path]:
    root = Path(settings.BASE_DIR)
    lock = root / "requirements.txt"
    migrations = [path for room in ROOMS for path in (root / room).glob("migrations/*.py")]
    return sorted([lock, *migrations, *(root / "plans").glob("period_triggers.py")])


def _fingerprint() -> str:
    digest = hashlib.sha256(django.__version__.encode())
    for path in _sources():
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def kept_database(pytestconfig: pytest.Config) -> Path | None:
    """移行を終えたデータベースの置き場所。PostgreSQL では使わない。"""
    if TEST_DATABASE != "sqlite":
        return None
    assert pytestconfig.cache is not None
    return pytestconfig.cache.mkdir(KEPT_FOLDER) / f"{_fingerprint()}.sqlite3"


def copy_database(source: Path, target: Path) -> None:
    """SQLite のファイルを、書きかけのない形で写す。"""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@pytest.fixture(scope="session")
def django_db_keepdb(kept_database: Path | None) -> bool:
    """取っておいたものがあれば、移行をはじめから行わない。"""
    return kept_database is not None and kept_database.exists()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_keepdb: bool,
    kept_database: Path | None,
) -> None:
    """試験のデータベースの名が決まったところへ、取っておいたものを写す。"""
    if django_db_keepdb and kept_database is not None:
        copy_database(kept_database, Path(connection.settings_dict["TEST"]["NAME"]))


def fill_test_database(source: sqlite3.Connection) -> None:
    """試験のデータベースの中身を、source の中身に置きかえる。

    捨てるデータベースなので、写すあいだは、ディスクに届くのを待たない。
    """
    connection.ensure_connection()
    target = connection.connection
    target.execute("PRAGMA synchronous=OFF")
    source.backup(target)
    target.execute("PRAGMA synchronous=NORMAL")


def restore_after_commits(empty: sqlite3.Connection) -> None:
    """書き込みを確定する試験の後片付けを、空のデータベースを写すことで済ませる。

    表を一つずつ空にして権限の表を作り直すより五倍速く、移行が入れた行も元のまま残る。
    """

    def restore(self: TransactionTestCase) -> None:
        fill_test_database(empty)

    TransactionTestCase._fixture_teardown = restore  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_keepdb: bool,
    kept_database: Path | None,
) -> None:
    """用意したデータベースを、試験の後片付けのためと、次の回のために取っておく。"""
    if kept_database is None:
        return
    empty = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as ready:
        ready.backup(empty)
    restore_after_commits(empty)
    if not django_db_keepdb:
        _keep_for_the_next_run(kept_database)


def _keep_for_the_next_run(kept_database: Path) -> None:
    for outdated in kept_database.parent.glob("*.sqlite3"):
        outdated.unlink(missing_ok=True)
    # 並んで走る試験が半端なものを読まないように、別の名で写してから置き換える。
    unfinished = kept_database.with_suffix(f".{os.getpid()}")
    copy_database(Path(connection.settings_dict["NAME"]), unfinished)
    unfinished.replace(kept_database)
