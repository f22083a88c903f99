"""社協だより: 記事の字数と順、図の形。"""

from __future__ import annotations

import copy
import re

import pytest

from reports.newsletter import CLOSING, LIMITS, write_articles
from reports.pdf import compile_png
from reports.rating_figure import draw_rating_figure, figure_svg
from tests.reports.export_facts import Facts, database, official_facts, official_plan

__all__ = ["database", "official_facts", "official_plan"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FIRST_WORDS = (
    "【見本データ（架空）】「アクションプラン」の令和3（2021）年度の進み具合をまとめました。"
    "25の実施項目の評価は、達成23項目、評価なし2項目です。"
)


@pytest.fixture
def facts(official_facts: Facts) -> Facts:
    return copy.deepcopy(official_facts)


def test_every_article_keeps_its_limit_and_closes_with_the_way_to_the_rest(facts: Facts) -> None:
    articles = write_articles(facts)
    assert [article.limit for article in articles] == list(LIMITS)
    for article in articles:
        assert article.length <= article.limit
        assert article.text.startswith(FIRST_WORDS)
        assert article.text.endswith(CLOSING)


def test_a_longer_article_says_more(facts: Facts) -> None:
    lengths = [article.length for article in write_articles(facts)]
    assert lengths == sorted(set(lengths))


def test_even_the_longest_texts_keep_the_limit(facts: Facts) -> None:
    facts["plan"]["short_name"] = "長い名の計画" * 16
    facts["summaries"] = {"whole": "長い総括。" * 300, "goals": {}, "policies": {}}
    for item in facts["items"]:
        item["record"] |= {"improvement": "長い改善策" * 200, "achievement": "長い成果" * 200}
    assert all(article.length <= article.limit for article in write_articles(facts))


def test_the_committee_rating_counts_before_the_own_one(facts: Facts) -> None:
    facts["items"][0]["record"] |= {
        "committee_rating_label": "未達成",
        "rating": "not_achieved",
        "rating_label": "未達成",
    }
    assert "達成22項目、未達成1項目" in write_articles(facts)[0].text


def test_real_years_carry_no_sample_mark(facts: Facts) -> None:
    facts["year"]["is_sample"] = False
    assert "見本" not in write_articles(facts)[2].text
    assert "見本" not in figure_svg(facts)


def test_the_figure_counts_every_item_once_in_the_whole_and_once_in_its_policy(
    facts: Facts,
) -> None:
    whole, *policies = draw_rating_figure(facts).bars
    assert sum(segment.count for segment in whole.segments) == 25
    assert sum(segment.count for bar in policies for segment in bar.segments) == 25
    for bar in (whole, *policies):
        assert sum(segment.width for segment in bar.segments) == pytest.approx(424)


def test_the_figure_uses_one_ink_only(facts: Facts) -> None:
    inks = re.findall(r'(?:fill|stroke)="#(\w\w)(\w\w)(\w\w)"', figure_svg(facts))
    assert inks
    assert all(red == green == blue for red, green, blue in inks)


def test_a_name_with_signs_stays_text_in_the_figure(facts: Facts) -> None:
    facts["policies"][0]["title"] = "<b>&太字"
    assert "&lt;b&gt;&amp;太字" in figure_svg(facts)


@pytest.mark.pdf
def test_the_picture_is_the_same_bytes_for_the_same_facts(facts: Facts) -> None:
    svg = figure_svg(facts)
    picture = compile_png(svg, 144)
    assert picture.startswith(b"\x89PNG")
    assert compile_png(svg, 144) == picture
