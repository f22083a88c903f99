"""取込の決まり。どの取込にも同じ、ファイル名の整え方、断りの言葉、終わり方。"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from plans.choices import ImportState
from plans.models import ImportPlan, ImportRun

if TYPE_CHECKING:
    import datetime as dt

    from plans.models import User

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


def finish_import(
    kept: ImportPlan, rows: list[dict[str, Any]], *, user: User, at: dt.datetime
) -> ImportRun:
    """取込の控えを残し、予定を済にする。rows は取り込んだ行（シート・名・変わった欄）。

    控えを返す。書込みと同じトランザクションの中で呼ぶ。
    """
    run: ImportRun = ImportRun.objects.create(
        kind=kept.kind,
        target=kept.target,
        file_name=kept.file_name,
        sha256=kept.sha256,
        rows=rows,
        import_plan=kept,
        user=user,
        at=at,
    )
    # 読んだ中身は役目を終えたので、控えだけを残す。
    ImportPlan.objects.filter(pk=kept.pk).update(state=ImportState.DONE, rows={})
    return run
