"""ダッシュボードの見立て。年度の事実だけから、注意・評価の集計・五年の一覧・改善策を作る。"""

from reports.overview.attention import count_reasons, find_attention, outlooks_of
from reports.overview.improvements import list_improvements
from reports.overview.matrix import lay_out_matrix
from reports.overview.ratings import (
    count_goals,
    count_ratings,
    count_shared,
    pace_of,
    rating_of,
    share_text,
    with_ranks,
)
from reports.overview.schedules import (
    count_late,
    list_schedules,
    pace_cells,
    schedule_rows,
    words_of_unseen,
)
from reports.overview.themes import list_themes

__all__ = [
    "count_goals",
    "count_late",
    "count_ratings",
    "count_reasons",
    "count_shared",
    "find_attention",
    "lay_out_matrix",
    "list_improvements",
    "list_schedules",
    "list_themes",
    "outlooks_of",
    "pace_cells",
    "pace_of",
    "rating_of",
    "schedule_rows",
    "share_text",
    "with_ranks",
    "words_of_unseen",
]
