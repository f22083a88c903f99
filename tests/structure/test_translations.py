"""部品（パッケージ）の文が日本語で出ること。"""

import io
from importlib.resources import files

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext

from tests.structure.sources import ROOT

CATALOG = ROOT / "locale" / "ja" / "LC_MESSAGES"
# ドイツ語の目録を、その部品が持つ文の一覧として使う。
LISTS = {"axes": "de", "simple_history": "de", "import_export": "ja"}


def sentences_of(package: str, language: str) -> list[str | tuple[str, ...] | list[str]]:
    file = files(package) / "locale" / language / "LC_MESSAGES" / "django.po"
    catalog = read_po(io.BytesIO(file.read_bytes()), locale=language)
    return [message.id for message in catalog if message.id]


@pytest.mark.parametrize("package", LISTS)
def test_every_sentence_of_a_package_has_its_japanese(package: str) -> None:
    untranslated = []
    for sentence in sentences_of(package, LISTS[package]):
        if not isinstance(sentence, str):
            shown = ngettext(sentence[0], sentence[1], 1)
        else:
            shown = gettext(sentence)
        if shown in sentence:
            untranslated.append(sentence)
    assert untranslated == []


def test_the_compiled_catalog_matches_its_source() -> None:
    catalog = read_po(io.BytesIO((CATALOG / "django.po").read_bytes()), locale="ja")
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    assert compiled.getvalue() == (CATALOG / "django.mo").read_bytes()
