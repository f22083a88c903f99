"""設定が、黙って危うい側に倒れないこと。"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
KEY = "k" * 60
SHOW = """
import json
from django.conf import settings
names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME",
         "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER"]
shown = {name: getattr(settings, name) for name in names}
shown["DATABASE"] = {k: v for k, v in settings.DATABASES["default"].items()}
print(json.dumps(shown, default=str))
"""


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """まっさらな環境変数で code を走らせる。.env がある手元でも、名指しした値が勝つ。"""
    blank = {"SECRET_KEY": "", "DEBUG": "0", "DEMO_HTTP": "0", "PROXY_COUNT": "0"}
    variables = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **blank,
        **environment,
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


def shown_settings(**environment: str) -> dict[str, Any]:
    result = run_python(SHOW, **environment)
    assert result.returncode == 0, result.stderr
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def test_without_a_secret_key_nothing_starts_and_one_sentence_says_why() -> None:
    result = run_python(SHOW)
    assert result.returncode != 0
    assert "ImproperlyConfigured" in result.stderr
    assert "SECRET_KEY がありません" in result.stderr


@pytest.mark.parametrize("name", ["DEBUG", "DEMO_HTTP"])
@pytest.mark.parametrize("word", ["ture", "2", "はい", "none"])
def test_a_misspelt_flag_is_refused_not_guessed(name: str, word: str) -> None:
    result = run_python(SHOW, SECRET_KEY=KEY, **{name: word})
    assert result.returncode != 0
    assert f"環境変数 {name} は" in result.stderr


@pytest.mark.parametrize("url", ["mysql://u@h/d", "nonsense", "oracle://x"])
def test_a_database_that_is_not_supported_is_refused(url: str) -> None:
    result = run_python(SHOW, SECRET_KEY=KEY, DATABASE_URL=url)
    assert result.returncode != 0
    assert "環境変数 DATABASE_URL" in result.stderr


def test_with_a_secret_key_alone_everything_is_on_the_safe_side() -> None:
    shown = shown_settings(SECRET_KEY=KEY)
    assert shown["DEBUG"] is False
    assert shown["SECURE_SSL_REDIRECT"] is True
    assert shown["SESSION_COOKIE_SECURE"] is True
    assert shown["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert shown["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert shown["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert shown["SECURE_PROXY_SSL_HEADER"] is None
    assert shown["DATABASE"]["ENGINE"].endswith("sqlite3")
    assert not shown["DATABASE"].get("ATOMIC_REQUESTS")


@pytest.mark.parametrize(
    "url", ["sqlite:////var/tmp/a.sqlite3", "sqlite:////var/tmp/a.sqlite3?timeout=30"]
)
def test_sqlite_named_by_url_keeps_wal_immediate_and_the_wait(url: str) -> None:
    options = shown_settings(SECRET_KEY=KEY, DATABASE_URL=url)["DATABASE"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert int(options["timeout"]) >= 20


def test_postgresql_gives_up_on_a_dead_server_within_three_seconds() -> None:
    database = shown_settings(SECRET_KEY=KEY, DATABASE_URL="postgres://u:p@h:5/d")["DATABASE"]
    assert database["OPTIONS"]["connect_timeout"] <= 3
    assert "transaction_mode" not in database["OPTIONS"]


def test_a_demo_over_plain_http_keeps_debug_off() -> None:
    shown = shown_settings(SECRET_KEY=KEY, DEMO_HTTP="1")
    assert shown["DEBUG"] is False
    assert shown["SECURE_SSL_REDIRECT"] is False
    assert shown["SESSION_COOKIE_NAME"] == "sessionid"


@pytest.mark.slow
def test_the_deployment_check_finds_nothing() -> None:
    code = (
        "import secrets, os; os.environ['SECRET_KEY'] = secrets.token_urlsafe(60)\n"
        "from django.core.management import execute_from_command_line as run\n"
        "run(['manage.py', 'check', '--deploy', '--fail-level', 'DEBUG'])"
    )
    result = run_python(code)
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


@pytest.mark.django_db
def test_the_open_connection_really_has_the_sqlite_options() -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        answers = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert answers == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 1,
        "busy_timeout": 20_000,
    }


@pytest.mark.django_db
def test_the_test_database_is_a_file_of_its_own() -> None:
    if connection.vendor != "sqlite":
        return
    name = str(connection.settings_dict["NAME"])
    assert "memory" not in name
    assert Path(name).is_file()
    assert ROOT not in Path(name).parents


@pytest.mark.django_db
def test_the_packages_that_shape_the_first_migration_are_set() -> None:
    assert settings.AUTH_USER_MODEL == "plans.User"
    assert settings.SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD is True
    assert settings.SIMPLE_HISTORY_REVERT_DISABLED is True
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


def test_excel_files_do_not_depend_on_what_else_is_installed() -> None:
    assert openpyxl.LXML is False
