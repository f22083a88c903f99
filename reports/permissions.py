"""「閲覧と出力」の部屋の権限。一つの動詞に一つの関数。データベースは読まない。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plans.permissions import can_read_plans
from progress.choices import ReviewState
from reports.choices import PublicationState

if TYPE_CHECKING:
    from plans.actors import Actor
    from progress.models import AnnualReview
    from reports.models import CommitteePack, PublishedReport

PUBLISHABLE_STATES = frozenset({ReviewState.DELIBERATING, ReviewState.PUBLISHED})


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


def can_open_publication(actor: Actor) -> bool:
    """公表の画面を開けるか。総務課だけ。"""
    return actor.is_secretariat


def is_publisher(actor: Actor, *, is_sample: bool) -> bool:
    """公表を扱う人か。総務課の人で、見本の年度は見本の人だけ、本番の年度は本番の人だけ。"""
    return actor.is_secretariat and actor.is_sample == is_sample


def can_prepare_publication(actor: Actor, review: AnnualReview) -> bool:
    """公表版を用意できるか。総務課だけで、委員会の審議を始めた後。"""
    return is_publisher(actor, is_sample=review.is_sample) and review.state in PUBLISHABLE_STATES


def can_discard_publication(actor: Actor, report: PublishedReport) -> bool:
    """用意した公表版を取りやめられるか。総務課だけ。用意した人も取りやめられる。"""
    is_waiting = report.state == PublicationState.PREPARED
    return is_waiting and is_publisher(actor, is_sample=report.is_sample)


def can_release_publication(actor: Actor, report: PublishedReport) -> bool:
    """用意した公表版を公表できるか。総務課の、用意した人とは別の人。"""
    is_second_person = actor.user_id != report.prepared_by_id
    return is_second_person and can_discard_publication(actor, report)


def can_retract_publication(actor: Actor, report: PublishedReport) -> bool:
    """公表を取り下げられるか。総務課だけで、公表中の版。"""
    is_public = report.state == PublicationState.RELEASED
    return is_public and is_publisher(actor, is_sample=report.is_sample)


def can_end_amendment(actor: Actor, review: AnnualReview) -> bool:
    """公表の訂正をやめられるか。総務課だけで、訂正のために委員会審議中に戻した年度。"""
    is_open = review.state == ReviewState.DELIBERATING
    return is_open and is_publisher(actor, is_sample=review.is_sample)


def can_record_notices(actor: Actor) -> bool:
    """掲載記録を足したり直したりできるか。総務課だけ。"""
    return actor.is_secretariat
