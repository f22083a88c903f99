"""四十の「式に見える文字」を、どの出力のどの文の欄に置いても、式にならず、一字も変わらないこと。"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from plans.models import ActionItem, Plan, PlanRevision
from plans.workbooks import guard_text
from progress.models import AnnualReview
from progress.opinion_book import write_opinion_book
from progress.plan_book.writing import example_rows, write_plan_book
from reports.excel import build_workbook
from reports.excel.pack_workbook import build_pack_workbook
from reports.excel.revision import build_revision_workbook
from reports.facts.revisions import revision_facts
from reports.open_data import open_data_files
from tests.plans.hard_strings import FORMULA_PAYLOADS
from tests.reports.export_facts import (
    Facts,
    database,
    internal_facts,
    official_plan,
    small_facts,
)
from tests.reports.pack_facts import opinion
from tests.reports.packs import MADE_ON, contents

__all__ = ["database", "internal_facts", "official_plan"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# 文ではなく、しくみが読み分ける符号の欄。
CODES = frozenset(
    {
        "absence", "band", "code", "direction", "entry_kind", "kind", "last_outcome", "model",
        "operation", "pace", "qualifier", "rate_csv", "rating", "rule", "schedule", "section",
        "self_rating", "stages", "stance", "state", "status", "subject", "type",
    }
)  # fmt: skip

NUMBER = re.compile(r"[-0-9.]*")


def with_text(value: Any, text: str, key: str = "") -> Any:
    """符号・数・空を除く文字を、みな text にする。"""
    if isinstance(value, dict):
        return {name: with_text(part, text, name) for name, part in value.items()}
    if isinstance(value, list):
        return [with_text(part, text, key) for part in value]
    is_text = isinstance(value, str) and key not in CODES and not NUMBER.fullmatch(value)
    return text if is_text else value


CHOSEN = {
    "number": 1,
    "title": "項目の名",
    "is_chosen": True,
    "is_proposed": True,
    "note": "加えたわけ",
    "reasons": [{"rule": "late", "label": "遅れ", "sentence": "遅れています。"}],
}


@pytest.fixture(scope="module")
def facts(internal_facts: Facts) -> Facts:
    """計画書の初めの二項目の事実に、意見を足したもの。"""
    few = small_facts(internal_facts)
    opinions = [opinion(1, 1, 2020), opinion(2, None, 2020, responses=[])]
    return {**few, "opinions": opinions}


def report_book(facts: Facts, text: str) -> bytes:
    return build_workbook(with_text(facts, text))


def pack_book(facts: Facts, text: str) -> bytes:
    pack = contents(
        focus=(with_text(CHOSEN, text, "focus"),),
        meeting_name=text,
        place=text,
        agenda=text,
        members=(text,),
        reply_to=text,
    )
    return build_pack_workbook(with_text(facts, text), pack)


def revision_book(facts: Facts, text: str) -> bytes:
    cells = [{"year": 2022, "label": text, "before": text, "after": f"{text}2"}]
    row = {"subject": "indicator", "operation": "change", "before": text, "after": f"{text}2"}
    lines = [{"number": 5, "title": text, "rows": [{**row, "cells": cells}]}]
    plan = Plan(name=text, short_name=text)
    return build_revision_workbook(
        revision_facts(
            PlanRevision(plan=plan, number=1, name=text, from_year=2022, reason=text, lines=lines)
        )
    )


def plan_book(facts: Facts, text: str) -> bytes:
    rows = [
        {
            **row,
            "fields": {name: with_text(part, text, name) for name, part in row["fields"].items()},
        }
        for row in example_rows()
    ]
    return write_plan_book(rows)


def opinion_book(facts: Facts, text: str) -> bytes:
    plan = Plan(name=text, short_name=text, organization=text)
    review = AnnualReview(plan=plan, fiscal_year=2021)
    return write_opinion_book(review, [ActionItem(plan=plan, number=1, title=text)], on=MADE_ON)


BOOKS: dict[str, Callable[[Facts, str], bytes]] = {
    "年度のExcel": report_book,
    "委員会資料": pack_book,
    "改定": revision_book,
    "計画のExcel": plan_book,
    "意見の登録表": opinion_book,
}

# 文がそのまま入るますの、少なくともある数。ほかの文とつながるますは数えない。
LEAST = {"年度のExcel": 50, "委員会資料": 50, "改定": 5, "計画のExcel": 8, "意見の登録表": 1}


def values_of(content: bytes) -> Iterator[Any]:
    """ますの値。式のますが一つでもあれば、試験を落とす。"""
    with ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/sheet" in name]
        assert not any(re.search(rb"<f[ >]", archive.read(name)) for name in sheets)
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                yield cell.value


def count(content: bytes, text: str) -> int:
    """text がそのまま入るますの数。印刷する表は、括弧の前で改行してよい。"""
    flat = text.replace("\n", "")
    return sum(
        isinstance(value, str) and value.replace("\n", "") == flat for value in values_of(content)
    )


@pytest.mark.parametrize("name", BOOKS)
def test_no_text_of_a_workbook_becomes_a_formula_or_changes(facts: Facts, name: str) -> None:
    plain = count(BOOKS[name](facts, "ふつうの文"), "ふつうの文")
    assert plain >= LEAST[name]
    counted = {text: count(BOOKS[name](facts, text), text) for text in FORMULA_PAYLOADS}
    assert {text: found for text, found in counted.items() if found != plain} == {}


def test_no_text_of_the_open_data_becomes_a_formula(facts: Facts) -> None:
    def cells(text: str) -> list[str]:
        files = open_data_files(with_text(facts, text))
        return [
            cell
            for content in files.values()
            for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
            for cell in row
        ]

    plain = cells("ふつうの文").count("ふつうの文")
    assert plain > 20
    for text in FORMULA_PAYLOADS:
        assert cells(text).count(guard_text(text)) == plain, text
