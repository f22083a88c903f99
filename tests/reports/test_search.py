"""検索: すべての年度の文から、全角・半角を問わず、見える所だけを、番号の順に。"""

from __future__ import annotations

import datetime as dt
import re

import pytest

from plans.models import ActionItem, Plan, RelatedPlan
from progress.models import AmendedImprovement, CommitteeRating
from reports.searching import mark_words, normalize
from tests.builders import make_content, make_indicator, make_item, make_plan
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import finish, open_year, record_for, send_entry

SEARCH_QUERIES = 15
WHERE = re.compile(r'hit-where">([^<]*)</span>')
LINK = re.compile(r'<a href="([^"]*)">\d+　')


@pytest.fixture
def told(plan: Plan, item: ActionItem, cast: Cast) -> Plan:
    """項目1は 2020 年度が確定、2021 年度が下書き。項目10 と 2 は題だけ。"""
    make_item(plan, 10, title="ＳＮＳの活用", departments=["総務課"])
    make_item(plan, 2, title="見守りの会", departments=["総務課"])
    client = sign_in(cast.staff)
    open_year(plan, cast.secretariat, 2020)
    record = record_for(item, 2020)
    send_entry(
        client, record, achievement="見守り訪問を始め、ＰＣの講座も開いた", issues="人手不足"
    )
    finish(record, cast.staff, cast.head, cast.secretariat)
    open_year(plan, cast.secretariat, 2021)
    send_entry(
        client,
        record_for(item),
        improvement="見守りの回数を増やす",
        contents__0__activities="見守り協力員の研修",
        actuals__0__first="9",
        actuals__0__note="見守りを除く",
    )
    return plan


def places(person, query: str) -> list[str]:
    page = sign_in(person).get(f"/search/?q={query}").content.decode()
    return WHERE.findall(page)


def test_every_year_and_every_box_is_searched_in_the_order_of_numbers(
    told: Plan, cast: Cast
) -> None:
    assert places(cast.staff, "見守り") == [
        "令和2（2020）年度　成果",
        "令和3（2021）年度　改善策・次年度の取組",
        "令和3（2021）年度　実施内容1の取組内容",
        "令和3（2021）年度　「指標その1」の実績",
        "計画　実施項目",
    ]


def test_each_hit_leads_to_its_item_and_year_with_the_word_marked(told: Plan, cast: Cast) -> None:
    page = sign_in(cast.staff).get("/search/?q=協力員").content.decode()
    assert LINK.findall(page) == [f"/items/1/?plan={told.pk}&amp;year=2021"]
    assert "見守り<mark>協力員</mark>の研修" in page


def test_numbers_sort_as_numbers(told: Plan, cast: Cast) -> None:
    page = sign_in(cast.staff).get("/search/?q=の").content.decode()
    numbers = [int(found) for found in re.findall(r'"/items/(\d+)/', page)]
    assert numbers == sorted(numbers)
    assert {1, 2, 10} <= set(numbers)


@pytest.mark.parametrize("query", ["sns", "SNS", "ｓｎｓ", "ＳＮＳ"])
def test_width_and_case_make_no_difference(told: Plan, cast: Cast, query: str) -> None:
    page = sign_in(cast.staff).get(f"/search/?q={query}").content.decode()
    assert "<mark>ＳＮＳ</mark>の活用" in page


def test_all_words_must_be_there(told: Plan, cast: Cast) -> None:
    assert places(cast.staff, "見守り pc") == ["令和2（2020）年度　成果"]
    assert places(cast.staff, "見守り 山") == []


def test_the_committee_finds_finalized_reports_only(told: Plan, cast: Cast) -> None:
    assert places(cast.committee_member, "見守り") == [
        "令和2（2020）年度　成果",
        "計画　実施項目",
    ]


def test_a_plan_nobody_may_see_is_not_searched(told: Plan, cast: Cast) -> None:
    told.released_at = None
    told.save()
    assert sign_in(cast.staff).get("/search/?q=見守り").status_code == 404
    assert sign_in(cast.outsider).get("/search/?q=見守り").status_code == 403


@pytest.mark.parametrize("query", ["", "%20", "%00", "%E3%80%80"])
def test_nothing_asked_finds_nothing(told: Plan, cast: Cast, query: str) -> None:
    assert places(cast.staff, query) == []


def test_typed_markup_stays_words(told: Plan, cast: Cast) -> None:
    page = sign_in(cast.staff).get("/search/?q=<script>").content.decode()
    assert "<script>" not in page.split("<main")[1]
    assert "見つかりませんでした" in page


def test_the_queries_do_not_grow(told: Plan, cast: Cast) -> None:
    for number in range(20, 30):
        other = make_item(told, number, departments=["総務課"])
        make_content(other, 1)
        make_indicator(other)
        RelatedPlan.objects.create(plan=told, name=f"計画{number}").items.add(other)
    client = sign_in(cast.staff)
    client.get("/search/?q=見守り")
    with count_queries(SEARCH_QUERIES):
        client.get("/search/?q=見守り")


@pytest.fixture
def older(told: Plan, cast: Cast) -> Plan:
    """前の計画。項目1は 2015 年度が確定。"""
    plan = make_plan(
        name="前の計画", short_name="前計画", first_year=2014, last_year=2018, baseline_year=2013
    )
    item = make_item(plan, 1, title="見守りの始まり", departments=["福祉支援課"])
    make_content(item, spans=[("実施", 2014, 2018)])
    open_year(plan, cast.secretariat, 2015)
    send_entry(sign_in(cast.staff), record_for(item, 2015), achievement="見守りを五地区で")
    return plan


