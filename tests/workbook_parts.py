"""ブックの部品を差し替えて、悪いブックやいびつなブックを作る道具。"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile

Change = bytes | None | Callable[[bytes], bytes]


def parts_of(content: bytes) -> dict[str, bytes]:
    """部品の名と中身。"""
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """部品からブックを作る。"""
    content = io.BytesIO()
    with ZipFile(content, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


def rebuild(content: bytes, changes: Mapping[str, Change]) -> bytes:
    """部品を差し替える。None は取り除き、関数は今の中身から作る。"""
    parts = parts_of(content)
    for name, change in changes.items():
        if change is None:
            parts.pop(name)
        else:
            parts[name] = change(parts.get(name, b"")) if callable(change) else change
    return pack(parts)


def replace(old: str, new: str, count: int = -1) -> Callable[[bytes], bytes]:
    """文字を置き換える変え方。なければ試験の誤り。"""

    def change(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode(), count)

    return change


def set_cell(place: str, inner: str, attributes: str = "") -> Callable[[bytes], bytes]:
    """ますの中身の XML を書きかえる変え方。"""
    pattern = re.compile(
        rf'<c r="{place}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)'.encode(), re.DOTALL
    )

    def change(data: bytes) -> bytes:
        assert pattern.search(data), place
        made = f"{attributes}>{inner}</c>".encode()
        return pattern.sub(
            lambda match: f'<c r="{place}"'.encode() + (match[1] or b"") + made, data, count=1
        )

    return change


def text_cell(place: str, text: str) -> Callable[[bytes], bytes]:
    """ますを文字にする変え方。"""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    inner = f'<is><t xml:space="preserve">{escaped}</t></is>'
    return set_cell(place, inner, ' t="inlineStr"')


def both(*changes: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """続けて行う変え方。"""

    def change(data: bytes) -> bytes:
        for one in changes:
            data = one(data)
        return data

    return change


def before_end(tag: str, extra: str) -> Callable[[bytes], bytes]:
    """終わりの札の前に加える変え方。"""
    return replace(f"</{tag}>", f"{extra}</{tag}>", 1)
