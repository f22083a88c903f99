"""環境変数の読み取り。読めない値は黙って見過ごさず、日本語の一文で止める。"""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}
SQLITE_ENGINE = "django.db.backends.sqlite3"
POSTGRESQL_ENGINE = "django.db.backends.postgresql"

ENGINE_SETTINGS: dict[str, dict[str, Any]] = {
    SQLITE_ENGINE: {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
            ),
        },
    },
    POSTGRESQL_ENGINE: {
        "OPTIONS": {"connect_timeout": 2},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    },
}


def read_flag(env: environ.Env, name: str) -> bool:
    """はい・いいえの環境変数を読む。無ければ「いいえ」、綴りの誤りは ImproperlyConfigured。"""
    word = env.str(name, default="").strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(
        f"環境変数 {name} は 1 か 0 で指定してください（いまは「{word}」）。"
    )


def read_count(env: environ.Env, name: str) -> int:
    """0 以上の整数の環境変数を読む。無ければ 0、数でなければ ImproperlyConfigured。"""
    word = env.str(name, default="0").strip()
    if word.isascii() and word.isdigit():
        return int(word)
    raise ImproperlyConfigured(
        f"環境変数 {name} は 0 以上の整数で指定してください（いまは「{word}」）。"
    )


def read_secret_key(env: environ.Env, *, debug: bool) -> str:
    """SECRET_KEY を読む。DEBUG のときだけ省ける。無ければ ImproperlyConfigured。"""
    key: str = env.str("SECRET_KEY", default="")
    if debug and not key:
        return "development-only-" + "not-a-secret-" * 4
    if not key:
        raise ImproperlyConfigured(
            "環境変数 SECRET_KEY がありません。50 文字以上の乱数を設定してください。"
        )
    return key


def read_database(env: environ.Env, default_file: Path) -> dict[str, Any]:
    """DATABASE_URL を読み、エンジンごとの設定を重ねて返す。

    読めない URL と知らないエンジンは ImproperlyConfigured。
    SQLite の設定（WAL、IMMEDIATE、待ち 20 秒）は URL の書き方によらず必ず入る。
    """
    try:
        database = dict(env.db_url("DATABASE_URL", default=f"sqlite:///{default_file}"))
    except (environ.ImproperlyConfigured, ValueError) as error:
        raise ImproperlyConfigured("環境変数 DATABASE_URL を読めません。") from error
    engine = str(database.get("ENGINE", ""))
    if engine not in ENGINE_SETTINGS:
        raise ImproperlyConfigured(
            "環境変数 DATABASE_URL は SQLite か PostgreSQL で指定してください。"
        )
    rules = ENGINE_SETTINGS[engine]
    options = {**rules["OPTIONS"], **database.get("OPTIONS", {})}
    merged = {**rules, **database, "OPTIONS": options}
    if engine == SQLITE_ENGINE:
        # 試験もファイルで行う。メモリー上では WAL も書き込みの待ち合わせも確かめられない。
        merged["TEST"] = {"NAME": f"{database['NAME']}.test"}
    return merged


def read_email(env: environ.Env) -> dict[str, Any]:
    """EMAIL_URL を読み、EMAIL_* の設定を返す。無ければ標準出力に書き出すだけの設定にする。

    読めない URL は ImproperlyConfigured。
    """
    try:
        return dict(env.email_url("EMAIL_URL", default="consolemail://"))
    except (environ.ImproperlyConfigured, KeyError, ValueError) as error:
        raise ImproperlyConfigured("環境変数 EMAIL_URL を読めません。") from error
