"""いびつでも良いファイルは、きれいなファイルと同じに読める。"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.progress.entry_books import fill
from tests.progress.offices import Office, office
from tests.progress.ugly_files import CLEAN, ugly_files

pytestmark = pytest.mark.one_database

__all__ = ["office"]


def changes_of(office: Office, content: bytes) -> list[tuple[str, str, str]]:
    """取り込むと変わるところ。断る行や食い違いがあれば、その文も並べる。"""
    comparison = office.check(content)
    changed = [
        (row.name, one.label, one.new) for row in comparison.changed for one in row.differences
    ]
    refused = [("断る", row.name, reason) for row in comparison.refused for reason in row.reasons]
    return sorted(changed) + refused


def test_sixty_ugly_files_say_the_same_as_the_clean_one(office: Office) -> None:
    clean = changes_of(office, fill(office.good, CLEAN))
    assert len(clean) == 4
    files = ugly_files(office.good)
    assert len(files) >= 60
    found = {name: changes_of(office, content) for name, content in files.items()}
    assert {name: changes for name, changes in found.items() if changes != clean} == {}


def test_a_file_saved_by_libreoffice_says_the_same(office: Office) -> None:
    # きれいなファイルを LibreOffice 7.4 で開き、xlsx に保存し直したもの。
    content = Path(__file__).with_name("saved_by_libreoffice.xlsx").read_bytes()
    assert changes_of(office, content) == changes_of(office, fill(office.good, CLEAN))
