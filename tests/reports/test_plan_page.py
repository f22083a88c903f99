"""計画の画面。"""

from __future__ import annotations

from plans.models import ActionItem, BasicGoal, Plan
from tests.people import Cast, sign_in
from tests.shapes import make_other_shape


def test_policies_items_goals_and_texts_are_all_there(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    plan.mission = "使命の文"
    plan.promotion = "推進の文"
    plan.save()
    BasicGoal.objects.create(plan=plan, number=1, title="つながる", catchphrase="～支え合う～")
    page = sign_in(cast.staff).get("/plan/").content.decode()
    for text in ("使命の文", "推進の文", "つながる", "～支え合う～", "支えあう", "実施項目その1"):
        assert text in page


def test_items_without_a_measure_stand_directly_under_their_policy(cast: Cast) -> None:
    other = make_other_shape(12)
    page = sign_in(cast.secretariat).get(f"/plan/?plan={other.pk}").content.decode()
    assert page.count("/items/") == 12
    assert "<h4>" not in page
