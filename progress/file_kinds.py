"""受け取ってよいファイルの種類。名前や申告でなく、中身の先頭と組み立てで見分ける。"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1024 * 1024
MAXIMUM_BYTES = 10 * MEGABYTE
# 目録（central directory）の上限。普通の xlsx は数キロバイトで、これを超えるものは壊れているか罠。
MAXIMUM_DIRECTORY_BYTES = MEGABYTE
END_OF_DIRECTORY = b"PK\x05\x06"
LONG_DIRECTORY = b"PK\x06\x07"
END_RECORD_BYTES = 22
LONGEST_COMMENT = 65_535
MACROS = "xl/vbaProject.bin"


class FileKindError(ValueError):
    """受け取れないファイル。本文は画面に出す日本語の文。"""


@dataclass(frozen=True, slots=True)
class FileKind:
    """ファイルの種類: 画面での名、配るときの種類と拡張子、中身の確かめ方。"""

    label: str
    content_type: str
    extension: str
    matches: Callable[[IO[Any]], bool]


def _starts_with(*signatures: bytes) -> Callable[[IO[Any]], bool]:
    def matches(file: IO[Any]) -> bool:
        file.seek(0)
        return bool(file.read(16).startswith(signatures))

    return matches


def _is_workbook(file: IO[Any]) -> bool:
    """マクロのない Excel ブック（xlsx）か。目録だけを読み、中身は展開しない。"""
    if not _starts_with(b"PK\x03\x04")(file) or not _has_short_directory(file):
        return False
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    has_sheets = any(name.startswith("xl/") for name in names)
    return "[Content_Types].xml" in names and has_sheets and MACROS not in names


def _has_short_directory(file: IO[Any]) -> bool:
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - END_RECORD_BYTES - LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(END_OF_DIRECTORY)
    if at < 0 or len(tail) < at + END_RECORD_BYTES or LONG_DIRECTORY in tail:
        return False
    (length,) = struct.unpack_from("<L", tail, at + 12)
    return int(length) <= MAXIMUM_DIRECTORY_BYTES


KINDS = (
    FileKind("PDF", "application/pdf", ".pdf", _starts_with(b"%PDF-")),
    FileKind("PNG画像", "image/png", ".png", _starts_with(b"\x89PNG\r\n\x1a\n")),
    FileKind("JPEG画像", "image/jpeg", ".jpg", _starts_with(b"\xff\xd8\xff")),
    FileKind(
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
        _is_workbook,
    ),
)
KINDS_BY_TYPE = {kind.content_type: kind for kind in KINDS}


def detect_kind(file: IO[Any], size: int) -> FileKind:
    """ファイルの種類を中身から決める。size は大きさ（バイト）。

    大きすぎるか、空か、受け取れる種類でなければ FileKindError。読む位置は先頭に戻す。
    """
    if size > MAXIMUM_BYTES:
        raise FileKindError(f"ファイルは{MAXIMUM_BYTES // MEGABYTE}MBまでにしてください。")
    found = next((kind for kind in KINDS if kind.matches(file)), None)
    file.seek(0)
    if found is None:
        raise FileKindError(
            "PDF、画像（PNG・JPEG）、Excel（xlsx、マクロなし）のどれかにしてください。"
        )
    return found
