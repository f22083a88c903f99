"""評価の尺度。"""

from __future__ import annotations

import datetime as dt
import html
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from plans.models import ActionItem, Plan
from progress.bands import check_bands, find_band
from progress.models import Rating, RatingScale
from progress.opening import default_scale
from progress.ready_scales import LETTERS, READY_SCALES, SIGNS, ReadyScale, create_ready_scales
from reports.facts import year_facts
from tests.people import Cast, sign_in
from tests.plans.admin_pages import change_address, opened
from tests.progress.rounds import open_year


def add_scale(cast: Cast, *minimums: str) -> str:
    rows: dict[str, object] = {
        "name": "四段階",
        "ratings-TOTAL_FORMS": len(minimums),
        "ratings-INITIAL_FORMS": 0,
    }
    for index, minimum in enumerate(minimums):
        rows |= {
            f"ratings-{index}-order": index + 1,
            f"ratings-{index}-code": "ABCD"[index],
            f"ratings-{index}-label": f"評語{index + 1}",
            f"ratings-{index}-minimum": minimum,
        }
    response = sign_in(cast.secretariat).post("/admin/progress/ratingscale/add/", rows, follow=True)
    return html.unescape(response.content.decode())


def test_bands_without_gap_or_overlap_are_stored(plan: Plan, cast: Cast) -> None:
    add_scale(cast, "100", "80", "50", "")
    assert Rating.objects.filter(scale__name="四段階").count() == 4


def test_a_scale_without_a_lowest_band_is_refused(plan: Plan, cast: Cast) -> None:
    assert "50％未満の区分がありません" in add_scale(cast, "100", "80", "50")
    assert not RatingScale.objects.exists()


def test_bands_out_of_order_are_refused(plan: Plan, cast: Cast) -> None:
    assert "下限の高い順" in add_scale(cast, "80", "100", "")
    assert not RatingScale.objects.exists()


def test_a_scale_without_ratings_is_refused(plan: Plan, cast: Cast) -> None:
    assert "区分は2つ以上必要です" in add_scale(cast)
    assert not RatingScale.objects.exists()


def test_a_scale_in_which_a_met_target_is_the_lowest_is_refused(plan: Plan, cast: Cast) -> None:
    page = add_scale(cast, "150", "120", "")
    assert "達成率100％が最も低い区分「評語3」に入ります" in page
    assert not RatingScale.objects.exists()


def test_two_ratings_of_the_same_name_are_refused(plan: Plan, cast: Cast) -> None:
    scale = RatingScale.objects.create(name="四段階")
    for order, minimum in enumerate((100, 80, None), start=1):
        values = {"code": f"c{order}", "label": f"評語{order}", "minimum": minimum}
        Rating.objects.create(scale=scale, order=order, **values)
    answer = send_scale(cast, scale, **{"ratings-1-label": "評語1"})
    assert "同じ評語の区分があります" in answer.content.decode()
    assert [row.label for row in scale.ratings.all()] == ["評語1", "評語2", "評語3"]


def send_scale(cast: Cast, scale: RatingScale, **boxes: str) -> Any:
    client = sign_in(cast.secretariat)
    url = change_address(scale)
    return client.post(url, {**opened(client, url), **boxes})


