"""一年の進行管理のモデル。年度を開き、実績を集め、評価する。"""

from progress.models.committee import Committee, CommitteeMember
from progress.models.deliberation import AmendedImprovement, CommitteeRating, Summary
from progress.models.opinion import (
    CommitteeMeeting,
    FollowUp,
    Opinion,
    OpinionDraft,
    OpinionResponse,
)
from progress.models.record import Actual, ContentProgress, ProgressRecord
from progress.models.review import AnnualReview
from progress.models.round import (
    Caution,
    DepartmentPart,
    EntryDraft,
    Evidence,
    HalfYearCheck,
    Reminder,
    SendBack,
)
from progress.models.scale import Rating, RatingScale

__all__ = [
    "Actual",
    "AmendedImprovement",
    "AnnualReview",
    "Caution",
    "Committee",
    "CommitteeMeeting",
    "CommitteeMember",
    "CommitteeRating",
    "ContentProgress",
    "DepartmentPart",
    "EntryDraft",
    "Evidence",
    "FollowUp",
    "HalfYearCheck",
    "Opinion",
    "OpinionDraft",
    "OpinionResponse",
    "ProgressRecord",
    "Rating",
    "RatingScale",
    "Reminder",
    "SendBack",
    "Summary",
]
