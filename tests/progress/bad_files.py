"""悪いファイルの目録（前半）: 箱と部品の壊れたもの。名から中身を引く。

good は記入用のExcel。sheet1 が「はじめに」、sheet2 が指標の実績、sheet3 が実施内容の進捗、
sheet4 がまとめ。
"""

from __future__ import annotations

import io
import random
import struct
import warnings
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZIP_STORED, ZipFile

from tests.workbook_parts import before_end, pack, parts_of, rebuild, replace

Files = dict[str, bytes]
SHEETS = {f"sheet{number}": f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3, 4)}
XML_PARTS = {
    **SHEETS,
    "workbook": "xl/workbook.xml",
    "links": "xl/_rels/workbook.xml.rels",
    "root links": "_rels/.rels",
    "styles": "xl/styles.xml",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
RARE = random.Random(20211123)  # noqa: S311


def not_a_workbook(good: bytes) -> Files:
    """ブックではないファイル。"""
    wide = "課,値".encode("utf-16")
    return {
        "empty": b"",
        "one space": b" ",
        "csv": "課,値\r\n総務課,1\r\n".encode(),
        "csv with a mark": "課,値".encode("utf-8-sig"),
        "csv of an old system": "課,値".encode("cp932"),
        "wide text": wide,
        "web page": b"<!doctype html><table><tr><td>1</td></tr></table>",
        "table of an old web page": b"\r\n  <html xmlns:x='urn:schemas-microsoft-com'>",
        "xml of 2003": b"<?xml version='1.0'?><Workbook/>",
        "pdf": b"%PDF-1.7\n\x00",
        "png": b"\x89PNG\r\n\x1a\n\x00",
        "jpeg": b"\xff\xd8\xff\xe0\x00",
        "gif": b"GIF89a\x00",
        "rich text": b"{\\rtf1}",
        "gzip": b"\x1f\x8b\x08\x00" + bytes(20),
        "rar": b"Rar!\x1a\x07\x00",
        "seven zip": b"7z\xbc\xaf\x27\x1c\x00",
        "sylk": b"ID;PWXL;N;E\r\n",
        "old excel": OLE,
        "word of old": OLE + "WordDocument".encode("utf-16-le"),
        "slides of old": OLE + "PowerPoint Document".encode("utf-16-le"),
        "with a password": OLE + "EncryptedPackage".encode("utf-16-le"),
        "zeros": bytes(1000),
        "random bytes": b"\x00" + RARE.randbytes(3000),
    }


def cut_short(good: bytes) -> Files:
    """途中で切れたもの、頭や真ん中の欠けたもの。"""
    length = len(good)
    files = {f"first {part} of 12": good[: length * part // 12] for part in range(1, 12)}
    files["without the last byte of the list"] = good[:-40]
    files["without its mark"] = b"XX" + good[2:]
    files["middle left out"] = good[: length // 3] + good[length // 2 :]
    files["middle of nothing"] = (
        good[: length // 4] + bytes(length // 2) + good[length // 4 + length // 2 :]
    )
    files["only the mark"] = b"PK\x03\x04"
    files["empty box"] = b"PK\x05\x06" + bytes(18)
    return files


def other_kinds(good: bytes) -> Files:
    """別の種類のファイル。"""
    types = "[Content_Types].xml"
    locked = bytearray(good)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = locked.find(mark)
        while start >= 0:
            locked[start + place] |= 1
            start = locked.find(mark, start + 4)
    inside = {types: b"<Types/>"}
    named = {
        "word": "word/document.xml",
        "slides": "ppt/presentation.xml",
        "binary excel": "xl/workbook.bin",
        "numbers": "Index/Document.iwa",
        "open document": "META-INF/manifest.xml",
        "password in a box": "EncryptedPackage",
        "macro": "xl/vbaProject.bin",
        "macro in capitals": "XL/VBAPROJECT.BIN",
    }
    return {
        "locked box": bytes(locked),
        **{name: pack({**inside, part: b"x"}) for name, part in named.items()},
        "macro by its type": rebuild(good, {types: replace("sheet.main", "sheet.macroEnabled")}),
        "macro added": rebuild(good, {"xl/vbaProject.bin": b"x"}),
        "plain box": pack({"a.txt": b"x"}),
        "workbook in a box": pack({"book.xlsx": good}),
        "no list of types": rebuild(good, {types: None}),
        "no workbook": rebuild(good, {"xl/workbook.xml": None}),
        "links to nowhere": rebuild(
            good, {"_rels/.rels": replace("xl/workbook.xml", "xl/nowhere.xml")}
        ),
    }


def too_large(good: bytes) -> Files:
    """大きさと数の限りを超えるもの。"""
    blank = b" " * 2_000_000
    many = {f"xl/media/image{number}.bin": b"" for number in range(201)}
    padded = {f"xl/worksheets/{name}.xml": blank for name in ("sheet2", "sheet3", "sheet4")}
    five = RARE.randbytes(5 * 1024 * 1024 + 1)
    files = {
        "six megabytes": good + five,
        "six megabytes of text": b"a,b\r\n" * 1_200_000,
        "six megabytes inside": rebuild(good, {"xl/media/image1.png": five}),
        "two hundred parts": rebuild(good, many),
        "two thousand parts": rebuild(good, {f"a{number}": b"" for number in range(2000)}),
        "fifty megabytes": rebuild(
            good, {f"xl/media/{number}.bin": bytes(9_000_000) for number in range(6)}
        ),
        "one part of sixty megabytes": rebuild(good, {"xl/media/a.bin": bytes(60_000_000)}),
    }
    for name, part in {**padded, **dict.fromkeys(XML_PARTS.values(), blank)}.items():
        files[f"ratio of {name}"] = rebuild(good, {name: part})
    return files


def declarations(good: bytes) -> Files:
    """実体の宣言（DTD）のあるもの。"""
    laughs = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 12))
    kinds = {
        "plain": '<!DOCTYPE x [<!ENTITY a "b">]>',
        "outside": '<!DOCTYPE x SYSTEM "http://example.jp/x.dtd">',
        "laughs": f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>',
    }
    return {
        f"{kind} in {part}": rebuild(
            good,
            {path: lambda data, words=words: _after_head(data, words)},  # type: ignore[misc]
        )
        for part, path in XML_PARTS.items()
        for kind, words in kinds.items()
    }


def _after_head(data: bytes, words: str) -> bytes:
    head, mark, rest = data.partition(b"?>")
    if not mark:
        return words.encode() + data
    return head + mark + words.encode() + rest


def broken_markup(good: bytes) -> Files:
    """XML の壊れた部品。"""
    needed = {key: path for key, path in XML_PARTS.items() if key != "sheet1"}
    breaks = {
        "cut": lambda data: data[: len(data) * 2 // 3],
        "unclosed": lambda data: data.rstrip()[:-2],
        "control letter": lambda data: data.replace(b">", b">\x07", 3),
        "not its letters": lambda data: b"\xff\xfe" + data,
    }
    return {
        f"{name} in {key}": rebuild(good, {path: change})
        for key, path in needed.items()
        for name, change in breaks.items()
    }


def strange_boxes(good: bytes) -> Files:
    """箱のしくみの珍しいもの。"""
    parts = parts_of(good)
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        twice = {f"{key} twice": _with_double(parts, path) for key, path in XML_PARTS.items()}
    link = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    files = {
        "packed by bzip2": pack(parts, ZIP_BZIP2),
        "packed by lzma": pack(parts, ZIP_LZMA),
        "one part by lzma": _with_method(parts, "xl/workbook.xml", ZIP_LZMA),
        "link to another book": rebuild(good, link),
        "link in capitals": rebuild(good, {"xl/ExternalLinks/a.xml": b"x"}),
        "sizes that lie": _with_size(good, 3),
        "sizes that lie much": _with_size(good, 49_000_000),
        **twice,
    }
    for key in ("sheet2", "sheet3", "sheet4"):
        files[f"deep nest in {key}"] = rebuild(
            good, {SHEETS[key]: before_end("sheetData", "<x>" * 100 + "</x>" * 100)}
        )
    return files


def _with_double(parts: dict[str, bytes], path: str) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.writestr(path.upper(), parts[path])
    return content.getvalue()


def _with_method(parts: dict[str, bytes], path: str, method: int) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data, compress_type=method if name == path else None)
    return content.getvalue()


def _with_size(good: bytes, size: int) -> bytes:
    """目次のすべての部品の大きさを偽ったもの。"""
    changed = bytearray(good)
    start = changed.find(b"PK\x01\x02")
    while start >= 0:
        changed[start + 24 : start + 28] = struct.pack("<I", size)
        start = changed.find(b"PK\x01\x02", start + 4)
    return bytes(changed)


BOX_FAMILIES = (
    not_a_workbook,
    cut_short,
    other_kinds,
    too_large,
    declarations,
    broken_markup,
    strange_boxes,
)