def test_all_plans_are_searched_when_asked_the_newest_first(
    older: Plan, told: Plan, cast: Cast
) -> None:
    assert "前計画" not in " ".join(places(cast.staff, "見守り"))
    whole = sign_in(cast.staff).get("/search/?scope=all&q=見守り").content.decode()
    found = WHERE.findall(whole)
    assert found[0].startswith("試験計画　令和2")
    assert found[-2:] == ["前計画　計画　実施項目", "前計画　平成27（2015）年度　成果"]
    assert LINK.findall(whole)[-1] == f"/items/1/?plan={older.pk}&amp;year=2015"
    assert '<option value="all" selected>すべての計画</option>' in whole


def test_all_plans_are_only_those_the_person_may_see(older: Plan, told: Plan, cast: Cast) -> None:
    older.released_at = None
    older.save()
    page = "/search/?scope=all&q=見守り"
    assert "五地区" not in sign_in(cast.staff).get(page).content.decode()
    assert "五地区" not in sign_in(cast.committee_member).get(page).content.decode()
    assert "五地区" in sign_in(cast.secretariat).get(page).content.decode()


def test_more_plans_take_no_more_queries(older: Plan, told: Plan, cast: Cast) -> None:
    client = sign_in(cast.staff)
    client.get("/search/?q=見守り")
    with count_queries(SEARCH_QUERIES):
        client.get("/search/?scope=all&q=見守り")


def test_where_nothing_is_found_all_plans_are_offered(older: Plan, told: Plan, cast: Cast) -> None:
    page = sign_in(cast.staff).get(f"/search/?plan={told.pk}&q=五地区").content.decode()
    assert f'<a href="?plan={told.pk}&amp;scope=all&amp;q=' in page


def test_the_contents_indicators_remarks_and_related_plans_are_searched(
    told: Plan, cast: Cast
) -> None:
    item = make_item(told, 30, title="相談", departments=["総務課"], remark="隣市の例にならう")
    make_content(item, 1, title="窓口の見える化")
    make_indicator(item, name="来所した人の数")
    related = RelatedPlan.objects.create(plan=told, name="障がい福祉の計画")
    related.items.add(item)
    make_item(told, 31, departments=["総務課"])
    assert places(cast.staff, "見える化") == ["計画　実施内容1"]
    assert places(cast.staff, "来所した人") == ["計画　指標"]
    assert places(cast.staff, "隣市") == ["計画　備考"]
    assert places(cast.staff, "障がい福祉") == ["計画　関連計画"]


def test_what_followed_the_committee_is_searched_where_the_report_may_be_seen(
    told: Plan, item: ActionItem, cast: Cast
) -> None:
    for year in (2020, 2021):
        record = record_for(item, year)
        AmendedImprovement.objects.create(
            record=record,
            text="駅前の会場も増やす",
            amended_on=dt.date(2022, 7, 1),
            amended_by=cast.staff,
        )
        CommitteeRating.objects.create(
            record=record,
            rating=record.review.scale.ratings.first(),
            reason="声をよく聞いたため",
            rated_on=dt.date(2022, 7, 1),
            rated_by=cast.secretariat,
        )
    for word, field in (("駅前", "委員会後の改善策"), ("声をよく", "委員会後の評価の理由")):
        assert places(cast.staff, word) == [
            f"令和2（2020）年度　{field}",
            f"令和3（2021）年度　{field}",
        ]
        assert places(cast.committee_member, word) == [f"令和2（2020）年度　{field}"]


@pytest.mark.parametrize("query", ["4〜6回", "4～6回", "4~6回", "４－６回", "4−6回", "4-6回"])
def test_waves_and_dashes_of_every_shape_are_alike(told: Plan, cast: Cast, query: str) -> None:
    wave = "〜" if "6" in query and any(sign in query for sign in "〜～~") else "−"
    make_item(told, 40, title=f"年4{wave}6回の会", departments=["総務課"])
    assert places(cast.staff, query) == ["計画　実施項目"]
    assert normalize("スーパー") != normalize("ス-パ-")


def test_normalizing_folds_width_case_and_spaces() -> None:
    assert normalize("ＰＣ　講座\n１０回 ㈱") == "pc 講座 10回 (株)"


@pytest.mark.parametrize(
    ("text", "word", "parts"),
    [
        ("ＰＣ講座", "pc", (("ＰＣ", True), ("講座", False))),
        ("㈱の寄附", "株", (("㈱", True), ("の寄附", False))),
        ("かかか", "か", (("かかか", True),)),
        ("ﾎﾞﾗﾝﾃｨｱの会", "ボランティア", (("ﾎﾞﾗﾝﾃｨｱ", True), ("の会", False))),
        ("", "か", ()),
    ],
)
def test_marks_stand_on_the_letters_as_typed(
    text: str, word: str, parts: tuple[tuple[str, bool], ...]
) -> None:
    assert mark_words(text, [word]) == parts


def test_a_long_text_is_cut_round_the_first_word() -> None:
    parts = mark_words("前" * 200 + "見守り" + "後" * 200, ["見守り"])
    assert parts == (
        ("…", False),
        ("前" * 40, False),
        ("見守り", True),
        ("後" * 39, False),
        ("…", False),
    )
