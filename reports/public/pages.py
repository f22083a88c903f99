"""公開の画面の表: どの場所に、どの題と中身の画面があるか。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from reports.data_dictionary import describe_tables
from reports.facts.counts import rest_rows
from reports.item_page import item_context
from reports.plan_page import plan_tree
from reports.public.counts import goal_rows, item_rating, policy_rows, rating_counts
from reports.public.files import listed_files
from reports.rating_figure import draw_rating_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reports.public.edition import Edition, PublicPlan, PublicSite

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """公開の画面。path は公開の入口からの場所（「/」で終わる）、canonical は正とする場所。

    section は案内で今いるところを示す名。is_listed は検索に載せてよいか。
    """

    path: str
    title: str
    description: str
    template: str
    context: Facts = field(default_factory=dict, repr=False)
    canonical: str = ""
    section: str = ""
    is_listed: bool = True


def render_page(site: PublicSite, page: Page) -> str:
    """画面を HTML の文字列にする。同じ材料からは同じ文字列になる。"""
    # 計画を名乗らない画面は、最も新しい計画の名で出す。生きた画面と静的な写しで変わらない。
    newest = site.plans[0] if site.plans else None
    context = {"site": site, "page": page, "owner": page.context.get("plan", newest)}
    context |= page.context
    if site.base_url:
        context["canonical_url"] = f"{site.base_url}{page.canonical or page.path}"
    return render_to_string(page.template, context)


def home_page(site: PublicSite) -> Page:
    """入口。公表した年度の一覧。"""
    about = "アクションプランの進み具合を、年度ごとに公表しています。"
    cards = [{"plan": plan, "years": list(_year_cards(site, plan))} for plan in site.plans]
    title = "アクションプランの進み具合"
    return Page("", title, about, "reports/public/home.html", {"cards": cards}, section="home")


def _year_cards(site: PublicSite, plan: PublicPlan) -> Iterator[Facts]:
    """公表した年度の札。件数は、公表した年度のある最も新しい計画にだけ添える。"""
    is_counted = plan is site.counted_plan
    for row in plan.latest:
        yield {"edition": row, "counts": rating_counts(row.facts) if is_counted else None}


def about_page(_: PublicSite) -> Page:
    """このサイトについて。"""
    about = "問合せ先、点字・音声・拡大文字の求め方、データの利用条件。"
    return Page("about/", "このサイトについて", about, "reports/public/about.html", section="about")


def accessibility_page(_: PublicSite) -> Page:
    """アクセシビリティの方針。"""
    return Page(
        "accessibility/",
        "アクセシビリティの方針",
        "だれもが読めるようにするための方針と、試験の結果、困ったときの連絡先。",
        "reports/public/accessibility.html",
        section="about",
    )


def withdrawn_page(path: str, *, is_file: bool = False) -> Page:
    """取り下げた版か、配るのをやめたファイルのお知らせ。path は求められた場所。"""
    about = "公表した後に取り下げた版のお知らせ。"
    title = "このファイルは、いまは配っていません" if is_file else "この版は取り下げました"
    context = {"is_file": is_file}
    return Page(path, title, about, "reports/public/withdrawn.html", context, is_listed=False)


def read_only_page(path: str) -> Page:
    """送信できないことのお知らせ。path は求められた場所。"""
    about = "公開の画面は、読むためのものです。"
    title = "この画面には送信できません"
    return Page(path, title, about, "reports/public/read_only.html", is_listed=False)


# 計画によらない画面: 場所 → 画面の作り方。
SITE_PAGES: dict[str, Callable[[PublicSite], Page]] = {
    "": home_page,
    "about/": about_page,
    "accessibility/": accessibility_page,
}


def site_pages(site: PublicSite) -> list[Page]:
    """計画によらない画面のすべて。"""
    return [make(site) for make in SITE_PAGES.values()]


def plan_page(plan: PublicPlan) -> Page:
    """計画の画面。公表した年度がなくても読める。"""
    facts = plan.facts
    context = {"plan": plan, "facts": facts, "tree": plan_tree(facts)}
    about = f"{plan.name}の目的、基本目標、基本方針、実施項目と目標。"
    return Page(plan.path, "計画", about, "reports/public/plan.html", context, section="plan")


def edition_pages(plan: PublicPlan, edition: Edition, root: str) -> Iterator[Page]:
    """公表版のすべての画面。root は edition.year_path か edition.version_path。"""
    for name in EDITION_PAGES:
        yield edition_page(plan, edition, root, name)
    for item in edition.facts["items"]:
        yield item_page(plan, edition, root, item["number"])


def edition_page(plan: PublicPlan, edition: Edition, root: str, name: str) -> Page:
    """公表版の画面の一つ。name は EDITION_PAGES の名。"""
    title, about, template, context = EDITION_PAGES[name]
    path = f"{name}/" if name else ""
    about = f"{edition.label}　{about}"
    return _page(plan, edition, root, path, title, about, template, context(plan, edition))


def item_page(plan: PublicPlan, edition: Edition, root: str, number: int) -> Page:
    """実施項目の画面。その番号の項目がなければ ValueError。"""
    context = item_context(edition.facts, number)
    item = context["item"]
    charts = {row["indicator"]["number"]: row["chart"] for row in context.pop("charts")}
    context["figures"] = [
        {"indicator": row, "chart": charts.get(row["number"])} for row in item["indicators"]
    ]
    context["rating"] = item_rating(item["record"], edition.facts)
    context["opinions"] = item.get("opinions", ())
    title = f"{item['number']}　{item['title']}"
    sentence = item.get("sentence") or f"{edition.label}の目標と実績、取組、課題、改善策。"
    about = f"{item['title']}。{sentence}"
    path = f"items/{number}/"
    return _page(plan, edition, root, path, title, about, "item", context)


def _page(
    plan: PublicPlan,
    edition: Edition,
    root: str,
    path: str,
    title: str,
    about: str,
    template: str,
    context: Facts,
) -> Page:
    fixed = {
        "plan": plan,
        "edition": edition,
        "facts": edition.facts,
        "year": edition.facts["year"],
        "years": edition.facts["plan"]["years"],
        "root": root,
    }
    # 版を名指す場所の画面は、今の版の画面と題で見分けられるようにする。
    version = f"第{edition.version}版" if root == edition.version_path else ""
    return Page(
        path=f"{root}{path}",
        title=f"{title}（{edition.label}{version and '　'}{version}）",
        description=f"{about}（{version}）" if version else about,
        template=f"reports/public/{template}.html",
        context=fixed | context,
        canonical=f"{edition.year_path if edition.is_latest else root}{path}",
        section=path.split("/")[0] or "overview",
        is_listed=edition.is_latest and not edition.is_sample,
    )


def _overview(plan: PublicPlan, edition: Edition) -> Facts:
    facts = edition.facts
    summaries = facts.get("summaries") or {}
    tree = [
        {
            **policy,
            "summary": summaries.get("policies", {}).get(str(policy["number"]), ""),
            "items": [
                {"item": item, "rating": item_rating(item["record"], facts)}
                for item in facts["items"]
                if item["policy"]["number"] == policy["number"]
            ],
        }
        for policy in facts["policies"]
    ]
    return {
        "counts": rating_counts(facts),
        "policies": policy_rows(facts),
        "figure": draw_rating_figure(facts),
        "rest": rest_rows(facts["counts"]["indicators"]),
        "opinions": [row for row in facts.get("opinions", ()) if row["item"] is None],
        "tree": tree,
        "summaries": summaries,
        "versions": plan.versions_of(edition.fiscal_year),
    }


def _goals(_: PublicPlan, edition: Edition) -> Facts:
    return {"goal_rows": goal_rows(edition.facts)}


def _data(_: PublicPlan, edition: Edition) -> Facts:
    return {"tables": describe_tables(), "files": listed_files(edition)}


def _versions(plan: PublicPlan, edition: Edition) -> Facts:
    versions = plan.versions_of(edition.fiscal_year)
    return {
        "versions": versions,
        "is_corrected": len(versions) > 1 or any(row.differences for row in versions),
        "withdrawn": plan.withdrawn_of(edition.fiscal_year),
    }


def _nothing(_: PublicPlan, __: Edition) -> Facts:
    return {}


# 場所の名 → 題、紹介、ひな形、中身。
EDITION_PAGES: dict[str, tuple[str, str, str, Callable[[PublicPlan, Edition], Facts]]] = {
    "": ("進み具合のまとめ", "評価のまとめと、実施項目の一覧。", "overview", _overview),
    "goals": ("基本目標ごとの進み", "基本目標ごとの、実施内容の進み。", "goals", _goals),
    "criteria": ("評価の基準", "評価の語の意味と、達成率の求め方。", "criteria", _nothing),
    "data": ("データ", "表計算で使えるデータと、その説明書。", "data", _data),
    "corrections": ("正誤表とこれまでの版", "公表した後の訂正。", "corrections", _versions),
}
