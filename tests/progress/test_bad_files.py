"""悪いファイルの目録: 何も変えず、500 にもせず、どこが悪いかを言う。"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import cache

import pytest

from plans.workbooks import WorkbookError
from tests.people import sign_in
from tests.progress.bad_files import BOX_FAMILIES, XML_PARTS, Files
from tests.progress.bad_sheets import SHEET_FAMILIES
from tests.progress.entry_books import upload
from tests.progress.offices import Office, office
from tests.security.rows import hash_rows, note_writes
from tests.workbook_parts import pack, parts_of

pytestmark = pytest.mark.one_database

__all__ = ["office"]

FAMILIES = (*BOX_FAMILIES, *SHEET_FAMILIES)
MUTATIONS = 2_000
SECONDS = 5


@cache
def files_of(family: Callable[[bytes], Files], good: bytes) -> Files:
    """目録の一族。同じ良いファイルからは、一度だけ作る。"""
    return family(good)


def trouble_with(office: Office, content: bytes) -> str:
    """期待に反したこと。なければ空。"""
    started = time.perf_counter()
    try:
        comparison = office.check(content)
    except WorkbookError as error:
        said = [str(problem) for problem in error.problems]
    else:
        said = [reason for row in comparison.refused for reason in row.reasons]
        if comparison.is_takeable:
            return f"取り込めてしまう: {[row.differences for row in comparison.rows][:3]}"
    if not said or not all(said):
        return "何も言わない"
    seconds = time.perf_counter() - started
    return f"{seconds:.1f}秒かかる" if seconds > SECONDS else ""


def test_the_catalogue_names_at_least_three_hundred_files_in_twenty_families(
    office: Office,
) -> None:
    sizes = {family.__name__: len(files_of(family, office.good)) for family in FAMILIES}
    assert len(sizes) == 20
    assert sum(sizes.values()) >= 300, sizes
    assert min(sizes.values()) >= 15, sizes


def test_the_good_file_is_good(office: Office) -> None:
    comparison = office.check(office.good)
    assert (comparison.unchanged_count, len(comparison.rows)) == (17, 17)
    assert comparison.notices == []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_no_bad_file_is_taken_and_each_is_told(
    office: Office, family: Callable[[bytes], Files]
) -> None:
    files = files_of(family, office.good)
    notes: list[str] = []
    with note_writes(notes):
        found = {name: trouble_with(office, content) for name, content in files.items()}
    assert {name: trouble for name, trouble in found.items() if trouble} == {}
    assert notes == []


def test_a_bad_file_sent_to_the_page_is_answered_in_words(office: Office) -> None:
    client = sign_in(office.cast.staff)
    client.raise_request_exception = True
    before = hash_rows()
    for family in BOX_FAMILIES:
        name, content = list(files_of(family, office.good).items())[-1]
        response = upload(client, content)
        assert response.status_code == 400, name
        assert "取り込んでいません" in response.content.decode(), name
    assert hash_rows() == before


def mutate(parts: dict[str, bytes], good: bytes, rare: random.Random) -> bytes:
    """良いファイルを、でたらめに一か所から数か所壊したもの。"""
    if rare.random() < 0.3:
        broken = bytearray(good)
        for _ in range(rare.randint(1, 20)):
            broken[rare.randrange(len(broken))] = rare.randrange(256)
        return bytes(broken[: rare.randint(1, len(broken))] if rare.random() < 0.2 else broken)
    changed = dict(parts)
    name = rare.choice(list(XML_PARTS.values()))
    data = bytearray(changed[name])
    for _ in range(rare.randint(1, 5)):
        start = rare.randrange(len(data))
        end = min(len(data), start + rare.randint(1, 80))
        kept = bytes(data[start:end])
        data[start:end] = rare.choice(
            (b"", kept * 3, rare.randbytes(5), b"<", b"&#0;", b'"', kept[::-1], b"9" * 40)
        )
    changed[name] = bytes(data)
    return pack(changed)


@pytest.mark.slow
def test_two_thousand_random_mutations_never_break_the_reader(office: Office) -> None:
    rare, parts = random.Random(6), parts_of(office.good)  # noqa: S311
    troubles: dict[int, str] = {}
    notes: list[str] = []
    with note_writes(notes):
        for number in range(MUTATIONS):
            content = mutate(parts, office.good, rare)
            started = time.perf_counter()
            try:
                office.check(content)
            except WorkbookError as error:
                if not str(error):
                    troubles[number] = "何も言わない"
            except Exception as error:  # noqa: BLE001
                troubles[number] = repr(error)
            if time.perf_counter() - started > SECONDS:
                troubles[number] = "遅い"
    assert troubles == {}
    assert notes == []
