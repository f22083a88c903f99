"""書き出すファイルの扱い。書きかけのファイルを残さない。"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.core.management.base import CommandError

if TYPE_CHECKING:
    from pathlib import Path


def write_file(path: Path, content: bytes) -> None:
    """ファイルを書く: 隣に書き終えてから名を改めるので、途中で止まっても元のまま残る。

    書けなければ、理由を添えた CommandError。
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise CommandError(f"{path} に書き出せません（{error.strerror}）。") from error
    finally:
        part.unlink(missing_ok=True)
