"""公表版と、それを並べた公開の場。画面はここにある値だけから作る。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from plans.fiscal_year import short_label, wareki_label
from reports.open_data_set import sample_prefix

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """公表した年度の一つの版。

    facts は公表してよい部分だけの年度の事実、published_on は公表した日の表記（和暦）。
    is_latest はその年度の今の版か。files は公表のときに作ったファイル（名 → 中身。中身を読まない
    ときは空のバイト列）。differences は正誤表の行。hidden_years は、この版が含むが、取り下げた
    ために隠す年度。
    """

    plan_key: int
    plan_name: str
    fiscal_year: int
    version: int
    published_on: str = ""
    is_latest: bool = True
    is_sample: bool = False
    facts: Facts = field(default_factory=dict, repr=False)
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    correction_note: str = ""
    differences: tuple[Facts, ...] = ()
    hidden_years: tuple[int, ...] = ()

    @property
    def hidden_labels(self) -> list[str]:
        """隠す年度の表記（和暦と西暦）。"""
        return [wareki_label(year) for year in self.hidden_years]

    @property
    def label(self) -> str:
        """年度の表記（和暦と西暦）。"""
        return wareki_label(self.fiscal_year)

    @property
    def short_label(self) -> str:
        """年度の短い表記（和暦）。"""
        return short_label(self.fiscal_year)

    @property
    def file_prefix(self) -> str:
        """ファイルの名の頭に付ける、見本の印。見本でなければ空。"""
        return sample_prefix(is_sample=self.is_sample)

    @property
    def year_path(self) -> str:
        """その年度の今の版の場所。"""
        return f"{self.plan_key}/{self.fiscal_year}/"

    @property
    def version_path(self) -> str:
        """この版の場所。後で訂正されても変わらない。"""
        return f"{self.year_path}v{self.version}/"


@dataclass(frozen=True, slots=True)
class PublicPlan:
    """公開の場に載せる計画。

    facts は計画の画面に使う事実、editions は公表したすべての版、withdrawn は取り下げた版（年度と
    版の組）。facts と、版の facts は、画面に要らなければ空のまま。
    """

    key: int
    name: str
    organization: str = ""
    period_label: str = ""
    facts: Facts = field(default_factory=dict, repr=False)
    editions: tuple[Edition, ...] = ()
    withdrawn: tuple[tuple[int, int], ...] = ()

    @property
    def has_sample(self) -> bool:
        """見本の年度を載せているか。"""
        return any(row.is_sample for row in self.latest)

    @property
    def path(self) -> str:
        """計画の画面の場所。"""
        return f"{self.key}/"

    @property
    def latest(self) -> list[Edition]:
        """年度ごとの今の版（新しい年度から）。"""
        rows = [edition for edition in self.editions if edition.is_latest]
        return sorted(rows, key=lambda row: -row.fiscal_year)

    def versions_of(self, fiscal_year: int) -> list[Edition]:
        """その年度のすべての版（新しい順）。"""
        rows = [edition for edition in self.editions if edition.fiscal_year == fiscal_year]
        return sorted(rows, key=lambda row: -row.version)

    def withdrawn_of(self, fiscal_year: int) -> list[int]:
        """その年度の、取り下げた版の番号（古い順）。"""
        return sorted(version for year, version in self.withdrawn if year == fiscal_year)


@dataclass(frozen=True, slots=True)
class PublicSite:
    """公開の場。

    contact は問合せ先、licence はデータの利用条件（どちらも協議会が設定で決める文）。
    base_url は公開の入口の住所（「/」で終わる。空なら、絶対の住所の要るものを書かない）。
    is_static は静的な写しか。
    """

    plans: tuple[PublicPlan, ...] = ()
    contact: str = ""
    licence: str = ""
    base_url: str = ""
    is_static: bool = False

    @property
    def organization(self) -> str:
        """協議会の名称。計画がまだなければ空。"""
        return self.plans[0].organization if self.plans else ""

    @property
    def has_sample(self) -> bool:
        """見本の年度を載せているか。"""
        return any(plan.has_sample for plan in self.plans)

    @property
    def counted_plan(self) -> PublicPlan | None:
        """入口で件数まで見せる計画。公表した年度のある、最も新しい計画。"""
        return next((plan for plan in self.plans if plan.editions), None)
