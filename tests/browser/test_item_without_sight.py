"""内部の個票を耳で読む: 読み上げの木が、手で打った文と同じこと。

0 の目標（8）、第2値（5）、先送りの目標（10）、文言の目標（15、19）、
指標なし（20）の項目の、確定した年度で確かめる。
8 の評価は、委員会後のもの。
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.sample_site import SECRETARIAT, build_site, user_named
from tests.browser.test_public_without_sight import HEADING, ROW

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

YEARS = "平成31（2019）年度 令和2（2020）年度 令和3（2021）年度 令和4（2022）年度 令和5（2023）年度"
FIGURE_HEAD = f"指標 区分 基準値 平成30（2018）年度 {YEARS}"
SCHEDULE_HEAD = f"番号 実施内容 {YEARS}"
HEADINGS = (
    "2 実施内容と実施時期 推定・要確認",
    "2 目標（数値）と実績",
    "2 令和2（2020）年度の取組 確定",
    "2 ほかの年度の取組",
)
ESTIMATE = "見込み（平成31年1月31日時点）"
LATER = "次期介護保険事業計画による"
LAYERS = "年１回、2層協議体の開催は年4から6回"
PACES = "報告された進み"
INCREASE = "判定の型：増やす"
SETTLED_ELSEWHERE = (
    "判定の型：別計画による 資料：第7期介護保険事業計画（平成30～32年度）"
    " 目標を定めるもの：次期介護保険事業計画"
)
THIRD = "総事務事業数の3分の1"
COMMON_ONE = (
    "共通1 社協内の部署間連携や関係機関との連携による課題解決の仕組みづくり 充実・強化 基本目標4"
    " 検討、実施、評価・充実の順（年度の位置は推定） 検討 実施 評価・充実"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """一つの項目で聞こえるもの: 題、一文、目標と実績の行、実施時期の初めと終わりの二行。"""

    number: int
    title: str
    sentence: str
    figures: tuple[str, ...]
    first_rows: tuple[str, str]
    last_rows: tuple[str, str]


FIVE = Heard(
    5,
    "ファミリー・サポート・センター事業",
    "令和2（2020）年度は、数値の目標2件（値3件）のうち未達成が1件、概ね達成が2件で、"
    "実施内容3件のうち1件に遅れがあり、評価は「未達成」です。",
    (
        FIGURE_HEAD,
        "1 障がい児に関わる活動件数 *1：30年度は、ほぼ毎日利用するケースに対応したことによる増"
        f" 目標 824件(*１） {ESTIMATE} 650件 660件 670件 680件 690件",
        "実績 702件 498件 561件 年度未開始 年度未開始",
        "達成率 108.0％ 達成 75.4％ 未達成 83.7％ 概ね達成 判定なし 判定なし",
        INCREASE,
        "2 障がい児に関わる活動者数（*2） （ ）内：障がいに関わる活動者数 要確認"
        " *2：障がいに関わる活動者数"
        f" 目標 66人、障がいに関わる活動者数は31人 {ESTIMATE}"
        " 67人、障がいに関わる活動者数は40人 70人、障がいに関わる活動者数は43人"
        " 73人、障がいに関わる活動者数は46人 76人、障がいに関わる活動者数は49人"
        " 80人、障がいに関わる活動者数は52人",
        "実績 68人、障がいに関わる活動者数は41人 61人、障がいに関わる活動者数は36人"
        " 未入力 年度未開始 年度未開始",
        "達成率 101.4％ 達成 障がいに関わる活動者数は 102.5％ 達成"
        " 87.1％ 概ね達成 障がいに関わる活動者数は 83.7％ 概ね達成 判定なし 判定なし 判定なし",
        INCREASE,
    ),
    (
        "1 事業の周知方法やサポート会員の確保 継続 基本目標2"
        " 市と協議、検討、実施、評価・検討の順（年度の位置は推定） 市と協議 検討 実施 評価・検討",
        f"{PACES} 予定どおり 予定どおり 予定どおり 年度未開始 年度未開始",
    ),
    (COMMON_ONE, f"{PACES} 予定どおり 予定どおり 予定どおり 年度未開始 年度未開始"),
)
EIGHT = Heard(
    8,
    "任意後見事業",
    "令和2（2020）年度は、「任意後見事業の件数」は目標0件に対して実績0件（達成）で、"
    "実施内容3件のうち2件に遅れがあり、評価は「未達成」です。",
    (
        FIGURE_HEAD,
        f"1 任意後見事業の件数 目標 0件 {ESTIMATE} 0件 0件 3件 3件 5件",
        "実績 0件 0件 未入力 年度未開始 年度未開始",
        "達成率 達成 達成 判定なし 判定なし 判定なし",
        INCREASE,
    ),
    (
        "1 任意後見事業の実施 新規 基本目標4"
        " 調査、検討、試行、実施の順（年度の位置は推定） 調査 検討 試行 実施",
        f"{PACES} 予定どおり 遅れ 報告なし 年度未開始 年度未開始",
    ),
    (COMMON_ONE, f"{PACES} 予定どおり 予定どおり 報告なし 年度未開始 年度未開始"),
)
TEN = Heard(
    10,
    "生活支援体制整備事業",
    "令和2（2020）年度は、数値の目標2件（値3件）のうち概ね達成が1件、達成が1件、未達成が1件で、"
    "実施内容5件（中止1件を含む）のうち3件に遅れがあり、評価は「概ね達成」です。",
    (
        FIGURE_HEAD,
        f"1 ささえあい訪問協力員・協力員数 目標 1,550人 {ESTIMATE}"
        f" 1,900人 2,000人 {LATER} {LATER} {LATER}",
        "実績 1,905人 1,620人 未入力 年度未開始 年度未開始",
        "達成率 100.2％ 達成 81.0％ 概ね達成 判定なし 判定なし 判定なし",
        SETTLED_ELSEWHERE,
        "2 1層協議体の開催（2層協議体の開催） （ ）内：2層協議体の開催"
        f" 目標 {LAYERS} {ESTIMATE} {LAYERS} {LAYERS} {LATER} {LATER} {LATER}",
        "実績 1回、2層協議体の開催は5回 1回、2層協議体の開催は3回 未入力 年度未開始 年度未開始",
        "達成率 100.0％ 達成 2層協議体の開催は 125.0％ 達成"
        " 100.0％ 達成 2層協議体の開催は 75.0％ 未達成 判定なし 判定なし 判定なし",
        SETTLED_ELSEWHERE,
    ),
    (
        "1 高齢者のニーズを解決するための社会資源の開発や講座等の開催 継続 基本目標3 基本目標4"
        " 実施、実施・検討、実施、評価・充実の順（年度の位置は推定）"
        " 実施 実施・検討 実施 評価・充実",
        f"{PACES} 予定どおり 遅れ 報告なし 年度未開始 年度未開始",
    ),
    (
        "共通3 地域づくりフェスタ（仮称）の開催（効果的、効率的イベントの実施） 新規 基本目標2"
        " 検討、試行、実施の順（年度の位置は推定） 検討 試行 実施",
        f"{PACES} 予定どおり 中止 報告なし 年度未開始 年度未開始",
    ),
)
FIFTEEN = Heard(
    15,
    "事務事業評価の実施",
    "令和2（2020）年度は、「評価事務事業数」は目標の「総事務事業数の3分の1」に対して、"
    "実績は総事務事業数54のうち14（達成率77.7％、未達成）で、実施内容2件のうち1件に遅れがあり、"
    "評価は「未達成」です。",
    (
        FIGURE_HEAD,
        f"1 評価事務事業数 （ ）内：総事務事業数 目標 {THIRD} {ESTIMATE}"
        f" {THIRD} {THIRD} {THIRD} {THIRD} {THIRD}",
        "実績 18、総事務事業数は54 14、総事務事業数は54 20、総事務事業数は55 年度未開始 年度未開始",
        "達成率 100.0％ 達成 77.7％ 未達成 109.0％ 達成 判定なし 判定なし",
        INCREASE,
    ),
    (
        "1 事務事業評価項目の見直し 継続 基本目標6"
        " 実施、見直・評価の順（年度の位置は推定） 実施 見直・評価",
        f"{PACES} 予定どおり 予定どおり 予定どおり 年度未開始 年度未開始",
    ),
    (
        "2 評価結果の反映 継続 実施（推定・要確認） 実施",
        f"{PACES} 予定どおり 遅れ 予定どおり 年度未開始 年度未開始",
    ),
)
NINETEEN = Heard(
    19,
    "社協職員の人材育成",
    "令和2（2020）年度は、数値の目標2件のうち達成が1件、判定のないものが1件で、"
    "実施内容5件のうち2件に遅れがあり、評価は「概ね達成」です。",
    (
        FIGURE_HEAD,
        "1 東社協、地域福祉コーディネーター研修への全職員の参加 （ ）内：職員数"
        f" 目標 既受講者８名 {ESTIMATE} 参加 参加 参加 参加 参加",
        "実績 12名、職員数は34名"
        " 中止・評価対象外 （例）新型コロナウイルス感染症の影響により中止したため。"
        " 21名、職員数は35名 年度未開始 年度未開始",
        "達成率 達成 判定なし 達成 判定なし 判定なし",
        "判定の型：到達",
        f"2 職員の社会福祉士精神保健福祉士取得率100％ 目標 60% {ESTIMATE}"
        " 取り組み実施 取り組み実施 取り組み実施 取り組み実施 実現",
        "実績 61% 62% 64% 年度未開始 年度未開始",
        "達成率 達成 達成 達成 判定なし 判定なし",
        "判定の型：到達",
    ),
    (
        "1 研修体系に基づいた職員研修の実施 継続 基本目標4 基本目標6"
        " 実施、評価・充実の順（年度の位置は推定） 実施 評価・充実",
        f"{PACES} 予定どおり 予定どおり 予定どおり 年度未開始 年度未開始",
    ),
    (
        "5 研修後の効果測定 新規 基本目標6"
        " 検討、実施、評価・充実の順（年度の位置は推定） 検討 実施 評価・充実",
        f"{PACES} 予定どおり 予定どおり 予定どおり 年度未開始 年度未開始",
    ),
)
TWENTY = Heard(
    20,
    "人事考課制度の充実",
    "令和2（2020）年度は、数値の目標はなく、実施内容3件のうち1件に遅れがあり、"
    "評価は「概ね達成」です。",
    (),
    (
        "1 有効的かつ発展的な人事考課制度の実施 継続 基本目標6 実施（推定・要確認） 実施",
        f"{PACES} 予定どおり 予定どおり 予定どおり 年度未開始 年度未開始",
    ),
    (
        "3 嘱託職員の目標管理 新規 基本目標6"
        " 検討、試行、実施の順（年度の位置は推定） 検討 試行 実施",
        f"{PACES} 予定どおり 遅れ 予定どおり 年度未開始 年度未開始",
    ),
)


def test_the_items_are_heard_as_they_were_typed(sign_in: Callable[[Any], Page]) -> None:
    build_site()
    page = sign_in(user_named(SECRETARIAT))
    for heard in (FIVE, EIGHT, TEN, FIFTEEN, NINETEEN, TWENTY):
        page.goto(f"/items/{heard.number}/?year=2020")
        tree = page.locator("main").aria_snapshot()
        headings = [f"{level} {name}" for name, level in HEADING.findall(tree)]
        assert headings[0] == f"1 {heard.number} {heard.title}"
        assert set(HEADINGS) <= set(headings)
        assert page.locator(".lead-sentence").inner_text() == heard.sentence
        figures = page.locator("section", has=page.locator("#targets-heading"))
        assert tuple(ROW.findall(figures.aria_snapshot())) == heard.figures
        schedule = page.get_by_role("table", name="実施内容と実施時期", exact=True)
        rows = ROW.findall(schedule.aria_snapshot())
        assert rows[0] == SCHEDULE_HEAD
        assert tuple(rows[1:3]) == heard.first_rows
        assert tuple(rows[-2:]) == heard.last_rows
        assert re.findall(r'(?:cell "|: )[－…○△×]"?$', tree, re.MULTILINE) == []
