"""社協だより: 記事の字数と順、図の形。"""

from __future__ import annotations

import copy
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.models import Plan
from progress.summaries import draft_texts, is_drafted
from reports.newsletter import CLOSING, LIMITS, join_lines, write_articles
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


def text_of(facts: Facts, limit: int = 800) -> str:
    return next(article.text for article in write_articles(facts) if article.limit == limit)


@pytest.mark.parametrize(
    ("written", "joined"),
    [
        ("全体として順調でした", "全体として順調でした。"),
        ("・一つ目は順調\n・二つ目は遅れ", "一つ目は順調。二つ目は遅れ。"),
        ("令和3年度は、\n順調でした。\n\n", "令和3年度は、順調でした。"),
        ("主な成果：\r\n　・相談が増えた！\r\n　・よいか？", "主な成果：相談が増えた！よいか？"),
        ("「よかった。」\n次も", "「よかった。」次も。"),
        ("相談が増え、\n", "相談が増え。"),
        ("", ""),
    ],
)
def test_lines_of_a_summary_become_closed_sentences(
    facts: Facts, written: str, joined: str
) -> None:
    assert join_lines(written) == joined
    facts["summaries"] = {"whole": written}
    assert f"でした。{joined}基本方針ごとに見ると" in text_of(facts)


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        (
            "「困っています。」という声に、早く応える。次に広げる。",
            "「『困っています。』という声に、早く応える」",
        ),
        ("説明会（土曜。月一回）を開く。", "「説明会（土曜。月一回）を開く」"),
        ("・窓口を広げる\n・声を聞く", "「窓口を広げる」"),
        ("『手引「はじめの一歩」』を配る", "「『手引「はじめの一歩」』を配る」"),
        ("閉じない「声", "「閉じない『声』」"),
        ("開かない」声", "「開かない声」"),
    ],
)
def test_a_first_sentence_is_cut_and_quoted_whole(facts: Facts, written: str, quoted: str) -> None:
    facts["items"][0]["record"] |= {
        "rating": "not_achieved",
        "rating_label": "未達成",
        "improvement": written,
    }
    assert f"改善策は{quoted}です。" in text_of(facts)


def test_what_has_no_items_is_left_out(facts: Facts) -> None:
    facts["policies"].append({"number": 9, "code": "Ⅸ", "title": "空の方針", "measures": []})
    assert "空の方針" not in text_of(facts)
    facts["items"] = []
    text = text_of(facts)
    assert "実施項目の評価は" not in text
    assert "基本方針ごとに" not in text


@pytest.mark.parametrize(
    "drafted",
    [
        "（例）令和3（2021）年度は、全25項目のうち25項目の報告が確定し、評価は、達成23項目、評価なし2項目でした。",
        "令和3（2021）年度の全25項目の評価は、達成23項目、評価なし2項目でした。",
    ],
)
def test_a_summary_left_as_drafted_is_not_said_twice(facts: Facts, drafted: str) -> None:
    facts["summaries"] = {"whole": f"{drafted}\n相談が大きく増えました。"}
    text = text_of(facts)
    assert text.count("達成23項目") == 1
    assert "報告が確定" not in text
    assert "相談が大きく増えました。" in text


def test_the_drafts_of_today_are_known_as_drafts(official_plan: Plan) -> None:
    for review in official_plan.reviews.all():
        assert is_drafted(draft_texts(review)["whole", 0])
    assert not is_drafted("令和3（2021）年度の全25項目の評価は、よい方へ向かいました。")


ODD_TEXT = st.text(alphabet="あ字a1。、！？「」『』（）()・：…\n\r\t 　<&", max_size=120)


def light_facts(facts: Facts, texts: list[str]) -> Facts:
    """記事に使う値だけの、texts の数の項目の事実。"""
    items = [
        {
            "number": number,
            "title": text or "名",
            "policy": facts["policies"][number % 2],
            "record": {
                "self_rating": "",
                "self_rating_label": "",
                "rating": "not_achieved" if number % 3 else "achieved",
                "rating_label": "未達成" if number % 3 else "達成",
                "improvement": text,
                "achievement": text,
            },
        }
        for number, text in enumerate(texts)
    ]
    return {**facts, "items": items}


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet="あ「」。", min_size=1, max_size=50), ODD_TEXT, st.lists(ODD_TEXT, max_size=8)
)
def test_odd_texts_keep_the_limits_and_close_every_sentence(
    facts: Facts, name: str, whole: str, texts: list[str]
) -> None:
    odd = light_facts(facts, texts)
    odd["plan"] = {**facts["plan"], "short_name": name}
    odd["summaries"] = {"whole": whole}
    for article in write_articles(odd):
        assert len(article.text) <= article.limit
        assert "\n" not in article.text
        body = article.text.removesuffix(CLOSING)
        assert re.search(r"[。！？!?][」』）)]*$", body), body
        assert "評価は、です" not in body
