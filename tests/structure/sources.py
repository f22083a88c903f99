"""構造の試験が調べるファイルの集め方。"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("config", "plans", "progress", "reports")
OWN_APPS = ("plans", "progress", "reports")
OWN_FOLDERS = (*ROOMS, "tests", "fixtures", "templates", "static", "locale", "docs", ".ci")
OWN_FILES = (
    "manage.py",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "Makefile",
    "requirements.txt",
    "requirements-dev.txt",
    ".gitignore",
)
TEXT_ENDINGS = {
    "", ".css", ".csv", ".html", ".ini", ".js", ".json", ".md", ".po", ".py", ".sh", ".svg",
    ".toml", ".txt", ".typ", ".yaml", ".yml",
}  # fmt: skip


def python_files(*folders: str) -> list[Path]:
    """folders にある Python ファイル。移行（migrations）は除く。"""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def text_files() -> list[Path]:
    """製品に入る文字のファイルすべて。"""
    files = [ROOT / name for name in OWN_FILES]
    for folder in OWN_FOLDERS:
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    return sorted(
        path
        for path in files
        if path.is_file() and path.suffix in TEXT_ENDINGS and "__pycache__" not in path.parts
    )


def name_of(path: Path) -> str:
    """一番上の階層から見たファイルの名前。"""
    return str(path.relative_to(ROOT))
