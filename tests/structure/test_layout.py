"""部屋の並びと、ファイルの大きさ、名前の約束。"""

import ast
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

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


def pins(lock: str) -> list[Requirement]:
    """錠 lock に並ぶ、名前と版（付くなら extras も）。"""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return [Requirement(line.rstrip("\\ ")) for line in lines if line and line[0] not in " #"]


def extras_left_out(locked: list[Requirement]) -> list[str]:
    """入れたパッケージが extras 付きで求めるのに、錠に extras の付かないもの。"""
    named = {normal_name(pin.name): pin.extras for pin in locked}
    wanted = [wish for pin in locked for wish in needs_of(pin)]
    return [str(wish) for wish in wanted if wish.extras - named.get(normal_name(wish.name), set())]


def needs_of(pin: Requirement) -> list[Requirement]:
    """錠の一行のパッケージが、いまのここで求めるもの（入っていなければない）。"""
    try:
        wishes = [Requirement(text) for text in requires(pin.name) or ()]
    except PackageNotFoundError:
        return []
    extras = ("", *pin.extras)
    return [
        wish
        for wish in wishes
        if not wish.marker or any(wish.marker.evaluate({"extra": extra}) for extra in extras)
    ]


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
    assert set(pins("requirements.txt")) <= set(pins("requirements-dev.txt"))


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_file_names_the_extras_that_its_packages_ask_for(lock: str) -> None:
    # 名に extras がないと、pip 23 は後から出た新しい版を選び、固定していないと言って止まる。
    assert extras_left_out(pins(lock)) == []
    bare = [Requirement("psutil[dev]==7"), Requirement("validate-pyproject==0")]
    assert [wish.split("]")[0] for wish in extras_left_out(bare)] == ["validate-pyproject[all"]


@pytest.mark.slow
def test_imports_run_one_way_only() -> None:
    command = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("lock", "folders"), [("requirements.txt", ROOMS), ("requirements-dev.txt", ("tests",))]
)
def test_only_locked_packages_are_imported(lock: str, folders: tuple[str, ...]) -> None:
    locked = {normal_name(pin.name) for pin in pins(lock)}
    owners = packages_distributions()
    foreign = {
        f"{name_of(path)}: {name}"
        for path in python_files(*folders)
        for name in imported_packages(path) - {*ROOMS, "tests"} - sys.stdlib_module_names
        if not {normal_name(owner) for owner in owners.get(name, ["?"])} & locked
    }
    assert foreign == set()
