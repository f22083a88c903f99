"""管理コマンドと移行の約束。"""

import re

import pytest
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db.migrations.loader import MigrationLoader
from django.utils.module_loading import import_string

from tests.structure.sources import OWN_APPS, ROOMS, ROOT, python_files


def own_commands() -> dict[str, str]:
    files = [file for room in ROOMS for file in (ROOT / room / "management/commands").glob("*.py")]
    return {file.stem: file.parts[-4] for file in files if not file.stem.startswith("_")}


def test_every_command_is_named_in_a_test_that_runs_it() -> None:
    tests = "\n".join(file.read_text(encoding="utf-8") for file in python_files("tests"))
    uncovered = [name for name in own_commands() if not re.search(rf'"{name}"', tests)]
    assert uncovered == []


def test_every_command_explains_itself_in_japanese() -> None:
    for name, room in own_commands().items():
        command: BaseCommand = import_string(f"{room}.management.commands.{name}.Command")()
        assert re.search(r"[ぁ-んァ-ヶ一-龠]", command.help), name


def test_every_command_that_the_documents_name_exists() -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in documents)
    named = set(re.findall(r"manage\.py ([a-z_]+)", text))
    named |= set(re.findall(r"^\| `([a-z]+_[a-z_]+)", text, flags=re.MULTILINE))
    named |= set(re.findall(r"` / `([a-z]+_[a-z_]+)`", text))
    assert named
    assert named - set(get_commands()) == set()


@pytest.mark.django_db
def test_the_models_need_no_further_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_migrations_of_each_room_form_one_line() -> None:
    loader = MigrationLoader(connection=None)
    for app in OWN_APPS:
        leaves = loader.graph.leaf_nodes(app)
        assert len(leaves) <= 1, leaves
    assert loader.detect_conflicts() == {}
