"""起動の手順: `python -m config.start demo` または `run`。

データベースを最新にし、計画が無ければ入れ、gunicorn に入れ替わる。
demo は見本の年度と利用者も入れる。本番のデータと混ざらないよう、別のデータベースを使う。
"""

import fcntl
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

VAR_DIR = Path(__file__).resolve().parent.parent / "var"
OFFICIAL_PLAN = "action_plan_2019"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """同じ場所での準備を一つずつにする。二つ目の起動は、一つ目の準備が終わるまで待つ。

    錠は準備だけに掛かり、途中で落ちても機械が外すので、後に残らない。
    """
    with (VAR_DIR / "start.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stdout.write("ほかの起動が準備をしています。終わるまで待ちます。\n")
            sys.stdout.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read_or_create_demo_key() -> str:
    """見本用の SECRET_KEY。初回に作り、git に入らない var/ に本人だけが読める形で置く。"""
    file = VAR_DIR / "demo_secret_key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(60))
    return file.read_text()


def prepare_demo_environment() -> None:
    """見本に要る環境変数を補う。すでにあるものは変えない。"""
    os.environ.setdefault("DEMO_HTTP", "1")
    os.environ.setdefault("SECRET_KEY", read_or_create_demo_key())
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{VAR_DIR / 'demo.sqlite3'}")


def prepare_database(*, with_sample: bool) -> None:
    """データベースを最新の形にし、計画を入れる。何度実行しても、入っているものは変わらない。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("install_plan", OFFICIAL_PLAN)
    if with_sample:
        call_command("load_sample")


def serve() -> None:
    """gunicorn に入れ替わる。戻らない。"""
    port = os.environ.get("PORT", "8000")
    sys.stdout.write(f"http://127.0.0.1:{port}/ でご覧ください（止めるには Ctrl+C）。\n")
    sys.stdout.flush()
    command = ["-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606


def start(mode: str) -> None:
    """mode は demo か run。それ以外は使い方を示して終わる。"""
    if mode not in {"demo", "run"}:
        sys.exit("使い方: python -m config.start demo|run")
    with one_at_a_time():
        if mode == "demo":
            prepare_demo_environment()
        prepare_database(with_sample=mode == "demo")
    serve()


if __name__ == "__main__":
    start("".join(sys.argv[1:]))
