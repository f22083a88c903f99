"""届いたファイルの箱（zip）を、開く前に確かめる。種類、大きさ、部品の数と圧縮の比。"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from plans.workbooks.problems import WorkbookError

MEGABYTE = 1024 * 1024
MAX_FILE = 5 * MEGABYTE
MAX_ENTRIES = 200
MAX_UNPACKED = 50 * MEGABYTE
# 小さな部品は正直なファイルでもよく縮むので、これより大きい部品だけ比を見る。
RATIO_FROM = MEGABYTE
MAX_RATIO = 100
CHUNK = 64 * 1024

SAVE_AS = "Excelの「名前を付けて保存」で「Excelブック（.xlsx）」を選んで保存し直してください。"
UNREADABLE = f"Excelのファイルとして読めません。壊れているかもしれません。{SAVE_AS}"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("EncryptedPackage", "パスワードの付いたExcelのファイルです。パスワードを外してください。"),
    ("WordDocument", f"Wordの文書です。{SAVE_AS}"),
    ("PowerPoint Document", f"PowerPointの文書です。{SAVE_AS}"),
)
_STARTS = (
    (b"%PDF", f"PDFのファイルです。{SAVE_AS}"),
    (b"\x89PNG", f"画像のファイルです。{SAVE_AS}"),
    (b"\xff\xd8\xff", f"画像のファイルです。{SAVE_AS}"),
    (b"GIF8", f"画像のファイルです。{SAVE_AS}"),
    (b"Rar!", f"圧縮（RAR）のファイルです。中のExcelのファイルを取り出してください。{SAVE_AS}"),
    (
        b"7z\xbc\xaf",
        f"圧縮（7z）のファイルです。中のExcelのファイルを取り出してください。{SAVE_AS}",
    ),
    (
        b"\x1f\x8b",
        f"圧縮（gzip）のファイルです。中のExcelのファイルを取り出してください。{SAVE_AS}",
    ),
    (b"{\\rtf", f"リッチテキストの文書です。{SAVE_AS}"),
    (b"ID;P", f"古い表計算の形式（SYLK）のファイルです。{SAVE_AS}"),
)
_MARKUP = f"ウェブページかXMLのファイルです。{SAVE_AS}"
_PLAIN_TEXT = f"文字だけのファイル（CSVなど）です。{SAVE_AS}"
_OLD_EXCEL = f"古い形式（.xls）のExcelのファイルです。{SAVE_AS}"
_MACRO = f"マクロの付いたExcelのファイル（.xlsm）です。{SAVE_AS}"
_LINKED = "ほかのブックへのリンクがあります。リンクのますを「値の貼り付け」に直してください。"
# zip の中にこの名があれば、この種類。
_ZIP_KINDS = (
    ("xl/vbaproject.bin", _MACRO),
    ("xl/workbook.bin", f"バイナリ形式（.xlsb）のExcelのファイルです。{SAVE_AS}"),
    ("word/document.xml", f"Wordの文書です。{SAVE_AS}"),
    ("ppt/presentation.xml", f"PowerPointの文書です。{SAVE_AS}"),
    ("meta-inf/manifest.xml", f"OpenDocument（.odsなど）のファイルです。{SAVE_AS}"),
    ("index/document.iwa", f"Numbersのファイルです。Excelに書き出してください。{SAVE_AS}"),
    ("encryptedpackage", "パスワードの付いたExcelのファイルです。パスワードを外してください。"),
)


@dataclass(slots=True)
class Package:
    """確かめ終えた箱。部品を少しずつ取り出せる。"""

    archive: ZipFile
    entries: dict[str, ZipInfo]

    def has(self, name: str) -> bool:
        """この名の部品があるか。大文字と小文字は区別しない。"""
        return name.lower() in self.entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """部品の中身を、少しずつ。なければ空、壊れていれば WorkbookError。"""
        info = self.entries.get(name.lower())
        if info is None:
            return
        try:
            with self.archive.open(info) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise WorkbookError(UNREADABLE) from error


def open_package(content: bytes) -> Package:
    """届いたバイト列を確かめて箱にする。受け取れない種類や大きさなら WorkbookError。"""
    if not content:
        raise WorkbookError(f"空のファイルです。{SAVE_AS}")
    if len(content) > MAX_FILE:
        raise WorkbookError(f"ファイルが大きすぎます。{MAX_FILE // MEGABYTE}MBまで受け取れます。")
    if not content.startswith(b"PK"):
        raise WorkbookError(_name_kind(content))
    try:
        archive = ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    # 壊れた目次では、zipfile がいろいろな例外を出す。
    except Exception as error:
        raise WorkbookError(UNREADABLE) from error
    _check_entries(entries)
    package = Package(archive, {_plain_name(entry): entry for entry in entries})
    _check_kind(package)
    return package


def _name_kind(content: bytes) -> str:
    if content.startswith(_OLE):
        for word, message in _OLE_KINDS:
            if word.encode("utf-16-le") in content:
                return message
        return _OLD_EXCEL
    for start, message in _STARTS:
        if content.startswith(start):
            return message
    head = content[:4096]
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return _MARKUP
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return _PLAIN_TEXT if is_wide or b"\x00" not in head else UNREADABLE


def _plain_name(entry: ZipInfo) -> str:
    return entry.filename.replace("\\", "/").lstrip("/").lower()


def _check_entries(entries: list[ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise WorkbookError(f"ファイルの中の部品が{MAX_ENTRIES}個を超えています。{SAVE_AS}")
    if len({_plain_name(entry) for entry in entries}) < len(entries):
        raise WorkbookError(f"ファイルの中に同じ名の部品が重なっています。{SAVE_AS}")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        limit = MAX_UNPACKED // MEGABYTE
        raise WorkbookError(
            f"展開した大きさが{limit}MBを超えます。要らないシートを消してください。"
        )
    for entry in entries:
        if entry.flag_bits & 1:
            raise WorkbookError("パスワードの付いたファイルです。パスワードを外してください。")
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise WorkbookError(f"Excelが使わない圧縮の形式です。{SAVE_AS}")
        if entry.file_size > max(RATIO_FROM, MAX_RATIO * entry.compress_size):
            raise WorkbookError(
                f"中身の同じくり返しが多すぎます（圧縮の比が{MAX_RATIO}倍を超えます）。"
                "何も書いていない行と列を削除してください。"
            )


def _check_kind(package: Package) -> None:
    for name, message in _ZIP_KINDS:
        if package.has(name):
            raise WorkbookError(message)
    if not package.has("[Content_Types].xml"):
        raise WorkbookError(f"Excelのファイルではありません（圧縮したファイルなど）。{SAVE_AS}")
    types = b"".join(package.chunks("[Content_Types].xml"))
    if b"macroEnabled" in types:
        raise WorkbookError(_MACRO)
    if any(name.startswith("xl/externallinks/") for name in package.entries):
        raise WorkbookError(_LINKED)
