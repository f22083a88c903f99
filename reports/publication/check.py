"""公表の前の確かめ。何が公表を止め、何が知らせるだけかを、名のついた規則の表で決める。

規則は、固めた事実と、公表しない事情（段階、確定前の項目など）だけを見る。データベースは読まない。
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from plans.choices import Absence
from plans.fiscal_year import wareki_label
from progress.choices import ReviewState
from reports.publication.texts import actuals_of, texts_of

Facts = Mapping[str, Any]

# 人数がこの数に満たない実績は、だれのことか分かるおそれがあるので知らせる。
SMALL_COUNT = 3
PEOPLE_UNITS = frozenset({"人", "名"})
READY_STATES = (ReviewState.DELIBERATING, ReviewState.PUBLISHED)
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|0\d{1,4}-\d{1,4}-\d{3,4}")


@dataclass(frozen=True, slots=True)
class Situation:
    """公表版に載らない事情。

    state は年度の段階、unfinalized は確定していない項目の番号、unanswered は答えのない注意の数、
    unpublished と amending は、より前の年度のうち、公表していないものと訂正の途中のもの。
    staff_names と member_names は、職員と、氏名を公表しない委員の氏名。
    is_sample は見本の年度か、has_real_years は本番の年度がほかにあるか。
    is_plan_released は計画が公開済みか、is_unchanged は公表中の版と中身が同じか。
    """

    state: str = ReviewState.DELIBERATING
    unfinalized: tuple[int, ...] = ()
    unanswered: int = 0
    unpublished: tuple[int, ...] = ()
    amending: tuple[int, ...] = ()
    staff_names: frozenset[str] = frozenset()
    member_names: frozenset[str] = frozenset()
    is_sample: bool = False
    has_real_years: bool = False
    is_plan_released: bool = True
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """確かめで分かったこと。blocks なら公表を止める。

    sentence は何がどこにあるか、remedy はどうすればよいか、place は直す画面の名（PLACES の鍵）。
    """

    code: str
    blocks: bool
    sentence: str
    remedy: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """規則。find が事実と事情を見て、文に入れる言葉を返す（当たらなければ空）。"""

    code: str
    blocks: bool
    find: Callable[[Facts, Situation], str]
    sentence: str
    remedy: str
    place: str = ""


@dataclass(slots=True)
class Check:
    """確かめの結果。"""

    findings: list[Finding] = field(default_factory=list)

    @property
    def blocking(self) -> list[Finding]:
        """公表を止めるもの。"""
        return [finding for finding in self.findings if finding.blocks]

    @property
    def warnings(self) -> list[Finding]:
        """知らせるだけのもの。"""
        return [finding for finding in self.findings if not finding.blocks]


def check_publication(facts: Facts, situation: Situation) -> Check:
    """公表の前の確かめ。facts は固める年度の事実、situation は載らない事情。"""
    findings = []
    for rule in RULES:
        words = rule.find(facts, situation)
        if words:
            sentence = rule.sentence.format(words)
            findings.append(Finding(rule.code, rule.blocks, sentence, rule.remedy, rule.place))
    return Check(findings)


def _numbers(numbers: Any) -> str:
    return "、".join(str(number) for number in dict.fromkeys(numbers))


def _find_state(facts: Facts, situation: Situation) -> str:
    return "" if situation.state in READY_STATES else ReviewState(situation.state).label


def _find_real_years(facts: Facts, situation: Situation) -> str:
    return "本番" if situation.is_sample and situation.has_real_years else ""


def _find_mixed_sample(facts: Facts, situation: Situation) -> str:
    mixed = facts["notices"]["is_sample"] and not situation.is_sample
    return "見本" if mixed else ""


def _find_missing_actuals(facts: Facts, situation: Situation) -> str:
    return _numbers(
        item["number"]
        for item in facts["items"]
        for actual in actuals_of(facts, item)
        if actual["status"] == Absence.NOT_ENTERED
    )


def _find_blank(name: str) -> Callable[[Facts, Situation], str]:
    def find(facts: Facts, situation: Situation) -> str:
        return _numbers(
            item["number"] for item in facts["items"] if not item["record"].get(name, "").strip()
        )

    return find


def _find_small_counts(facts: Facts, situation: Situation) -> str:
    year = facts["year"]["year"]
    return _numbers(
        item["number"]
        for item in facts["items"]
        for indicator in item["indicators"]
        for row in indicator["years"]
        if row["year"] == year and _is_small(indicator, row["actual"])
    )


def _is_small(indicator: Facts, actual: Facts) -> bool:
    pairs = (("unit", "number"), ("second_unit", "second_number"))
    return any(
        indicator.get(unit) in PEOPLE_UNITS and 0 < float(actual.get(number) or 0) < SMALL_COUNT
        for unit, number in pairs
    )


def _find_names(names: Callable[[Situation], frozenset[str]]) -> Callable[[Facts, Situation], str]:
    def find(facts: Facts, situation: Situation) -> str:
        hidden = {_squeeze(name) for name in names(situation)} - {""}
        places = [
            place
            for place, text in texts_of(facts)
            if any(name in _squeeze(text) for name in hidden)
        ]
        return "、".join(dict.fromkeys(places))

    return find


def _squeeze(text: str) -> str:
    """姓と名の間の空白の有無によらず比べるため、空白を除く。"""
    return "".join(text.split())


def _find_contacts(facts: Facts, situation: Situation) -> str:
    places = [place for place, text in texts_of(facts) if CONTACT.search(text)]
    return "、".join(dict.fromkeys(places))


def _find_unanswered_opinions(facts: Facts, situation: Situation) -> str:
    waiting = [row for row in facts.get("opinions", ()) if row.get("is_unanswered")]
    return str(len(waiting)) if waiting else ""


def _find_empty_summary(facts: Facts, situation: Situation) -> str:
    return "" if (facts.get("summaries") or {"whole": "-"}).get("whole") else "全体総括"


def _years(years: tuple[int, ...]) -> str:
    return "、".join(wareki_label(year) for year in years)


RULES = (
    Rule(
        "state", True, _find_state,
        "この年度は「{}」です。", "委員会の審議を始めてから公表します。", "review",
    ),
    Rule(
        "plan", True, lambda facts, here: "" if here.is_plan_released else "準備中",
        "計画が{}です。", "計画を公開してから公表します。", "plan",
    ),
    Rule(
        "unfinalized", True, lambda facts, here: _numbers(here.unfinalized),
        "確定していない報告があります（項目{}）。", "確定してから公表します。", "records",
    ),
    Rule(
        "mixed_sample", True, _find_mixed_sample,
        "{}の年度が混ざっています。", "見本を消してから公表します。",
    ),
    Rule(
        "real_years", True, _find_real_years,
        "{}の年度があるため、見本の年度は公表できません。", "見本は、試すための環境で公表します。",
    ),
    Rule(
        "amending", True, lambda facts, here: _years(here.amending),
        "{}が訂正の途中です。", "前の年度の訂正を先に公表します。",
    ),
    Rule(
        "unchanged", True, lambda facts, here: "版" if here.is_unchanged else "",
        "公表中の{}と違いがありません。", "直してから用意するか、「訂正をやめる」を押します。",
    ),
    Rule(
        "member_names", True, _find_names(lambda here: here.member_names),
        "氏名を公表しない委員の氏名があります（{}）。", "氏名を消してから公表します。", "records",
    ),
    Rule(
        "sample", False, lambda facts, here: "見本データ（架空）" if here.is_sample else "",
        "{}です。", "どの画面とファイルにも見本の印が付きます。",
    ),
    Rule(
        "staff_names", False, _find_names(lambda here: here.staff_names),
        "職員の氏名があります（{}）。", "公表してよいか確かめます。", "records",
    ),
    Rule(
        "contacts", False, _find_contacts,
        "電話番号かメールアドレスがあります（{}）。", "公表してよい連絡先か確かめます。", "records",
    ),
    Rule(
        "small_counts", False, _find_small_counts,
        f"{SMALL_COUNT}人に満たない人数があります（項目{{}}）。",
        "だれのことか分からないかを確かめます。", "records",
    ),
    Rule(
        "missing_actuals", False, _find_missing_actuals,
        "未入力の実績があります（項目{}）。", "「未入力」のまま公表されます。", "records",
    ),
    Rule(
        "missing_rating", False, _find_blank("self_rating"),
        "自己評価のない報告があります（項目{}）。", "評価は「－」で公表されます。", "records",
    ),
    Rule(
        "missing_improvement", False, _find_blank("improvement"),
        "改善策が空の報告があります（項目{}）。", "空のまま公表されます。", "records",
    ),
    Rule(
        "unconfirmed", False,
        lambda facts, here: str(facts["notices"]["unconfirmed_items"] or ""),
        "実施時期を確認していない項目が{}件あります。",
        "「推定・要確認」の印つきで公表されます。", "schedule",
    ),
    Rule(
        "cautions", False, lambda facts, here: str(here.unanswered or ""),
        "答えのない注意が{}件あります。", "注意は公表されません。数値を確かめます。", "attention",
    ),
    Rule(
        "opinions", False, _find_unanswered_opinions,
        "回答を確認していない意見が{}件あります。", "回答のない意見として公表されます。",
    ),
    Rule(
        "summary", False, _find_empty_summary,
        "{}がありません。", "総括のないまま公表されます。",
    ),
    Rule(
        "unpublished", False, lambda facts, here: _years(here.unpublished),
        "{}は公表していません。", "その年度の実績は、この公表版に載りません。",
    ),
)  # fmt: skip
