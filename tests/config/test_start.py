"""起動の手順: 見本は別の場所に、二度目は何も変えずに。"""

import os
import stat
from pathlib import Path
from threading import Thread

import pytest
from django.apps import apps

from config import start

NAMES = ("DEMO_HTTP", "SECRET_KEY", "DATABASE_URL")


@pytest.fixture
def blank(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """環境変数のない、まっさらな var/。"""
    monkeypatch.setattr(start, "VAR_DIR", tmp_path)
    for name in NAMES:
        # setenv で元の値を覚えさせてから消す。試験の後で元に戻る。
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return tmp_path


def count_rows() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for room in ("plans", "progress")
        for model in apps.get_app_config(room).get_models()
    }


def test_an_unknown_mode_ends_with_the_usage() -> None:
    with pytest.raises(SystemExit) as ended:
        start.start("production")
    assert "demo|run" in str(ended.value)


def test_the_demo_has_a_database_and_a_key_of_its_own(blank: Path) -> None:
    start.prepare_demo_environment()
    assert os.environ["DATABASE_URL"] == f"sqlite:///{blank}/demo.sqlite3"
    assert os.environ["DEMO_HTTP"] == "1"
    assert len(os.environ["SECRET_KEY"]) >= 50
    assert stat.S_IMODE((blank / "demo_secret_key").stat().st_mode) == 0o600


def test_the_demo_key_stays_so_that_logins_survive_a_restart(blank: Path) -> None:
    assert start.read_or_create_demo_key() == start.read_or_create_demo_key()


@pytest.mark.usefixtures("blank")
def test_the_demo_leaves_a_database_that_was_named_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////elsewhere/db.sqlite3")
    start.prepare_demo_environment()
    assert os.environ["DATABASE_URL"] == "sqlite:////elsewhere/db.sqlite3"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_second_start_of_the_demo_changes_no_row() -> None:
    start.prepare_database(with_sample=True)
    first = count_rows()
    start.prepare_database(with_sample=True)
    assert first["plans.ActionItem"] == 25
    assert first["progress.ProgressRecord"] >= 25
    assert count_rows() == first


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_start_brings_the_plan_but_no_sample() -> None:
    start.prepare_database(with_sample=False)
    assert count_rows()["plans.ActionItem"] == 25
    assert count_rows()["plans.User"] == 0
    assert count_rows()["progress.AnnualReview"] == 0


def test_a_second_start_waits_until_the_first_has_prepared(
    blank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []
    monkeypatch.setattr(start, "prepare_database", lambda *, with_sample: done.append("prepared"))
    monkeypatch.setattr(start, "serve", lambda: done.append("served"))
    with start.one_at_a_time():
        second = Thread(target=start.start, args=("demo",))
        second.start()
        second.join(timeout=0.3)
        assert second.is_alive()
        assert done == []
        assert "SECRET_KEY" not in os.environ
    second.join(timeout=10)
    assert done == ["prepared", "served"]
    assert "ほかの起動が準備をしています" in capsys.readouterr().out


def test_a_start_that_fails_leaves_the_way_free(
    blank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*, with_sample: bool) -> None:
        raise OSError("満杯")

    monkeypatch.setattr(start, "prepare_database", fail)
    with pytest.raises(OSError, match="満杯"):
        start.start("demo")
    with start.one_at_a_time():
        pass
