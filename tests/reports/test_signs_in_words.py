"""◎○△×の尺度でも、負の達成率でも、耳に届く文に記号が残らない。"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from plans.models import ActionItem, Plan
from progress.models import Actual, AnnualReview, ProgressRecord, RatingScale
from progress.ready_scales import SIGNS
from reports.facts import year_facts
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year, record_for, send_entry
from tests.reports.publications import publish_facts

pytestmark = pytest.mark.django_db

# 図は role="img" で、中の字でなく名が読まれる。
UNHEARD = re.compile(
    r'<(script|style|svg)\b.*?</\1>|<(\w+)[^>]*aria-hidden="true"[^>]*>[^<]*</\2>', re.DOTALL
)
TAG = re.compile(r"<[^>]+>")
# 式の「× 100」は、かけるの記号。
BARE = re.compile(r"[◎○〇◯△▲●]|×(?! 100)")


def heard(page: str) -> str:
    """読み上げに渡る文字。"""
    return TAG.sub(" ", UNHEARD.sub("", page))


@pytest.fixture
def judged(plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    """二つの年度を、記号の尺度で開き、さんかくと判定され、ばつと自己評価した報告。"""
    for year, typed, code in ((2020, "-8", "excellent"), (2021, "9", "poor")):
        review = open_year(plan, cast.secretariat, year)
        scale = RatingScale.objects.get(name=SIGNS.name)
        AnnualReview.objects.filter(pk=review.pk).update(scale=scale)
        record, rating = record_for(item, year), scale.ratings.get(code=code)
        send_entry(
            sign_in(cast.staff), record, actuals__0__first=typed,
            self_rating=str(rating.pk), rating_reason="一行目\r\n二行目",
        )  # fmt: skip
    assert Actual.objects.count() == 2
    return record_for(item)


def bare_signs(page: str) -> list[str]:
    text = heard(page.partition("<main")[2])
    return [text[max(found.start() - 20, 0) : found.end() + 10] for found in BARE.finditer(text)]


def test_the_items_page_holds_no_bare_sign(judged: ProgressRecord, cast: Cast) -> None:
    for year in (2020, 2021):
        page = sign_in(cast.staff).get(f"/items/1/?year={year}").content.decode()
        assert bare_signs(page) == []
    assert "さんかく" in heard(page)
    assert "マイナス" in heard(page)


def test_the_public_page_holds_no_bare_sign(judged: ProgressRecord, plan: Plan, cast: Cast) -> None:
    facts = year_facts(plan, 2021, include_drafts=True)
    publish_facts(plan, (cast.secretariat, cast.secretariat_head), 2021, facts=facts)
    page = Client().get(f"/public/{plan.pk}/2021/items/1/").content.decode()
    assert bare_signs(page) == []
    assert "ばつ" in heard(page)


def test_a_reason_keeps_its_lines_and_has_no_double_brackets(
    judged: ProgressRecord, cast: Cast
) -> None:
    page = sign_in(cast.staff).get("/items/1/?year=2021").content.decode()
    assert "理由：一行目<br>二行目" in page
    assert "（一行目" not in page
