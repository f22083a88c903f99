"""公開の画面どうしの道。どの画面も相対の道だけを使うので、置き場所を選ばない。"""

from __future__ import annotations

import posixpath

INDEX = "index.html"
ASSETS = "assets/"


def relative_link(here: str, target: str, *, is_static: bool = False) -> str:
    """here の画面から target への道。

    here と target は公開の入口からの場所。入口は空文字、画面は「/」で終わり、ファイルは名で終わる。
    target には「#見出し」を添えられる。is_static なら、画面への道にファイルの名を添える。
    """
    path, mark, anchor = target.partition("#")
    is_page = not path or path.endswith("/")
    start = here or "."
    route = posixpath.relpath(path or ".", start)
    if is_page:
        route = f"{route}/" if route != "." else "./"
        route = f"{route}{INDEX}".removeprefix("./") if is_static else route
    return f"{route}{mark}{anchor}"


def file_of(path: str) -> str:
    """静的な写しの中のファイルの場所。画面はフォルダーの中の index.html になる。"""
    return f"{path}{INDEX}" if not path or path.endswith("/") else path
