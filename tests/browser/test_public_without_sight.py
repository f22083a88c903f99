"""公開の個票を耳で読む: 読み上げの木が、手で打った文と同じこと。

0 の目標（8）、第2値（5）、先送りの目標（10）、指標なし（20）の項目で確かめる。
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.browser.sample_site import build_site
from tests.reports.publications import publish_the_sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROW = re.compile(r'- row "(.*)":?$', re.MULTILINE)
ROW_HEAD = re.compile(r'- rowheader "(.*)"$', re.MULTILINE)
HEADING = re.compile(r'- heading "(.*)" \[level=(\d)\]$', re.MULTILINE)
HEAD_ROW = "年度 目標 実績 達成率"
COMMON_ONE = (
    "社協内の部署間連携や関係機関との連携による課題解決の仕組みづくり 充実・強化 基本目標4"
    " 検討、実施、評価・充実の順（年度の位置は推定）"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """一つの項目で聞こえるもの: 見出し、目標と実績の行、実施時期の文（行の見出し）。"""

    number: int
    headings: tuple[str, ...]
    rows: tuple[str, ...]
    phases: tuple[str, ...]


FIVE = Heard(
    5,
    (
        "1 5 ファミリー・サポート・センター事業",
        "2 目標（数値）と実績",
        "3 1 障がい児に関わる活動件数（単位：件）",
        "3 2 障がい児に関わる活動者数（*2）（単位：人）",
        "2 平成31（2019）年度の取組",
        "3 実施内容の進み",
        "2 実施内容と実施時期 推定・要確認",
        "2 計画書に書かれていること",
    ),
    (
        HEAD_ROW,
        "平成30（2018）年度 基準値 該当なし 824件(*１） 見込み（平成31年1月31日時点） 該当なし",
        "平成31（2019）年度 650件 702件 108.0％ 達成",
        "令和2（2020）年度 660件 公表前 公表前",
        "令和3（2021）年度 670件 公表前 公表前",
        "令和4（2022）年度 680件 公表前 公表前",
        "令和5（2023）年度 690件 公表前 公表前",
        HEAD_ROW,
        "平成30（2018）年度 基準値 該当なし 66人、障がいに関わる活動者数は31人"
        " 見込み（平成31年1月31日時点） 該当なし",
        "平成31（2019）年度 67人、障がいに関わる活動者数は40人"
        " 68人、障がいに関わる活動者数は41人"
        " 101.4％ 達成 障がいに関わる活動者数は 102.5％ 達成",
        "令和2（2020）年度 70人、障がいに関わる活動者数は43人 公表前 公表前",
        "令和3（2021）年度 73人、障がいに関わる活動者数は46人 公表前 公表前",
        "令和4（2022）年度 76人、障がいに関わる活動者数は49人 公表前 公表前",
        "令和5（2023）年度 80人、障がいに関わる活動者数は52人 公表前 公表前",
    ),
    (
        "事業の周知方法やサポート会員の確保 継続 基本目標2"
        " 市と協議、検討、実施、評価・検討の順（年度の位置は推定）",
        "サポート会員研修 継続 基本目標2 市と協議、検討、実施、評価・検討の順（年度の位置は推定）",
        COMMON_ONE,
    ),
)
EIGHT = Heard(
    8,
    (
        "1 8 任意後見事業",
        "2 目標（数値）と実績",
        "3 任意後見事業の件数（単位：件）",
        "2 平成31（2019）年度の取組",
        "3 実施内容の進み",
        "2 実施内容と実施時期 推定・要確認",
        "2 計画書に書かれていること",
    ),
    (
        HEAD_ROW,
        "平成30（2018）年度 基準値 該当なし 0件 見込み（平成31年1月31日時点） 該当なし",
        "平成31（2019）年度 0件 0件 達成",
        "令和2（2020）年度 0件 公表前 公表前",
        "令和3（2021）年度 3件 公表前 公表前",
        "令和4（2022）年度 3件 公表前 公表前",
        "令和5（2023）年度 5件 公表前 公表前",
    ),
    (
        "任意後見事業の実施 新規 基本目標4 調査、検討、試行、実施の順（年度の位置は推定）",
        "見守り契約の実施 新規 基本目標4 調査、検討、試行、実施の順（年度の位置は推定）",
        COMMON_ONE,
    ),
)
TEN = Heard(
    10,
    (
        "1 10 生活支援体制整備事業",
        "2 目標（数値）と実績",
        "3 1 ささえあい訪問協力員・協力員数（単位：人）",
        "3 2 1層協議体の開催（2層協議体の開催）（単位：回）",
        "2 平成31（2019）年度の取組",
        "3 実施内容の進み",
        "2 実施内容と実施時期 推定・要確認",
        "3 平成31（2019）年度の意見3（意見）",
        "2 計画書に書かれていること",
    ),
    (
        HEAD_ROW,
        "平成30（2018）年度 基準値 該当なし 1,550人 見込み（平成31年1月31日時点） 該当なし",
        "平成31（2019）年度 1,900人 1,905人 100.2％ 達成",
        "令和2（2020）年度 2,000人 公表前 公表前",
        "令和3（2021）年度 次期介護保険事業計画による 公表前 公表前",
        "令和4（2022）年度 次期介護保険事業計画による 公表前 公表前",
        "令和5（2023）年度 次期介護保険事業計画による 公表前 公表前",
        HEAD_ROW,
        "平成30（2018）年度 基準値 該当なし 年１回、2層協議体の開催は年4から6回"
        " 見込み（平成31年1月31日時点） 該当なし",
        "平成31（2019）年度 年１回、2層協議体の開催は年4から6回"
        " 1回、2層協議体の開催は5回 100.0％ 達成 2層協議体の開催は 125.0％ 達成",
        "令和2（2020）年度 年１回、2層協議体の開催は年4から6回 公表前 公表前",
        "令和3（2021）年度 次期介護保険事業計画による 公表前 公表前",
        "令和4（2022）年度 次期介護保険事業計画による 公表前 公表前",
        "令和5（2023）年度 次期介護保険事業計画による 公表前 公表前",
    ),
    (
        "高齢者のニーズを解決するための社会資源の開発や講座等の開催 継続 基本目標3 基本目標4"
        " 実施、実施・検討、実施、評価・充実の順（年度の位置は推定）",
        "1層協議体、2層協議体（地域サポート連絡会）の開催 充実・強化 基本目標3"
        " 実施・検討（推定・要確認）",
        COMMON_ONE,
        "地域活動者・団体をコーディネートするための一元的な体制の整備 充実・強化 基本目標2"
        " 検討、実施、評価・充実の順（年度の位置は推定）",
        "地域づくりフェスタ（仮称）の開催（効果的、効率的イベントの実施） 新規 基本目標2"
        " 検討、試行、実施の順（年度の位置は推定）",
    ),
)
TWENTY = Heard(
    20,
    (
        "1 20 人事考課制度の充実",
        "2 目標（数値）と実績",
        "2 平成31（2019）年度の取組",
        "3 実施内容の進み",
        "2 実施内容と実施時期 推定・要確認",
        "2 計画書に書かれていること",
    ),
    (),
    (
        "有効的かつ発展的な人事考課制度の実施 継続 基本目標6 実施（推定・要確認）",
        "評価者研修の実施 継続 基本目標6 実施、評価・充実の順（年度の位置は推定）",
        "嘱託職員の目標管理 新規 基本目標6 検討、試行、実施の順（年度の位置は推定）",
    ),
)
# 版によって加わる見出し。ほかの見出しは、この順にある。
ADDED = {"2 文章で読む", "2 これまでの年度", "2 進行管理委員会の意見と回答"}


@pytest.mark.parametrize("heard", [FIVE, EIGHT, TEN, TWENTY], ids=lambda heard: str(heard.number))
def test_an_item_is_heard_as_it_was_typed(browser_page: Page, heard: Heard) -> None:
    build_site()
    plan = publish_the_sample()
    browser_page.goto(f"/public/{plan.pk}/2019/items/{heard.number}/")
    tree = browser_page.locator("main").aria_snapshot()
    headings = [f"{level} {name}" for name, level in HEADING.findall(tree)]
    assert tuple(name for name in headings if name not in ADDED) == heard.headings
    figures = browser_page.get_by_role("region", name="目標（数値）と実績", exact=True)
    assert tuple(ROW.findall(figures.aria_snapshot())) == heard.rows
    schedule = browser_page.get_by_role("table", name="実施内容と実施時期", exact=True)
    assert tuple(ROW_HEAD.findall(schedule.aria_snapshot())) == heard.phases


def test_no_bare_sign_is_left_to_the_ear(browser_page: Page) -> None:
    build_site()
    plan = publish_the_sample()
    for number in (5, 13, 15, 20):
        browser_page.goto(f"/public/{plan.pk}/2019/items/{number}/")
        tree = browser_page.locator("main").aria_snapshot()
        assert re.findall(r'(?:cell "|: )[－…○△×]"?$', tree, re.MULTILINE) == []
