"""取込の決まり。どの取込にも同じ、ファイル名の整え方と断りの言葉。"""

from __future__ import annotations

import unicodedata

MAX_NAME = 100
HASH_SHOWN = 16
ALREADY_DONE = "この取込はもう済んでいます。"
EXPIRED = "確かめる期限が過ぎました。ファイルをもう一度送ってください。"
NOTHING_TO_TAKE = "取り込むところがありません。"


def clean_name(name: str) -> str:
    """履歴に残すファイル名。道筋と見えない文字を除き、100字までにする。"""
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    return visible[:MAX_NAME] or "名のないファイル"


def name_import(file_name: str, sha256: str, kind: str = "Excel") -> str:
    """変更履歴に残す理由。ファイルの名とハッシュの初めを添える。"""
    return f"{kind}の取込：{file_name}（SHA-256 {sha256[:HASH_SHOWN]}）"
