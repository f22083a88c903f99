"""組版の落とし穴: 一つずつ塞いであることを確かめる。"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from reports.pdf import engine, render_sheet, render_sheets
from reports.pdf.engine import PdfError, compile_apart, compile_pdf
from tests.reports.pdf_reading import MADE_ON
from tests.reports.sample_facts import LONG_TEXT, book_facts, one_item_facts

pytestmark = pytest.mark.pdf
ROOT = Path(__file__).parents[2]

RENDER_IN_ANOTHER_PROCESS = """
import hashlib, django
django.setup()
from reports.pdf import render_sheet
from tests.reports.pdf_reading import MADE_ON
from tests.reports.sample_facts import one_item_facts
print(hashlib.sha256(render_sheet(one_item_facts(), 9, made_on=MADE_ON).content).hexdigest())
"""


def with_template(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr(engine, "templates", lambda: {"main.typ": source.encode()})


def test_a_font_nobody_shipped_fails_instead_of_falling_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = '#set document(title: "t")\n#set text(font: "No Such Font", lang: "ja")\n= 題'
    with_template(monkeypatch, source)
    with pytest.raises(PdfError, match="unknown font family"):
        compile_pdf({}, MADE_ON)


def test_a_document_without_a_title_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with_template(monkeypatch, '#set text(font: "BIZ UDGothic")\n= 題')
    with pytest.raises(PdfError, match="title"):
        compile_pdf({}, MADE_ON)


def test_a_first_heading_below_level_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    source = '#set document(title: "t")\n#set text(font: "BIZ UDGothic")\n== 題'
    with_template(monkeypatch, source)
    with pytest.raises(PdfError, match="heading"):
        compile_pdf({}, MADE_ON)


def test_what_is_composed_apart_says_why_it_was_refused() -> None:
    with pytest.raises(PdfError, match="dictionary does not contain key"):
        compile_apart({}, MADE_ON, entry="pack.typ")


def test_a_composition_that_stops_midway_is_a_failure_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine.sys, "executable", "/bin/false")
    with pytest.raises(PdfError, match="組版が途中で止まりました"):
        compile_apart({}, MADE_ON)


@pytest.mark.parametrize("path", ["/etc/hostname", "../../../../etc/hostname", "engine.py"])
def test_a_template_reads_no_file_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    source = f'#set document(title: "t")\n#set text(font: "BIZ UDGothic")\n= 題\n#read("{path}")'
    with_template(monkeypatch, source)
    with pytest.raises(PdfError):
        compile_pdf({}, MADE_ON)


def test_no_template_fetches_a_package_or_evaluates_data() -> None:
    for name, source in engine.templates().items():
        assert b"@" not in re.sub(rb'"[^"]*"', b"", source), name
        assert b"eval(" not in source, name
        assert b"plugin(" not in source, name


def test_markup_in_the_data_is_printed_as_it_was_typed() -> None:
    hostile = '#panic("x") *太字* $1$ <b>&amp; @preview/x:1.0.0 \\ // [角]'
    facts = one_item_facts()
    facts["items"][0]["record"]["achievement"] = hostile
    assert render_sheet(facts, 9, made_on=MADE_ON).lost == ()


@pytest.mark.parametrize("dirt", ["😀", "\ufeff", "\x07", "\ue000", "\ud800", "❤\ufe0f", "\u202e"])
def test_one_dirty_letter_never_stops_the_report(dirt: str) -> None:
    facts = one_item_facts(title=f"地域{dirt}福祉")
    facts["plan"]["name"] += dirt
    document = render_sheets(facts, made_on=MADE_ON)
    assert document.content.startswith(b"%PDF-1.7")
    assert document.lost == (dirt[0],)


@pytest.mark.slow
def test_the_same_data_give_the_same_bytes_in_another_process() -> None:
    here = subprocess.run(
        [sys.executable, "-c", RENDER_IN_ANOTHER_PROCESS],
        cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    document = render_sheet(one_item_facts(), 9, made_on=MADE_ON)
    assert here.stdout.strip() == hashlib.sha256(document.content).hexdigest()


@pytest.mark.slow
def test_threads_wait_for_each_other_and_all_get_the_same_bytes() -> None:
    facts = one_item_facts()
    with ThreadPoolExecutor(max_workers=6) as threads:
        renders = [threads.submit(render_sheet, facts, 9, made_on=MADE_ON) for _ in range(12)]
        documents = [render.result(timeout=60) for render in renders]
    assert len({document.content for document in documents}) == 1


@pytest.mark.slow
def test_importing_the_room_compiles_nothing_so_that_a_server_may_fork() -> None:
    script = (
        "import django, typst\n"
        "def refuse(*_, **__): raise SystemExit('compiled')\n"
        "typst.compile = typst.compile_with_warnings = typst.query = typst.Fonts = refuse\n"
        "django.setup()\n"
        "import reports.pdf, reports.views, config.wsgi\n"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip


@pytest.mark.slow
def test_memory_stays_flat_over_many_renders() -> None:
    facts = book_facts()
    process = psutil.Process()
    sizes = []
    for number in range(8):
        facts["items"][0]["record"]["issues"] = f"{number}回目。{LONG_TEXT}"
        render_sheets(facts, made_on=MADE_ON)
        sizes.append(process.memory_info().rss / 2**20)
    assert max(sizes[-3:]) - sizes[2] < 40


def test_an_error_names_the_item_that_cannot_be_laid_out() -> None:
    facts = book_facts()
    del facts["items"][3]["contents"]
    with pytest.raises(PdfError, match="項目15「事務事業評価の実施」"):
        render_sheets(facts, made_on=MADE_ON)


def test_an_error_of_typst_names_the_item_too(monkeypatch: pytest.MonkeyPatch) -> None:
    templates = engine.templates()
    broken = templates["sheet.typ"].replace(
        b"#let opening(item, opens-policy) = {",
        b"#let opening(item, opens-policy) = { assert(item.number != 10)\n",
    )
    monkeypatch.setattr(engine, "templates", lambda: templates | {"sheet.typ": broken})
    with pytest.raises(PdfError, match="項目10「生活支援体制整備事業」を印刷できません"):
        render_sheets(book_facts(), made_on=MADE_ON)


def test_an_unknown_number_is_refused() -> None:
    with pytest.raises(PdfError, match="項目番号99の実施項目はありません"):
        render_sheet(book_facts(), 99, made_on=MADE_ON)


def test_facts_of_another_schema_are_refused() -> None:
    with pytest.raises(PdfError, match="形式"):
        render_sheet(one_item_facts() | {"schema": 2}, 9, made_on=MADE_ON)
