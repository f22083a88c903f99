"""install_plan と loaddata: 計画は一度だけ入り、総務課の確認は失われない。"""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from plans.figures import Figure
from plans.models import (
    ActionItem,
    BasicGoal,
    Department,
    ImplementationContent,
    PhaseSpan,
    Plan,
    RelatedPlan,
    Statement,
    Target,
    User,
)
from progress.installation import Installation, install_plan
from progress.plan_file import PlanFileError, read_plan_file
from tests.book import book_lines, plan_rows, squeeze

NAME = "action_plan_2019"
PLAN_NAME = plan_rows()[0]["fields"]["name"]
MODELS = sorted({row["model"] for row in plan_rows()})

pytestmark = pytest.mark.django_db


def count_rows() -> dict[str, int]:
    return {label: apps.get_model(label).objects.count() for label in MODELS}


def count_history() -> dict[str, int]:
    return {label: apps.get_model(label).history.count() for label in MODELS}


def run_command(name: str = NAME) -> str:
    output = StringIO()
    call_command("install_plan", name, stdout=output)
    return output.getvalue()


def write_plan_file(folder: Path, name: str, rows: object) -> None:
    (folder / f"{name}.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


@pytest.fixture
def official_plan() -> Plan:
    install_plan(NAME)
    return Plan.objects.get()


@pytest.fixture
def plan_folder(tmp_path: Path, settings: Any) -> Path:
    settings.FIXTURE_DIRS = [tmp_path]
    return tmp_path


def confirm_schedule(number: int) -> ActionItem:
    item = ActionItem.objects.get(number=number)
    item.schedule_confirmed_at = timezone.now()
    item.schedule_confirmed_by = User.objects.create_user("soumu")
    item.save()
    return item


def target_of(item: int, year: int) -> Target:
    return Target.objects.get(indicator__item__number=item, indicator__number=1, fiscal_year=year)


def test_it_fills_an_empty_database_and_says_so() -> None:
    output = run_command()
    assert "取り込みました（921件）" in output
    assert sum(count_rows().values()) == len(plan_rows()) == 921


@pytest.mark.slow
def test_loaddata_twice_leaves_the_same_rows_and_what_install_plan_leaves() -> None:
    call_command("loaddata", NAME, verbosity=0)
    first = count_rows()
    call_command("loaddata", NAME, verbosity=0)
    assert count_rows() == first
    assert sum(first.values()) == 921
    assert install_plan(NAME) == Installation(PLAN_NAME, 0)


def test_every_row_gets_one_first_history_row_with_its_reason(official_plan: Plan) -> None:
    assert count_history() == count_rows()
    for label in MODELS:
        history = apps.get_model(label).history
        assert set(history.values_list("history_type", flat=True)) == {"+"}
        reasons = set(history.values_list("history_change_reason", flat=True))
        assert reasons == {"計画書からの取込"}


def test_the_first_history_of_a_content_knows_its_basic_goals(official_plan: Plan) -> None:
    content = ImplementationContent.objects.get(item__number=1, kind="own", number=1)
    first = content.history.get()
    assert sorted(link.basicgoal.number for link in first.basic_goals.all()) == [1, 4]
    assert content.history.count() == 1


def test_figures_come_back_as_figures(official_plan: Plan) -> None:
    assert target_of(4, 2019).value == Figure.parse("6,700回")
    assert target_of(10, 2021).value == Figure.parse("次期介護保険事業計画による")


def test_a_second_run_changes_nothing_and_keeps_the_confirmation(official_plan: Plan) -> None:
    confirm_schedule(3)
    rows, history = count_rows(), count_history()
    output = run_command()
    assert "計画書との違いはありません" in output
    assert (count_rows(), count_history()) == (rows, history)
    assert ActionItem.objects.get(number=3).is_schedule_confirmed


def test_a_second_run_keeps_a_changed_target_and_tells_it(official_plan: Plan) -> None:
    confirm_schedule(3)
    target = target_of(3, 2021)
    target.value = Figure.parse("210件")
    target.save()
    output = run_command()
    assert (
        "項目3 指標1 令和3（2021）年度の目標の目標値：計画書は「200件」、登録は「210件」" in output
    )
    assert "違いは1件です" in output
    assert target_of(3, 2021).value == Figure.parse("210件")
    assert ActionItem.objects.get(number=3).is_schedule_confirmed


def change_span() -> None:
    PhaseSpan.objects.filter(content__item__number=1, content__number=2, order=1).update(
        label="充実", stages=["carry_out", "evaluate"], first_year=2020
    )


def change_goals() -> None:
    content = ImplementationContent.objects.get(item__number=1, kind="own", number=1)
    content.basic_goals.remove(BasicGoal.objects.get(number=4))


DIFFERENCES = {
    "a deleted bullet": (
        lambda: Statement.objects.filter(item__number=1, section="direction", order=3).delete(),
        ["項目1 基本的な方向性（目的）3：登録にありません。"],
    ),
    "an added bullet": (
        lambda: Statement.objects.create(
            item=ActionItem.objects.get(number=1), section="direction", order=4, text="追記"
        ),
        ["項目1 基本的な方向性（目的）4：計画書にありません。"],
    ),
    "a moved arrow": (
        change_span,
        [
            "項目1 実施内容2 実施時期1の表記：計画書は「評価・充実」、登録は「充実」",
            "項目1 実施内容2 実施時期1の段階：計画書は「評価・充実」、登録は「実施、評価・充実」",
            "項目1 実施内容2 実施時期1の開始年度：計画書は「2019」、登録は「2020」",
        ],
    ),
    "a changed basic goal": (
        change_goals,
        ["項目1 実施内容1の基本目標：計画書は「1、4」、登録は「1」"],
    ),
    "a filled blank": (
        lambda: ActionItem.objects.filter(number=2).update(remark="あ" * 40),
        [f"項目2の備考：計画書は「（なし）」、登録は「{'あ' * 30}…」"],
    ),
    "a withdrawn release": (
        lambda: Plan.objects.update(released_at=None),
        ["計画の公開日時：計画書は「平成31年4月1日」、登録は「（なし）」"],
    ),
    "a flag": (
        lambda: Department.objects.filter(name="福祉支援課").update(is_secretariat=True),
        ["福祉支援課の進行管理の所管課：計画書は「いいえ」、登録は「はい」"],
    ),
    "a choice": (
        lambda: ImplementationContent.objects.filter(item__number=23, branch=2).update(
            qualifier="new"
        ),
        ["項目23 実施内容1-2の継続区分：計画書は「継続」、登録は「新規」"],
    ),
}


@pytest.mark.parametrize(("change", "told"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_each_difference_is_told_in_one_short_line(
    official_plan: Plan, change: Any, told: list[str]
) -> None:
    change()
    assert list(install_plan(NAME).differences) == told


def test_telling_the_differences_takes_a_fixed_number_of_queries(
    official_plan: Plan, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(26):
        install_plan(NAME)


def test_a_department_that_is_there_already_is_not_overwritten() -> None:
    Department.objects.create(name="福祉支援課", order=9)
    Department.objects.create(name="経営企画課", order=1, is_secretariat=True)
    assert install_plan(NAME).created == 920
    assert Department.objects.get(name="福祉支援課").order == 9
    assert [line for line in install_plan(NAME).differences if "経営企画課" in line] == []


def test_a_failure_on_the_way_leaves_nothing_behind(plan_folder: Path) -> None:
    late = {
        "indicator": [PLAN_NAME, 1, 1],
        "revision": [PLAN_NAME, 0],
        "fiscal_year": 2030,
        "value": "1回",
    }
    rows = [*plan_rows(), {"model": "plans.target", "fields": late}]
    write_plan_file(plan_folder, "broken", rows)
    with pytest.raises(IntegrityError):
        install_plan("broken")
    assert sum(count_rows().values()) == 0


@pytest.mark.parametrize("name", ["unknown", "../fixtures/action_plan_2019", ""])
def test_a_plan_file_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(CommandError, match="見つかりません"):
        run_command(name)


def test_a_row_that_points_nowhere_is_refused(plan_folder: Path) -> None:
    lost = {"model": "plans.itemkind", "fields": {"item": [PLAN_NAME, 99], "order": 1, "name": "x"}}
    write_plan_file(plan_folder, "lost", [*plan_rows(), lost])
    with pytest.raises(CommandError, match=r"実施項目.*99.*前にありません"):
        run_command("lost")
    assert sum(count_rows().values()) == 0


def test_a_plan_file_that_cannot_be_read_is_refused(plan_folder: Path) -> None:
    (plan_folder / "torn.json").write_text("[{", encoding="utf-8")
    with pytest.raises(PlanFileError, match="読み取れません"):
        read_plan_file("torn")


def test_a_plan_file_holds_exactly_one_plan(plan_folder: Path) -> None:
    write_plan_file(plan_folder, "empty", [])
    with pytest.raises(CommandError, match="計画が一つ必要です"):
        run_command("empty")


def test_the_official_plan_lies_in_the_fixtures_folder() -> None:
    assert (Path(settings.FIXTURE_DIRS[0]) / f"{NAME}.json").is_file()


def related_plans() -> dict[str, tuple[bool, list[int]]]:
    return {
        row.name: (row.concerns_whole_plan, sorted(row.items.values_list("number", flat=True)))
        for row in RelatedPlan.objects.order_by("number")
    }


BOOK_RELATED_PLANS: dict[str, tuple[bool, list[int]]] = {
    "第四次西東京市地域福祉活動計画": (True, []),
    "西東京市地域福祉計画": (True, []),
    "西東京市第２次総合計画の後期計画": (False, [9]),
    "第7期介護保険事業計画": (False, [10]),
    "気球くんプラン": (False, [11]),
    "福しんごうくんの自己財源確保計画": (False, [16, 18]),
    "職員定員適正化計画": (False, [21]),
}


def test_the_related_plans_are_those_the_book_names(official_plan: Plan) -> None:
    assert related_plans() == BOOK_RELATED_PLANS
    lost = [name for name in BOOK_RELATED_PLANS if name not in squeeze("".join(book_lines()))]
    assert lost == []
    assert all(row.sdgs == [] for row in (*BasicGoal.objects.all(), *ActionItem.objects.all()))


def forget_related_plans() -> None:
    RelatedPlan.objects.all().delete()
    RelatedPlan.history.all().delete()


def test_an_installation_from_before_gets_the_related_plans_and_keeps_what_was_confirmed(
    official_plan: Plan,
) -> None:
    forget_related_plans()
    confirm_schedule(3)
    ActionItem.objects.filter(number=16).update(remark="総務課の書き足し")
    kept = count_history()
    output = run_command()
    assert "計画書の行を7件足しました" in output
    assert "違いは1件です" in output
    assert related_plans() == BOOK_RELATED_PLANS
    assert ActionItem.objects.get(number=3).is_schedule_confirmed
    assert ActionItem.objects.get(number=16).remark == "総務課の書き足し"
    assert count_history() == {**kept, "plans.relatedplan": 7}
    first = RelatedPlan.history.get(name="気球くんプラン")
    assert first.history_change_reason == "計画書からの取込"
    assert [link.actionitem.number for link in first.items.all()] == [11]
    assert install_plan(NAME).added == 0


def test_a_related_plan_that_was_renamed_or_removed_does_not_come_back(official_plan: Plan) -> None:
    RelatedPlan.objects.get(name="気球くんプラン").delete()
    renamed = RelatedPlan.objects.get(name="職員定員適正化計画")
    renamed.name = "第二次職員定員適正化計画"
    renamed.save()
    assert install_plan(NAME).added == 0
    assert sorted(related_plans()) == sorted(
        {*BOOK_RELATED_PLANS, "第二次職員定員適正化計画"} - {"気球くんプラン", "職員定員適正化計画"}
    )


def test_related_plans_come_to_a_plan_that_lost_an_item(official_plan: Plan) -> None:
    forget_related_plans()
    ActionItem.objects.get(number=18).delete()
    assert install_plan(NAME).added == 7
    assert related_plans()["福しんごうくんの自己財源確保計画"] == (False, [16])
