"""計画書の第1・2章の文字（chapters.txt）、その読み取り（reading.json）、登録する計画（fixtures/）。

読み取りは、独立した二つの読み取りを突き合わせたもの。資料編は入れない。
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
PLAN_FILE = FOLDER.parent.parent / "fixtures" / "action_plan_2019.json"
# 「SDGｓ」のふりがなと、ページ番号。本文の途中に紛れている。
NOISE = {"エスディージー", "ズ", "-4-", "-25-"}


def squeeze(text: str) -> str:
    """空白と改行を除いた文字。"""
    return re.sub(r"\s", "", text)


@cache
def book_lines() -> list[str]:
    """第1・2章の行。空行、ふりがな、ページ番号を除く。"""
    lines = (FOLDER / "chapters.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and line.strip() not in NOISE]


@cache
def first_chapter() -> str:
    """第1章の文字（空白なし）。"""
    lines = book_lines()
    return squeeze("".join(lines[: lines.index("第２章　具体的取り組み項目")]))


@cache
def sheets() -> dict[int, list[str]]:
    """第2章の個票。項目番号から行の並び。"""
    found: dict[int, list[str]] = {}
    lines = book_lines()
    for line in lines[lines.index("第２章　具体的取り組み項目") + 1 :]:
        if match := re.match(r"(\d+) 担当課 種別", line):
            found[int(match[1])] = []
        found[max(found)].append(line)
    return found


@cache
def reading() -> dict[str, Any]:
    """計画書の読み取り。"""
    loaded: dict[str, Any] = json.loads((FOLDER / "reading.json").read_text(encoding="utf-8"))
    return loaded


@cache
def plan_rows() -> list[dict[str, Any]]:
    """登録する計画の行すべて。"""
    loaded: list[dict[str, Any]] = json.loads(PLAN_FILE.read_text(encoding="utf-8"))
    return loaded


def fields_of(model: str) -> list[dict[str, Any]]:
    """モデル（plans.target など）の行の中身を、並び順に返す。"""
    return [row["fields"] for row in plan_rows() if row["model"] == model]


def fields_of_item(model: str, number: int) -> list[dict[str, Any]]:
    """項目 number の行の中身。項目・実施内容・指標のどれから項目をたどるかは行の欄で決まる。"""
    return [row for row in fields_of(model) if item_of(row) == number]


def item_of(fields: dict[str, Any]) -> int | None:
    """行が属する項目の番号。どの項目にも属さなければ None。"""
    for name in ("item", "content", "indicator"):
        if name in fields:
            return int(fields[name][1])
    return None


def content_key(fields: dict[str, Any]) -> str:
    """実施内容の番号（1、1-2、共通1）。fields は実施内容の行か、実施時期の content。"""
    number = f"{fields['number']}-{fields['branch']}" if fields["branch"] else fields["number"]
    return f"共通{number}" if fields["kind"] == "common" else str(number)
