"""前に固めた写しも読める。意見・SDGs・やさしい説明などがまだなかったころの、形式1の写しで試す。

frozen/schema_1_of_2021.json は、そのころのプログラムが作った、試験の計画の事実。書きかえない。
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from plans.models import Plan
from reports.differences import find_differences
from reports.excel import build_workbook
from reports.open_data import open_data_files
from reports.pdf import render_sheets
from reports.public.pages import EDITION_PAGES
from reports.publication.check import Situation, check_publication
from tests.people import Cast
from tests.reports.pdf_reading import text_of
from tests.reports.publications import publish_facts

SOURCE = Path(__file__).parent / "frozen" / "schema_1_of_2021.json"
MADE_ON = dt.date(2022, 9, 1)
PAGES = (*(f"{name}/".lstrip("/") for name in EDITION_PAGES), "items/1/", "items/2/")


@pytest.fixture
def older() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return facts


def test_the_copy_is_really_older(older: dict[str, Any]) -> None:
    assert older["schema"] == 1
    assert not {"opinions", "summaries", "publication", "meetings"} & set(older)
    assert not {"sdgs", "sentence", "opinions"} & set(older["items"][0])


def test_an_older_copy_prints_on_paper(older: dict[str, Any]) -> None:
    text = text_of(render_sheets(older, made_on=MADE_ON).content)
    assert "派遣が増えた。" in text
    assert "指標その1" in text


def test_an_older_copy_makes_a_workbook_and_open_data(older: dict[str, Any]) -> None:
    assert build_workbook(older) == build_workbook(older)
    results = open_data_files(older)["results.csv"].decode("utf-8-sig")
    assert "2021,実績あり,11" in results


def test_an_older_copy_is_compared_and_checked(older: dict[str, Any]) -> None:
    newer = json.loads(json.dumps(older))
    assert find_differences(older, newer) == []
    newer["items"][0]["record"]["achievement"] = "派遣が減った。"
    (difference,) = find_differences(older, newer)
    assert (difference.item, difference.before) == (1, "派遣が増えた。")
    assert check_publication(older, Situation()).blocking == []


@pytest.mark.django_db
def test_an_older_copy_is_read_on_the_public_pages(
    plan: Plan, cast: Cast, older: dict[str, Any]
) -> None:
    people = (cast.secretariat, cast.secretariat_head)
    publish_facts(plan, people, 2021, facts=older)
    client = Client()
    for page in PAGES:
        address = f"/public/{plan.pk}/2021/{page}"
        assert client.get(address).status_code == 200, address
    assert "派遣が増えた。" in client.get(f"/public/{plan.pk}/2021/items/1/").content.decode()
