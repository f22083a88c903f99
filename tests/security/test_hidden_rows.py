"""見えない行は、ない行と同じ答えになる。番号を当てても、あるかどうかは分からない。"""

from __future__ import annotations

import pytest
from django.test import Client

from plans.models import ActionItem, Plan
from progress.models import AnnualReview, ProgressRecord
from tests.builders import make_content, make_indicator, make_item, make_plan
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year, record_for
from tests.security.routes import MISSING
from tests.security.rows import hash_rows

OFFICE = ("staff", "head", "other_staff", "reader")
DEEDS = ("withdraw", "approve", "send_back", "finalize", "reopen", "draft", "draft/discard")


@pytest.fixture
def hidden(cast: Cast) -> ProgressRecord:
    """総務課だけに見える、準備中の計画の報告。担当課は福祉支援課。"""
    plan = make_plan(name="準備中の計画", released_at=None)
    item = make_item(plan, 77, departments=["福祉支援課"])
    make_content(item)
    make_indicator(item, targets={2021: "5人"})
    open_year(plan, cast.secretariat)
    return record_for(item)


def admin_addresses(record: ProgressRecord) -> dict[str, str]:
    """隠れた行の変更画面と、同じ型でどこにもない行の変更画面。"""
    rows = (
        record,
        record.review,
        record.item,
        record.item.plan,
        record.item.contents.get(),
        record.item.indicators.get(),
    )
    bases = {f"/admin/{row._meta.app_label}/{row._meta.model_name}/": row.pk for row in rows}
    return {f"{base}{pk}/change/": f"{base}{MISSING}/change/" for base, pk in bases.items()}


def status(client: Client, address: str, method: str) -> int:
    answer = client.get(address) if method == "get" else client.post(address, {"version": "1"})
    return int(answer.status_code)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OFFICE)
def test_a_hidden_row_of_the_admin_answers_like_one_that_is_not_there(
    plan: Plan, cast: Cast, hidden: ProgressRecord, name: str, method: str
) -> None:
    client = sign_in(getattr(cast, name))
    before = hash_rows()
    for address, missing in admin_addresses(hidden).items():
        answer = status(client, address, method)
        assert answer == status(client, missing, method), address
        assert answer in (403, 404), address
    assert hash_rows() == before


@pytest.mark.parametrize("name", OFFICE)
def test_no_deed_reaches_a_hidden_record(
    plan: Plan, cast: Cast, hidden: ProgressRecord, name: str
) -> None:
    client = sign_in(getattr(cast, name))
    before = hash_rows()
    for deed in DEEDS:
        posted = {"version": str(hidden.version), "reason": "理由"}
        assert client.post(f"/records/{hidden.pk}/{deed}/", posted).status_code == 404, deed
    assert client.get(f"/records/{hidden.pk}/evidence/").status_code == 404
    assert hash_rows() == before


@pytest.mark.parametrize("name", [*OFFICE, "committee_member"])
def test_no_reading_page_shows_a_hidden_plan(
    plan: Plan, item: ActionItem, cast: Cast, hidden: ProgressRecord, name: str
) -> None:
    client = sign_in(getattr(cast, name))
    query = f"?plan={hidden.item.plan_id}&year=2021"
    for address in ("/", "/plan/", "/items/77/", "/workbook.xlsx", "/overview/ratings/"):
        answer = client.get(address + query)
        assert answer.status_code in (200, 404)
        assert "準備中の計画" not in answer.content.decode(errors="ignore")


def test_the_secretariat_sees_the_hidden_plan(
    plan: Plan, cast: Cast, hidden: ProgressRecord
) -> None:
    client = sign_in(cast.secretariat)
    for address in admin_addresses(hidden):
        assert client.get(address).status_code == 200, address


def test_a_record_of_another_department_is_read_but_not_written(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    record = record_for(item)
    client = sign_in(cast.other_staff)
    before = hash_rows()
    address = f"/admin/progress/progressrecord/{record.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"achievement": "よその課の文"}).status_code == 403
    assert client.post(f"/records/{record.pk}/draft/", {"achievement": "文"}).status_code == 403
    assert hash_rows() == before


def test_a_sample_person_writes_nothing_into_a_real_year(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    record = record_for(item)
    type(cast.staff).objects.filter(pk=cast.staff.pk).update(is_sample=True)
    client = sign_in(cast.staff)
    before = hash_rows()
    address = f"/admin/progress/progressrecord/{record.pk}/change/"
    assert client.post(address, {"achievement": "見本の文"}).status_code == 403
    assert hash_rows() == before
    assert AnnualReview.objects.get().is_sample is False
