"""静的な写しを置くフォルダー。書き終えるまで前の写しを残し、ほかのファイルには触れない。"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.base import CommandError

from reports.management.writing import reason_of

if TYPE_CHECKING:
    from collections.abc import Mapping

LISTING = ".site-files"


def replace_site(directory: Path, files: Mapping[str, bytes]) -> None:
    """フォルダーの写しを files（場所 → 中身）に替える。

    全部を中の仮のフォルダーに書き終えてから置き替えるので、途中で書けなくなっても前の写しが残る。
    空でも前の写しでもないフォルダーと、書けないときは、理由を添えた CommandError。
    """
    stage = directory / f".part-{os.getpid()}"
    try:
        earlier = _earlier_files(directory)
        for name, content in files.items():
            _write(stage / name, content)
        _write(stage / LISTING, "".join(f"{name}\n" for name in files).encode())
        for name in (*files, LISTING):
            _move(stage / name, directory / name)
        for name in earlier - set(files):
            _remove(directory, name)
    except OSError as error:
        raise CommandError(f"{directory} に書き出せません（{reason_of(error)}）。") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _earlier_files(directory: Path) -> set[str]:
    """前の写しのファイル。フォルダーがないか空なら、空の集まり。"""
    listing = directory / LISTING
    if listing.is_file():
        return _read_listing(listing)
    if directory.is_dir() and any(directory.iterdir()):
        raise CommandError(
            f"{directory} には、ほかのファイルがあります。空のフォルダーを指定してください。"
        )
    return set()


def _read_listing(listing: Path) -> set[str]:
    """前の写しの一覧。壊れていれば、何が前の写しか分からないので CommandError。"""
    try:
        text = listing.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise CommandError(
            f"前の写しの一覧（{listing}）が壊れています。空のフォルダーを指定してください。"
        )
    return set(text.splitlines())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _remove(directory: Path, name: str) -> None:
    """前の写しだけにあったファイルを消す。一覧が書き替えられていても、外のものは消さない。"""
    root, path = directory.resolve(), (directory / name).resolve()
    if root not in path.parents:
        return
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or any(folder.iterdir()):
            return
        folder.rmdir()
