"""評価の尺度。"""

from __future__ import annotations

import html

from plans.models import ActionItem, Plan
from progress.models import Rating, RatingScale
from progress.opening import default_scale
from tests.people import Cast, sign_in
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


def test_a_scale_in_use_is_only_read(plan: Plan, item: ActionItem, cast: Cast) -> None:
    open_year(plan, cast.secretariat)
    scale = default_scale()
    client = sign_in(cast.secretariat)
    url = f"/admin/progress/ratingscale/{scale.pk}/change/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"name": "別の名"}).status_code == 403
    scale.refresh_from_db()
    assert scale.name == "達成率による3段階"
