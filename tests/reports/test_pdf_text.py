"""印字できる文字への整え方。"""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from reports.pdf.engine import FONTS
from reports.pdf.text import (
    BREAK_HERE,
    clean,
    clean_text,
    coverage,
    is_covered,
    soften,
)

FONT_FILES = sorted(FONTS.glob("*.?tf"))


def cleaned(text: str) -> tuple[str, set[str]]:
    lost: set[str] = set()
    return clean_text(text, lost), lost


def test_the_coverage_file_equals_what_the_fonts_hold() -> None:
    held: set[int] = set()
    for path in FONT_FILES:
        held |= set(TTFont(path, lazy=True).getBestCmap())
    pairs = zip(*coverage(), strict=True)
    assert {point for first, last in pairs for point in range(first, last + 1)} == held


@pytest.mark.parametrize("path", FONT_FILES, ids=lambda path: Path(path).name)
def test_each_font_lies_beside_its_licence(path: Path) -> None:
    family = path.stem.split("_")[0].split("-")[0]
    licence = (FONTS / f"LICENSE_{family}.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_punctuation_is_one_em_wide_so_that_squeezing_never_overlaps() -> None:
    for path in FONTS.glob("BIZUDGothic_*.ttf"):
        font = TTFont(path, lazy=True)
        widths, names = font["hmtx"].metrics, font.getBestCmap()
        for mark in "、。，．・：；？！（）「」『』【】〔〕［］｛｝〈〉《》":
            assert widths[names[ord(mark)]][0] == font["head"].unitsPerEm, mark


@pytest.mark.parametrize("name", ["髙橋", "﨑", "①", "㈱", "㍻", "㋿", "𠮷野家", "葛\U000e0100城"])
def test_rare_letters_of_names_stay_as_they_are(name: str) -> None:
    assert cleaned(name) == (name, set())


def test_a_compatibility_ideograph_is_not_normalised_away() -> None:
    assert cleaned("\ufa19戸") == ("\ufa19戸", set())


def test_a_letter_outside_the_fonts_becomes_a_geta_and_is_reported() -> None:
    assert cleaned("会議😀を開催") == ("会議〓を開催", {"😀"})


def test_the_variation_selector_of_a_lost_letter_goes_with_it() -> None:
    assert cleaned("❤\ufe0f会") == ("〓会", {"❤"})


@pytest.mark.parametrize(
    "hidden", ["\ufeff", "\x00", "\x0b", "\u202e", "\ue000", "\ud800", "\u200d"]
)
def test_invisible_and_private_letters_are_dropped_and_reported(hidden: str) -> None:
    assert cleaned(f"会{hidden}議") == ("会議", {hidden})


def test_line_ends_become_one_kind_and_tabs_become_spaces() -> None:
    assert cleaned("一\r\n二\r三\u2028四\t五") == ("一\n二\n三\n四　五", set())


def test_kana_with_a_separate_sound_mark_is_joined() -> None:
    assert cleaned("か\u3099く\u3099") == ("がぐ", set())


def test_cleaning_reaches_every_text_and_leaves_other_values() -> None:
    lost: set[str] = set()
    value = {"a": ["😀", {"b": ("\x00",)}], "number": 3, "none": None}
    assert clean(value, lost) == {"a": ["〓", {"b": [""]}], "number": 3, "none": None}
    assert lost == {"😀", "\x00"}


def test_long_runs_get_places_to_break_and_short_ones_stay() -> None:
    assert soften("Excel", 8) == "Excel"
    assert soften("a" * 9, 8) == BREAK_HERE.join("a" * 9)
    assert soften("ー" * 7, 8) == BREAK_HERE.join("ー" * 7)
    assert soften("コーディネーター", 2) == "コーディネーター"


@pytest.mark.parametrize("amount", ["9,881,000円", "△9,881,000円", "98,810,000円", "123456789"])
def test_a_number_is_not_broken_so_that_it_is_found_and_copied(amount: str) -> None:
    assert soften(amount, 8) == amount


def test_a_number_wider_than_its_column_breaks_after_a_comma_only() -> None:
    assert soften("123,456,789,000円", 8) == BREAK_HERE.join(["123,", "456,", "789,", "000円"])


def test_the_mark_that_allows_a_break_is_not_counted_as_lost() -> None:
    assert cleaned(BREAK_HERE.join("ab")) == (f"a{BREAK_HERE}b", set())


def test_coverage_knows_its_borders() -> None:
    firsts, lasts = coverage()
    assert is_covered(firsts[0])
    assert is_covered(lasts[-1])
    assert not is_covered(lasts[-1] + 1)
    assert not is_covered(-1)
