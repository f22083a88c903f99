"""委員会資料の画面。選ぶ、作る、読む、配布する。"""

from __future__ import annotations

from typing import Any

import pytest

from plans.models import ActionItem, Plan
from progress.models import AnnualReview
from reports.models import CommitteePack
from reports.packs.parts import ALL_PARTS, SHORT_PARTS
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year, read_boxes
from tests.reports.packs import make_meeting, make_packs
from tests.security.rows import hash_rows

LIST_QUERIES = 8
PAGE_QUERIES = 35


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    review = open_year(plan, cast.secretariat)
    make_meeting(review)
    return review


def boxes(client: Any, review: AnnualReview) -> dict[str, Any]:
    """何も変えずに送る中身。"""
    form = client.get(f"/packs/make/{review.pk}/").context["form"]
    values = {field.html_name: field.value() for field in form}
    return {
        name: "on" if value is True else value
        for name, value in values.items()
        if value is not False and value is not None
    }


def text_of(response: Any) -> str:
    return b"".join(response.streaming_content).decode()


def test_the_form_offers_every_part_and_the_meeting(review: AnnualReview, cast: Cast) -> None:
    form = sign_in(cast.secretariat).get(f"/packs/make/{review.pk}/").context["form"]
    assert [row.title for row in form.part_rows()][:2] == ["表紙", "次第"]
    assert len(list(form.part_rows())) == len(ALL_PARTS)
    assert form["meeting"].value() == str(review.meetings.get().pk)


def test_the_ready_choice_marks_only_its_parts(review: AnnualReview, cast: Cast) -> None:
    response = sign_in(cast.secretariat).get(f"/packs/make/{review.pk}/?ready=short")
    form = response.context["form"]
    used = {code for code in ALL_PARTS if form[f"use-{code}"].value()}
    assert used == set(SHORT_PARTS)


@pytest.mark.pdf
def test_one_press_makes_the_pack_and_shows_the_way_to_it(review: AnnualReview, cast: Cast) -> None:
    client = sign_in(cast.secretariat)
    page = text_of(client.post(f"/packs/make/{review.pk}/", boxes(client, review)))
    pack = CommitteePack.objects.get()
    assert "資料ができました。" in page
    assert f'href="/packs/{pack.pk}/"' in page
    assert page.index("PDFを組んでいます") < page.index("Excelを作っています")
    assert page.rstrip().endswith("</html>")
    response = client.get(f"/packs/{pack.pk}/files/pdf/")
    assert response.content == bytes(pack.files.get(kind="pdf").content)
    part = client.get(f"/packs/{pack.pk}/parts/counts.pdf")
    assert part.content.startswith(b"%PDF-")
    assert "filename*=UTF-8''" in part["Content-Disposition"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({f"use-{code}": "" for code in ALL_PARTS}, "資料に入れる部分を、一つは選んで"),
        ({"focus-1": "on"}, "項目1を勧めと違えた理由を、一文で入れてください。"),
        ({"order-cover": "0"}, "「表紙」の順"),
        ({"note-1": "\x00"}, "項目1を勧めと違えた理由"),
    ],
)
def test_a_wrong_choice_is_explained_and_nothing_is_made(
    review: AnnualReview, cast: Cast, changes: dict[str, str], words: str
) -> None:
    client = sign_in(cast.secretariat)
    before = hash_rows()
    posted = boxes(client, review) | {"note-1": "書いた文"} | changes
    if "focus-1" in changes:
        posted["note-1"] = ""
    response = client.post(f"/packs/make/{review.pk}/", posted)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert hash_rows() == before


@pytest.mark.pdf
def test_the_order_that_was_typed_is_the_order_of_the_papers(
    review: AnnualReview, cast: Cast
) -> None:
    client = sign_in(cast.secretariat)
    posted = boxes(client, review)
    for code in ALL_PARTS:
        posted.pop(f"use-{code}")
    posted |= {"use-form": "on", "order-form": "1", "use-cover": "on", "order-cover": "2"}
    text_of(client.post(f"/packs/make/{review.pk}/", posted))
    assert CommitteePack.objects.get().choices["parts"] == ["form", "cover"]
    form = client.get(f"/packs/make/{review.pk}/").context["form"]
    assert [row.title for row in form.part_rows()][:2] == ["意見票", "表紙"]


def test_the_page_of_a_draft_offers_to_distribute_it(review: AnnualReview, cast: Cast) -> None:
    _, draft = make_packs(review, cast.secretariat)
    client = sign_in(cast.secretariat)
    page = client.get(f"/packs/{draft.pk}/").content.decode()
    sent = read_boxes(page)
    response = client.post(
        f"/packs/{draft.pk}/distribute/", {"version": sent["version"], "recipients": "委員"}
    )
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.is_distributed
    page = client.get(f"/packs/{draft.pk}/").content.decode()
    assert "配布する</button>" not in page
    assert "配布後の変更" in page


def test_a_refused_distribution_says_why(review: AnnualReview, cast: Cast) -> None:
    _, draft = make_packs(review, cast.secretariat)
    client = sign_in(cast.secretariat)
    posted = {"version": "9", "recipients": "委員"}
    response = client.post(f"/packs/{draft.pk}/distribute/", posted, follow=True)
    assert "ほかの人がこの資料を作り直したか、配布しました。" in response.content.decode()
    draft.refresh_from_db()
    assert not draft.is_distributed


def test_a_member_reads_the_distributed_file_and_not_the_draft(
    review: AnnualReview, cast: Cast
) -> None:
    released, draft = make_packs(review, cast.secretariat)
    client = sign_in(cast.committee_member)
    page = client.get("/packs/").content.decode()
    assert f"/packs/{released.pk}/" in page
    assert f"/packs/{draft.pk}/" not in page
    assert "委員会資料を作る" not in page
    assert client.get(f"/packs/{released.pk}/files/pdf/").content == b"%PDF-1.7 1"
    for address in ("", "files/pdf/", "parts/form.pdf"):
        assert client.get(f"/packs/{draft.pk}/{address}").status_code == 404
    shown = client.get(f"/packs/{released.pk}/").content.decode()
    assert "配布後の変更" not in shown
    assert "ハッシュ値" not in shown


@pytest.mark.parametrize("address", ["files/large_pdf/", "parts/sheets.pdf", "parts/contents.pdf"])
def test_what_a_pack_does_not_hold_is_not_found(
    review: AnnualReview, cast: Cast, address: str
) -> None:
    released, _ = make_packs(review, cast.secretariat)
    assert sign_in(cast.secretariat).get(f"/packs/{released.pk}/{address}").status_code == 404


def test_the_pages_stay_within_their_queries(review: AnnualReview, cast: Cast) -> None:
    released, _ = make_packs(review, cast.secretariat)
    client = sign_in(cast.secretariat)
    client.get("/healthz")
    with count_queries(LIST_QUERIES):
        assert client.get("/packs/").status_code == 200
    with count_queries(PAGE_QUERIES):
        assert client.get(f"/packs/{released.pk}/").status_code == 200
    with count_queries(PAGE_QUERIES):
        assert client.get(f"/packs/make/{review.pk}/").status_code == 200
