"""「閲覧と出力」の部屋の権限。一つの動詞に一つの関数。データベースは読まない。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plans.permissions import can_read_plans

if TYPE_CHECKING:
    from plans.actors import Actor
    from progress.models import AnnualReview
    from reports.models import CommitteePack


def can_list_packs(actor: Actor) -> bool:
    """委員会資料の一覧を見られるか。計画を読める人（委員を含む）。"""
    return can_read_plans(actor)


def can_view_pack(actor: Actor, pack: CommitteePack) -> bool:
    """この委員会資料を見られるか。作成中のものは総務課だけ、配布したものは事務局と委員。"""
    if actor.is_secretariat:
        return True
    if not pack.is_distributed:
        return False
    return actor.is_office or pack.review.plan_id in actor.committee_plans


def can_prepare_packs(actor: Actor) -> bool:
    """委員会資料を用意する画面を開けるか。総務課だけ。"""
    return actor.is_secretariat


def can_make_pack(actor: Actor, review: AnnualReview) -> bool:
    """この年度の委員会資料を作れるか。総務課だけで、年度のどの段階でも。

    見本の年度は見本の人だけ、本番の年度は本番の人だけが作る。
    """
    return actor.is_secretariat and review.is_sample == actor.is_sample


def can_distribute_pack(actor: Actor, pack: CommitteePack) -> bool:
    """この委員会資料を配布できるか。総務課だけで、作り終えた、まだ配布していないもの。"""
    is_ready = not pack.is_distributed and pack.made_on is not None
    return is_ready and can_make_pack(actor, pack.review)


def can_replace_pack(actor: Actor, pack: CommitteePack) -> bool:
    """配布した資料の差替えを作れるか。総務課だけ。"""
    return pack.is_distributed and can_make_pack(actor, pack.review)


def can_read_guides(actor: Actor) -> bool:
    """手引を読めるか。ログインした人みな。"""
    return actor.user_id is not None


def can_write_newsletter(actor: Actor) -> bool:
    """社協だよりの記事を作れるか。総務課だけ。"""
    return actor.is_secretariat
