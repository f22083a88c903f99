"""typst による組版。一度に一つだけ組み、同じデータからは同じバイト列を作る。

落とし穴（notes は docs/decisions にまとめた）:
- 組版した後に fork した子では組版が止まる。親のプロセスで組版しないこと。
- 作業用の Compiler は使い回せないので、モジュールの関数だけを使う。
"""

import ctypes
import json
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "typ"
FONTS = HERE / "fonts"
# typst の型の宣言は、ファイルの辞書や文字列の並びを受けないので Any とする。
STANDARDS: Any = ["a-2a", "ua-1"]
JAPAN = timezone(timedelta(hours=9))
# typst は10世代前までの結果を覚え続ける。空の組版で世代を進めて忘れさせる。
GENERATIONS_TO_FORGET = 11
# 紙の大きさを図に合わせる、図だけの一枚。
PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image("figure.svg", width: 440pt)
"""

# 別のプロセスが、組めない訳を言って終わるときの番号と、待つ長さ。
REFUSED, SECONDS_APART = 3, 50
PAGE_OBJECT = re.compile(rb"/Type\s*/Page\b(?!s)")

_one_at_a_time = threading.Lock()


class PdfError(RuntimeError):
    """印刷の誤り: 組めなかった理由と項目を、利用者に見せられる日本語で持つ。"""


@dataclass(frozen=True)
class PdfDocument:
    """組み上がった印刷物: PDFのバイト列と、書体になく印字できなかった字の並び。"""

    content: bytes
    lost: tuple[str, ...]


@cache
def fonts() -> typst.Fonts:
    """同梱の書体だけを読み込む。初めて組むとき（worker が分かれた後）に一度だけ。"""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


@cache
def templates() -> dict[str, bytes]:
    """組版のひな形: ファイル名から中身を引く辞書。"""
    return {path.name: path.read_bytes() for path in sorted(TEMPLATES.glob("*.typ"))}


def compile_pdf(
    sheet_data: Mapping[str, object], made_on: date, *, entry: str = "main.typ"
) -> bytes:
    """PDFを組む: 印字用の辞書と作成日（PDFの日時になる）から PDF のバイト列を返す。

    entry は入口のひな形。
    組めないとき、または警告（知らない書体、収束しない等）が一つでもあれば PdfError。
    """
    text = json.dumps(sheet_data, ensure_ascii=False, sort_keys=True)
    files = templates() | {"main.typ": templates()[entry], "data.json": text.encode()}
    with _one_at_a_time, tempfile.TemporaryDirectory() as empty_root:
        try:
            return _compile(files, made_on, empty_root)
        finally:
            _forget(empty_root)


def compile_apart(
    sheet_data: Mapping[str, object], made_on: date, *, entry: str = "main.typ"
) -> bytes:
    """compile_pdf と同じものを、別のプロセスで組む。大きな印刷物で worker が太らないように。

    組めないとき、途中で止まったときは PdfError。
    """
    request = {"data": sheet_data, "made_on": made_on.isoformat(), "entry": entry}
    text = json.dumps(request, ensure_ascii=False, sort_keys=True)
    with _one_at_a_time:
        try:
            made = subprocess.run(  # noqa: S603
                [sys.executable, "-I", __file__],
                input=text.encode(),
                capture_output=True,
                timeout=SECONDS_APART,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise PdfError(f"{SECONDS_APART}秒かかっても組み終わりません。") from error
    if made.returncode == REFUSED:
        raise PdfError(made.stderr.decode())
    if made.returncode:
        raise PdfError("組版が途中で止まりました。メモリーが足りないことがあります。")
    return made.stdout


def _answer_apart() -> int:
    """別のプロセスとして: 標準入力の注文を組み、PDF を標準出力へ、断る訳を標準エラーへ書く。"""
    request = json.load(sys.stdin.buffer)
    try:
        made_on = date.fromisoformat(request["made_on"])
        content = compile_pdf(request["data"], made_on, entry=request["entry"])
    except PdfError as error:
        sys.stderr.buffer.write(str(error).encode())
        return REFUSED
    sys.stdout.buffer.write(content)
    return 0


def _compile(files: Any, made_on: date, root: str) -> bytes:
    try:
        content, warnings = typst.compile_with_warnings(
            files,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=datetime.combine(made_on, time(), JAPAN),
            **_confined_to(root),
        )
    except typst.TypstError as error:
        raise PdfError(error.diagnostic or error.message) from error
    if warnings:
        raise PdfError(warnings[0].message)
    return bytes(content)


def count_pages(content: bytes) -> int:
    """頁数: compile_pdf が作った PDF から数える。頁の目録は圧縮されないので、字のまま読める。"""
    return len(PAGE_OBJECT.findall(content))


def compile_png(svg: str, points_per_inch: float) -> bytes:
    """図の PNG を作る: SVG の文字列と細かさ（1インチの画素数）から PNG のバイト列を返す。

    図にできないときは PdfError。
    """
    files: Any = {"main.typ": PICTURE, "figure.svg": svg.encode()}
    with _one_at_a_time, tempfile.TemporaryDirectory() as empty_root:
        try:
            picture: Any = typst.compile(
                files, format="png", ppi=points_per_inch, **_confined_to(empty_root)
            )
        except typst.TypstError as error:
            raise PdfError(error.diagnostic or error.message) from error
        finally:
            _forget(empty_root)
    return bytes(picture)


def _forget(root: str) -> None:
    for _ in range(GENERATIONS_TO_FORGET):
        typst.compile(b"", **_confined_to(root))
    give_memory_back()


def give_memory_back() -> None:
    """使い終えたメモリーを OS に返させる。glibc でないところには、この働きがない。"""
    trim = _trimmer()
    if trim:
        trim(0)


@cache
def _trimmer() -> Callable[[int], int] | None:
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim


def _confined_to(root: str) -> dict[str, Any]:
    # root を空のフォルダーにし、外のファイルもネットワークの部品も読めなくする。
    return {
        "root": root,
        "font_paths": fonts(),
        "ignore_system_fonts": True,
        "package_path": root,
        "package_cache_path": root,
    }


if __name__ == "__main__":
    sys.exit(_answer_apart())
