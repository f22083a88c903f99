"""書き出すファイルの扱い。書きかけのファイルを残さない。"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from django.core.management.base import CommandError

if TYPE_CHECKING:
    from pathlib import Path

REASONS = {
    errno.EACCES: "書き込む権限がありません",
    errno.EEXIST: "同じ名前のファイルがあります",
    errno.EISDIR: "同じ名前のフォルダーがあります",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.ENOENT: "その場所がありません",
    errno.ENOSPC: "空き容量がありません",
    errno.ENOTDIR: "途中の名前がフォルダーではありません",
    errno.EPERM: "書き込む権限がありません",
    errno.EROFS: "書き込めない場所です",
}


def write_file(path: Path, content: bytes) -> None:
    """ファイルを書く: 隣に書き終えてから名を改めるので、途中で止まっても元のまま残る。

    書けなければ、理由を添えた CommandError。
    """
    part = path.parent / f".{path.name}.{os.getpid()}.part"
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise CommandError(f"{path} に書き出せません（{reason_of(error)}）。") from error
    finally:
        _drop(part)


def reason_of(error: OSError) -> str:
    """書けない理由: OS の知らせを日本語で返す。表にないものは OS のことばのまま。"""
    return REASONS.get(error.errno or 0, error.strerror or str(error))


def _drop(part: Path) -> None:
    # 書けなかった理由を、片付けの失敗で隠さない。
    with suppress(OSError):
        part.unlink()
