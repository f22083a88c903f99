"""行為者。ある日に、その人がどの立場にあるかを固めた値。

人・所属・委員の任期から一要求に一度だけ作り（`progress.people.load_actor`）、
すべての `can_*` と `visible_to` に渡す。ここから先はデータベースを読まない。
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """行為者。

    user_id: 利用者の番号（None は未ログイン）。on: 立場を判定した日。
    member_of: 職員・課長・課長代理として所属する課。head_of: 課長・課長代理である課。
    reads: 閲覧者としてだけ見る立場か。is_secretariat: 進行管理の所管課（総務課）の所属か。
    committee_plans: 任期中の委員として関わる計画。is_administrator: 利用者と課だけを扱う管理者か。
    is_sample: 見本の利用者か。
    """

    user_id: int | None
    on: dt.date
    member_of: frozenset[int] = field(default_factory=frozenset)
    head_of: frozenset[int] = field(default_factory=frozenset)
    reads: bool = False
    is_secretariat: bool = False
    committee_plans: frozenset[int] = field(default_factory=frozenset)
    is_administrator: bool = False
    is_sample: bool = False

    @property
    def is_office(self) -> bool:
        """事務局側（担当課・総務課・閲覧者）の人か。"""
        return bool(self.member_of) or self.reads or self.is_secretariat

    @property
    def is_committee(self) -> bool:
        """任期中の委員か。"""
        return bool(self.committee_plans)


def nobody(on: dt.date) -> Actor:
    """だれでもない行為者（未ログイン）。on はその日。"""
    return Actor(user_id=None, on=on)
