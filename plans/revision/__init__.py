"""計画の見直し（中間見直し）。案の入力をいまの計画と比べ、施行のときに行へ書く。"""

from plans.revision.boxes import Box, BoxRow, box_rows
from plans.revision.comparing import Cell, Comparison, RowChange, Subject, compare_plan
from plans.revision.fields import FieldNames
from plans.revision.plan_now import ItemNow, PlanNow, load_plan_now
from plans.revision.writing import write_revision

__all__ = [
    "Box",
    "BoxRow",
    "Cell",
    "Comparison",
    "FieldNames",
    "ItemNow",
    "PlanNow",
    "RowChange",
    "Subject",
    "box_rows",
    "compare_plan",
    "load_plan_now",
    "write_revision",
]
