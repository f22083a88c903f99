"""部屋の並びと、ファイルの大きさ、名前の約束。"""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.structure.sources import ROOMS, ROOT, name_of, python_files, text_files

TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "Makefile", "README.md", "config", "docs", "fixtures",
    "locale", "manage.py", "plans", "progress", "pyproject.toml", "reports",
    "requirements-dev.txt", "requirements.txt", "static", "templates", "tests", "var",
}  # fmt: skip
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "services.py", "signals.py", "common.py", "misc.py"}
# 分けて書くのは、この試験の文そのものが引っかからないようにするため。
REGISTRY_HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".", "deb.debian" + ".org")
PRIVATE_PATHS = ("/" + "work/", "/" + "tmp/brief")
MAXIMUM_LINES = 400
MAXIMUM_FUNCTION_LINES = 40
MAXIMUM_MAKE_TARGETS = 10


def tracked_names() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listing.stdout.split("\0") if name]


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def imported_packages(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def normal_name(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_the_top_level_holds_only_what_the_design_names() -> None:
    assert {name.split("/")[0] for name in tracked_names()} <= TOP_LEVEL


def test_no_module_is_a_drawer_for_everything() -> None:
    found = [name_of(path) for path in python_files(*ROOMS) if path.name in FORBIDDEN_NAMES]
    assert found == []


def test_no_room_listens_to_signals() -> None:
    found = [
        name_of(path)
        for path in python_files(*ROOMS)
        if "django.db.models.signals" in path.read_text(encoding="utf-8")
        or "django.dispatch" in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files(*ROOMS, "tests")
    }
    assert {name: length for name, length in lengths.items() if length > MAXIMUM_LINES} == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    too_long = {
        f"{name_of(path)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in python_files(*ROOMS)
        for function in functions_of(path)
        if (function.end_lineno or 0) - function.lineno + 1 > MAXIMUM_FUNCTION_LINES
    }
    assert too_long == {}


def test_no_file_leaves_work_for_later() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X:")
    found = [
        name_of(path)
        for path in python_files(*ROOMS, "tests")
        if any(word in path.read_text(encoding="utf-8") for word in words)
    ]
    assert found == []


@pytest.mark.parametrize("host", REGISTRY_HOSTS)
def test_no_file_names_the_host_of_a_registry(host: str) -> None:
    found = [name_of(path) for path in text_files() if host in path.read_text(encoding="utf-8")]
    assert found == []


@pytest.mark.parametrize("place", PRIVATE_PATHS)
def test_no_file_names_a_place_that_only_its_makers_have(place: str) -> None:
    found = [name_of(path) for path in text_files() if place in path.read_text(encoding="utf-8")]
    assert found == []


def test_the_makefile_keeps_to_ten_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    phony = next(line for line in makefile if line.startswith(".PHONY:"))
    targets = phony.split()[1:]
    assert len(targets) <= MAXIMUM_MAKE_TARGETS
    assert {"setup", "demo", "run", "test", "test-fast", "check", "bench"} <= set(targets)


def test_continuous_integration_calls_make_test_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines == ["#!/bin/sh", "exec make test"]


def test_the_lock_files_pin_every_package_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        entries = [line for line in text.splitlines() if line and line[0] not in " #"]
        assert entries
        assert all("==" in line and line.endswith("\\") for line in entries)
        assert text.count("--hash=sha256:") >= len(entries)


def test_the_run_lock_is_part_of_the_development_lock() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        return {line.split(" ")[0] for line in lines if line and line[0] not in " #"}

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


@pytest.mark.slow
def test_imports_run_one_way_only() -> None:
    command = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("lock", "folders"), [("requirements.txt", ROOMS), ("requirements-dev.txt", ("tests",))]
)
def test_only_locked_packages_are_imported(lock: str, folders: tuple[str, ...]) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    locked = {line.split("==")[0] for line in text.splitlines() if line and line[0] not in " #"}
    owners = packages_distributions()
    foreign = {
        f"{name_of(path)}: {name}"
        for path in python_files(*folders)
        for name in imported_packages(path) - {*ROOMS, "tests"} - sys.stdlib_module_names
        if not {normal_name(owner) for owner in owners.get(name, ["?"])} & locked
    }
    assert foreign == set()
