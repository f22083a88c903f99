"""委員会資料を読み出す。事実とファイルの中身は重いので、要るときだけ読む。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from reports.models import CommitteePack, PackFile

if TYPE_CHECKING:
    from plans.actors import Actor
    from progress.models import AnnualReview
    from reports.querysets import CommitteePackQuerySet


def visible_packs(actor: Actor) -> CommitteePackQuerySet:
    """この人に見える委員会資料。新しい年度・新しい版が先。ファイルは中身を除いて添える。"""
    files = Prefetch("files", PackFile.objects.defer("content"))
    rows: CommitteePackQuerySet = CommitteePack.objects.all().visible_to(actor)
    return (
        rows.select_related("review__plan", "made_by", "distributed_by", "replaces")
        .defer("facts", "replaces__facts")
        .prefetch_related(files)
        .order_by("-review__fiscal_year", "-review__plan__first_year", "-number")
    )


def latest_of(review: AnnualReview) -> CommitteePack | None:
    """この年度の、最も新しい版。なければ None。"""
    packs = CommitteePack.objects.filter(review=review).select_related("meeting__review")
    latest: CommitteePack | None = packs.defer("facts").order_by("-number").first()
    return latest


def draft_version(latest: CommitteePack | None) -> int:
    """作成中の版の保存の回数。latest は最も新しい版で、作成中でなければ 0。"""
    return latest.version if latest and not latest.is_distributed else 0
