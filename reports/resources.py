"""「閲覧と出力」の部屋の一覧の、書き出しと取込の列。"""

from __future__ import annotations

from plans.lists.resources import ListResource
from progress.resources import plan_of_review, review_field
from reports.models import MediaNotice


class MediaNoticeResource(ListResource):
    """掲載記録。計画・年度・媒体・号・掲載日が行の名。"""

    related = ("review__plan",)
    needs = ("plan",)
    plan, review = plan_of_review(), review_field()

    class Meta:
        model = MediaNotice
        fields = ("plan", "review", "medium", "issue", "published_on")
        import_id_fields = ("review", "medium", "issue", "published_on")