def test_the_ratings_of_a_scale_in_use_stay_and_its_dates_move(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    scale = default_scale()
    before = list(Rating.objects.filter(scale=scale).values())
    boxes = {"name": "別の名", "ratings-0-minimum": "90", "ratings-0-label": "別の評語"}
    assert send_scale(cast, scale, ends_on="2030-03-31", **boxes).status_code == 302
    scale.refresh_from_db()
    assert (scale.name, scale.ends_on) == ("達成率による3段階", dt.date(2030, 3, 31))
    assert list(Rating.objects.filter(scale=scale).values()) == before


def test_a_ready_scale_not_in_use_is_edited(plan: Plan, cast: Cast) -> None:
    default_scale()
    scale = RatingScale.objects.get(name="Ａ～Ｄの4段階")
    assert send_scale(cast, scale, **{"ratings-0-label": "Ａ（良好）"}).status_code == 302
    assert scale.ratings.order_by("order").first().label == "Ａ（良好）"


def test_another_scale_becomes_the_one_for_new_years_and_old_years_keep_theirs(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    review = open_year(plan, cast.secretariat, 2020)
    three, letters = default_scale(), RatingScale.objects.get(name="Ａ～Ｄの4段階")
    assert "一つだけです" in send_scale(cast, letters, is_default="on").content.decode()
    client = sign_in(cast.secretariat)
    boxes = opened(client, change_address(three))
    boxes.pop("is_default")
    assert client.post(change_address(three), boxes).status_code == 302
    assert send_scale(cast, letters, is_default="on").status_code == 302
    assert default_scale() == letters
    open_year(plan, cast.secretariat, 2021)
    review.refresh_from_db()
    assert review.scale == three
    facts = year_facts(plan, 2020)
    assert [row["label"] for row in facts["scale"]["ratings"]] == ["達成", "概ね達成", "未達成"]
    facts = year_facts(plan, 2021)
    assert [row["label"] for row in facts["scale"]["ratings"]] == ["Ａ", "Ｂ", "Ｃ", "Ｄ"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_offered"),
    [
        (None, None, True),
        (dt.date(2000, 4, 1), None, True),
        (dt.date(2999, 4, 1), None, False),
        (None, dt.date(2000, 3, 31), False),
    ],
)
def test_a_new_year_offers_the_scales_of_its_day(
    plan: Plan, cast: Cast, starts_on: dt.date | None, ends_on: dt.date | None, is_offered: bool
) -> None:
    default_scale()
    letters = RatingScale.objects.filter(name="Ａ～Ｄの4段階")
    letters.update(starts_on=starts_on, ends_on=ends_on)
    page = sign_in(cast.secretariat).get("/admin/progress/annualreview/add/").content.decode()
    assert (">Ａ～Ｄの4段階</option>" in page) is is_offered


def test_an_end_before_the_start_is_refused(plan: Plan, cast: Cast) -> None:
    default_scale()
    scale = RatingScale.objects.get(name="◎○△×の4段階")
    answer = send_scale(cast, scale, starts_on="2024-04-01", ends_on="2023-03-31")
    assert "使い終わる日は、使い始める日以後にしてください。" in answer.content.decode()
    scale.refresh_from_db()
    assert scale.ends_on is None


def test_ready_scales_come_once_and_never_again(plan: Plan) -> None:
    assert create_ready_scales() == 3
    RatingScale.objects.filter(name="◎○△×の4段階").update(name="印の尺度")
    assert create_ready_scales() == 0
    assert RatingScale.objects.count() == 3


@pytest.mark.parametrize("ready", READY_SCALES, ids=lambda ready: ready.name)
def test_the_bands_of_a_ready_scale_have_no_gap_and_no_overlap(ready: ReadyScale) -> None:
    check_bands(ready.bands)
    assert all(len(ready.meanings) in (0, len(ready.bands)) for _ in ready.bands)
    edges = [Fraction(band.minimum) for band in ready.bands if band.minimum is not None]
    tiny = Fraction(1, 10**9)
    rates = [Fraction(0), Fraction(-5), Fraction(10**6), *edges, *(edge - tiny for edge in edges)]
    for rate in rates:
        fitting = [
            band
            for position, band in enumerate(ready.bands)
            if (band.minimum is None or rate >= band.minimum)
            and (position == 0 or rate < ready.bands[position - 1].minimum)
        ]
        assert fitting == [find_band(rate, ready.bands)]


def test_the_migration_adds_the_ready_scales_where_scales_are_in_use(plan: Plan) -> None:
    add_scales = import_module("progress.migrations.0005_ready_scales").add_scales
    add_scales(apps, None)
    assert RatingScale.objects.count() == 0
    RatingScale.objects.create(name="達成率による3段階", is_default=True)
    add_scales(apps, None)
    add_scales(apps, None)
    stored = {
        scale.name: [
            (row.code, row.label, row.minimum, row.description)
            for row in scale.ratings.order_by("order")
        ]
        for scale in RatingScale.objects.exclude(is_default=True)
    }
    RatingScale.objects.all().delete()
    create_ready_scales()
    assert stored == {
        ready.name: list(
            Rating.objects.filter(scale__name=ready.name)
            .order_by("order")
            .values_list("code", "label", "minimum", "description")
        )
        for ready in (LETTERS, SIGNS)
    }
