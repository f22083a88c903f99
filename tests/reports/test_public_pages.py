"""ログインなしで読める画面: 公表した版だけを見せ、人によらず、数を決めた問い合わせで作る。"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client, override_settings

from plans.models import RelatedPlan
from reports.choices import PublicationState
from reports.facts import year_facts
from tests.builders import make_indicator, make_item, make_plan
from tests.counting import count_queries
from tests.people import sign_in
from tests.progress.rounds import open_year
from tests.reports.publications import RELEASED_AT, add_file, publish_facts

if TYPE_CHECKING:
    from plans.models import ActionItem, Plan, User
    from reports.models import PublishedReport
    from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PAGES = ("", "goals/", "criteria/", "data/", "corrections/", "items/1/")
FORMER_PLACES = (*PAGES, "v1/", "v1/data/items.csv", "v1/data/sheets.pdf")
PAGE_QUERIES = 5


@pytest.fixture
def people(cast: Cast) -> tuple[User, User]:
    """用意した人と公表した人。"""
    return cast.secretariat, cast.secretariat_head


@pytest.fixture
def year(plan: Plan, item: ActionItem, cast: Cast) -> int:
    """開いた年度。"""
    open_year(plan, cast.secretariat)
    return 2021


def read(path: str, client: Client | None = None, **headers: str) -> Any:
    return (client or Client()).get(f"/public/{path}", headers=headers)


def text_of(path: str) -> str:
    response = read(path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_every_page_opens_without_a_login(plan: Plan, year: int, people: tuple[User, User]) -> None:
    publish_facts(plan, people, year)
    for page in PAGES:
        for root in (f"{plan.pk}/{year}/", f"{plan.pk}/{year}/v1/"):
            assert read(f"{root}{page}").status_code == 200, f"{root}{page}"


def test_without_a_published_year_the_plan_stands_alone(plan: Plan, year: int) -> None:
    assert "公表した年度はまだありません" in text_of("")
    page = text_of(f"{plan.pk}/")
    assert "公表した年度はまだありません" in page
    assert "実施項目" in page
    assert read(f"{plan.pk}/{year}/").status_code == 404


def test_without_any_plan_the_entrance_still_opens(db: None) -> None:
    assert "公開した計画はまだありません" in text_of("")
    assert text_of("about/")


def test_a_plan_in_preparation_is_not_there(plan: Plan) -> None:
    hidden = make_plan(name="準備中の計画", short_name="準備中", released_at=None)
    assert "準備中の計画" not in text_of("")
    assert read(f"{hidden.pk}/").status_code == 404


@pytest.mark.parametrize("state", [PublicationState.PREPARED, PublicationState.DISCARDED])
def test_what_is_not_released_is_not_there(
    plan: Plan, year: int, people: tuple[User, User], state: str
) -> None:
    report = publish_facts(plan, people, year, state=state, released_at=None, released_by=None)
    add_file(report, "sheets.pdf", b"%PDF")
    for page in FORMER_PLACES:
        assert read(f"{plan.pk}/{year}/{page}").status_code == 404, page
    assert "まだありません" in text_of("")


def withdraw(report: PublishedReport) -> None:
    """公表版を取り下げる。"""
    report.state, report.ended_at = PublicationState.RETRACTED, RELEASED_AT
    report.ended_by, report.ending_reason = report.prepared_by, "中の理由"
    report.save()


def test_what_is_withdrawn_says_so_and_shows_nothing(
    plan: Plan, item: ActionItem, year: int, people: tuple[User, User]
) -> None:
    report = publish_facts(plan, people, year)
    add_file(report, "sheets.pdf", b"%PDF")
    withdraw(report)
    for page in FORMER_PLACES:
        response = read(f"{plan.pk}/{year}/{page}")
        text = response.content.decode()
        assert response.status_code == 410, page
        assert "この版は取り下げました" in text
        assert item.title not in text
        assert "中の理由" not in text
    assert "まだありません" in text_of("")


def test_a_withdrawn_correction_leaves_the_version_before(
    plan: Plan, year: int, people: tuple[User, User]
) -> None:
    publish_facts(plan, people, year)
    withdraw(publish_facts(plan, people, year, version=2))
    assert read(f"{plan.pk}/{year}/").status_code == 200
    assert read(f"{plan.pk}/{year}/v1/").status_code == 200
    assert read(f"{plan.pk}/{year}/v2/").status_code == 410


def test_a_correction_leads_and_the_older_version_stays(
    plan: Plan, year: int, people: tuple[User, User]
) -> None:
    row = {"item": 1, "where": "成果", "before": "十人", "after": "十二人"}
    publish_facts(plan, people, year)
    publish_facts(plan, people, year, version=2, correction_note="人数の誤り", differences=[row])
    page = text_of(f"{plan.pk}/{year}/corrections/")
    assert "十二人" in page
    assert "人数の誤り" in page
    assert "これは前の版（第1版）です" in text_of(f"{plan.pk}/{year}/v1/items/1/")
    assert "前の版" not in text_of(f"{plan.pk}/{year}/items/1/")
    assert 'content="noindex"' in text_of(f"{plan.pk}/{year}/v1/")


def test_a_published_page_does_not_follow_the_living_plan(
    plan: Plan, item: ActionItem, year: int, people: tuple[User, User]
) -> None:
    publish_facts(plan, people, year)
    before = text_of(f"{plan.pk}/{year}/items/1/")
    item.title = "変わった名"
    item.save()
    assert text_of(f"{plan.pk}/{year}/items/1/") == before


def test_a_deleted_plan_is_still_read(plan: Plan, year: int, people: tuple[User, User]) -> None:
    report = publish_facts(plan, people, year)
    type(report).objects.filter(pk=report.pk).update(plan=None, review=None)
    plan.released_at = None
    plan.save()
    assert plan.organization in text_of(f"{plan.pk}/{year}/")
    assert plan.name in text_of("")


def test_a_page_is_kept_until_another_version_comes(
    plan: Plan, year: int, people: tuple[User, User]
) -> None:
    publish_facts(plan, people, year)
    path = f"{plan.pk}/{year}/"
    first = read(path)
    assert first["Cache-Control"] == "public, max-age=300"
    kept = read(path, if_none_match=first["ETag"])
    assert (kept.status_code, kept.content) == (304, b"")
    assert read(path, if_modified_since=first["Last-Modified"]).status_code == 304
    publish_facts(plan, people, year, version=2)
    assert read(path, if_none_match=first["ETag"]).status_code == 200
    assert read(path, if_modified_since=first["Last-Modified"]).status_code == 200


def test_a_kept_page_ends_when_the_version_is_withdrawn(
    plan: Plan, year: int, people: tuple[User, User]
) -> None:
    report = publish_facts(plan, people, year)
    mark = read(f"{plan.pk}/{year}/")["ETag"]
    withdraw(report)
    assert read(f"{plan.pk}/{year}/", if_none_match=mark).status_code == 410


def test_a_plan_not_frozen_is_marked_by_what_it_says(plan: Plan, item: ActionItem) -> None:
    path = f"{plan.pk}/"
    mark = read(path)["ETag"]
    assert read(path, if_none_match=mark).status_code == 304
    item.title = "変わった名"
    item.save()
    assert read(path, if_none_match=mark).status_code == 200


def test_a_page_is_the_same_for_everyone(
    plan: Plan, year: int, people: tuple[User, User], cast: Cast
) -> None:
    publish_facts(plan, people, year)
    open_page, signed_in = (
        read(f"{plan.pk}/{year}/", client) for client in (Client(), sign_in(cast.secretariat))
    )
    assert signed_in.content == open_page.content
    assert "Cookie" not in open_page.get("Vary", "")
    assert not open_page.cookies


def test_no_name_of_a_person_is_shown(
    plan: Plan, year: int, people: tuple[User, User], cast: Cast
) -> None:
    publish_facts(plan, people, year)
    names = {str(person) for person in people} | {cast.staff.username}
    for page in PAGES:
        text = text_of(f"{plan.pk}/{year}/{page}")
        assert not [name for name in names if name in text], page


def test_the_number_of_queries_is_fixed(
    plan: Plan, year: int, people: tuple[User, User], cast: Cast
) -> None:
    publish_facts(plan, people, year)
    for number in range(2, 6):
        other = make_item(plan, number)
        make_indicator(other, baseline="1人", targets={2021: "2人"})
    publish_facts(plan, people, year, version=2)
    publish_facts(plan, people, 2020)
    client = Client()
    for page in PAGES:
        path = f"/public/{plan.pk}/{year}/{page}"
        client.get(path)
        with count_queries(PAGE_QUERIES):
            assert client.get(path).status_code == 200


def test_a_page_names_itself_and_its_place(
    plan: Plan, year: int, people: tuple[User, User]
) -> None:
    publish_facts(plan, people, year)
    page = text_of(f"{plan.pk}/{year}/v1/items/1/")
    assert '<html lang="ja">' in page
    assert f"令和3（2021）年度　第1版）｜{plan.organization}</title>" in page
    title = "".join(item.title for item in plan.items.all())
    description = re.search('<meta name="description" content="([^"]*)">', page)
    assert description
    assert description[1].startswith(f"{title}。令和3（2021）年度")
    assert description[1].endswith("（第1版）")
    address = f"http://testserver/public/{plan.pk}/{year}/items/1/"
    assert f'<link rel="canonical" href="{address}">' in page
    assert "noindex" not in text_of(f"{plan.pk}/{year}/items/1/")


def test_a_sample_year_is_marked_and_kept_out_of_searches(
    plan: Plan, year: int, people: tuple[User, User]
) -> None:
    plan.reviews.update(is_sample=True)
    publish_facts(plan, people, year, is_sample=True)
    page = text_of(f"{plan.pk}/{year}/items/1/")
    assert "見本データ（架空）" in page
    assert 'content="noindex"' in page
    assert f"{plan.pk}/{year}/" not in text_of("sitemap.xml")


def test_the_map_for_searches_lists_the_pages_and_robots_leads_to_it(
    plan: Plan, year: int, people: tuple[User, User]
) -> None:
    publish_facts(plan, people, year)
    page = text_of("sitemap.xml")
    assert f"<loc>http://testserver/public/{plan.pk}/{year}/items/1/</loc>" in page
    assert "/v1/" not in page
    robots = Client().get("/robots.txt").content.decode()
    assert "Allow: /public/\n" in robots
    assert "Disallow: /\n" in robots
    assert robots.endswith("Sitemap: http://testserver/public/sitemap.xml\n")


def test_files_of_the_publication_come_as_they_were_made(
    plan: Plan, year: int, people: tuple[User, User]
) -> None:
    report = publish_facts(plan, people, year)
    add_file(report, "sheets.pdf", b"%PDF-frozen")
    response = read(f"{plan.pk}/{year}/v1/data/sheets.pdf")
    assert response.content == b"%PDF-frozen"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="2021-v1-sheets.pdf"'
    assert "個票集（PDF）" in text_of(f"{plan.pk}/{year}/data/")
    assert "項目番号" in text_of(f"{plan.pk}/{year}/v1/data/items.csv")
    assert read(f"{plan.pk}/{year}/v1/data/other.csv").status_code == 404


def test_contact_and_terms_are_what_the_council_says(plan: Plan) -> None:
    with override_settings(PUBLIC_CONTACT="電話 000\nファクス 111", OPEN_DATA_LICENCE="条件<b>"):
        page = text_of("about/")
    assert "電話 000<br>ファクス 111" in page
    assert "条件&lt;b&gt;" in page


def test_typed_text_is_never_markup(plan: Plan, year: int, people: tuple[User, User]) -> None:
    report = publish_facts(plan, people, year)
    facts = json.loads(report.facts_text.replace("相談", "<script>alert(1)</script>"))
    facts["items"][0] |= {"title": "<script>", "sentence": '"><b>', "plain_text": "<script>"}
    publish_facts(plan, people, year, facts=facts, version=2)
    for page in PAGES:
        text = text_of(f"{plan.pk}/{year}/{page}")
        assert "<script>" not in text
        assert "<b>" not in text


def test_opinions_stand_with_their_answers_and_what_followed(
    plan: Plan, year: int, people: tuple[User, User]
) -> None:
    answers = [
        {"department": "総務課", "stance_label": "対応する", "text": "広報に載せます"},
        {"department": "福祉支援課", "stance_label": "", "text": ""},
    ]
    opinion = {
        "number": 3,
        "year": year,
        "item": 1,
        "meeting": "第1回",
        "kind_label": "意見",
        "text": "周知を広げてほしい",
        "people": 2,
        "responses": answers,
        "follow_ups": [{"on": "令和4年10月1日", "state_label": "対応中", "text": "載せました"}],
    }
    facts = year_facts(plan, year)
    facts["opinions"] = facts["items"][0]["opinions"] = [opinion]
    facts["summaries"] = {"whole": "全体として進んだ", "policies": {"1": "方針も進んだ"}}
    publish_facts(plan, people, year, facts=facts)
    page = text_of(f"{plan.pk}/{year}/items/1/")
    for words in ("周知を広げてほしい", "（同じ意見2人）", "総務課の回答：対応する", "載せました"):
        assert words in page
    assert "福祉支援課の回答" not in page
    overview = text_of(f"{plan.pk}/{year}/")
    assert "全体として進んだ" in overview
    assert "方針も進んだ" in overview
    assert "周知を広げてほしい" in text_of(f"{plan.pk}/{year}/v1/data/opinions.csv")


def test_an_opinion_on_the_whole_plan_stands_on_the_overview(
    plan: Plan, year: int, people: tuple[User, User]
) -> None:
    answer = {
        "department": "総務課",
        "stance_label": "対応する",
        "text": "評価の基準に書き足します",
    }
    opinion = {
        "number": 5,
        "year": year,
        "item": None,
        "meeting": None,
        "kind_label": "質問",
        "text": "目標のない項目は、どのように評価するのか",
        "people": 1,
        "responses": [answer],
        "follow_ups": [],
    }
    facts = year_facts(plan, year)
    facts["opinions"] = [opinion]
    publish_facts(plan, people, year, facts=facts)
    overview = text_of(f"{plan.pk}/{year}/")
    for words in ("計画の全体への", "目標のない項目は", "総務課の回答：対応する", "書き足します"):
        assert words in overview
    facts["opinions"] = [opinion | {"item": 1}]
    publish_facts(plan, people, year, version=2, facts=facts)
    assert "計画の全体への" not in text_of(f"{plan.pk}/{year}/")


def test_the_plans_beside_the_whole_plan_are_named(plan: Plan, year: int) -> None:
    RelatedPlan.objects.create(plan=plan, number=1, name="地域福祉計画", concerns_whole_plan=True)
    assert "<dt>関連計画</dt><dd>地域福祉計画</dd>" in text_of(f"{plan.pk}/")


def test_a_copy_frozen_before_later_parts_existed_still_opens(
    plan: Plan, year: int, people: tuple[User, User]
) -> None:
    facts = year_facts(plan, year)
    for name in ("meetings", "opinions", "summaries", "members"):
        facts.pop(name, None)
    for item in facts["items"]:
        for name in ("sdgs", "related_plans", "sentence", "plain_text", "opinions"):
            item.pop(name, None)
        for name in ("rating", "rating_label", "committee_rating_label", "amended_improvement"):
            item["record"].pop(name, None)
        for content in item["contents"]:
            content.pop("judgement", None)
    publish_facts(plan, people, year, facts=facts)
    for page in (*PAGES, "v1/data/ratings.csv", "v1/data/opinions.csv", "v1/data/ratings.svg"):
        assert read(f"{plan.pk}/{year}/{page}").status_code == 200, page
