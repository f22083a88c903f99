"""課の引継ぎ。廃止された課の受け持ちが、ある日にどの課にあるかを、引継先をたどって決める。

廃止日までは元の課、その翌日からは引継先の課のもの。引継先も廃止されていれば、その先へ進む。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plans.models import Department

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from plans.models import ItemDepartment


@dataclass(frozen=True, slots=True)
class Succession:
    """引継ぎの全体。departments は課の全部（番号から引く）。"""

    departments: Mapping[int, Department]

    def holder(self, row: ItemDepartment, on: dt.date) -> Department:
        """項目の担当課の行を、on に受け持つ課。項目だけの引継先があれば、そちらへ進む。"""
        return self.holder_of(row.department_id, row.successor_id, on)

    def holder_of(self, department_id: int, handed_to: int | None, on: dt.date) -> Department:
        """担当課と、項目だけの引継先（なければ None）から、on に受け持つ課。"""
        is_handed = handed_to is not None and self.departments[department_id].is_ended(on)
        return self.follow(handed_to if is_handed else department_id, on)  # type: ignore[arg-type]

    def follow(self, department_id: int, on: dt.date) -> Department:
        """課の受け持ちを on に持つ課。引継先がなければ、廃止された課のまま。"""
        department, seen = self.departments[department_id], {department_id}
        while department.is_ended(on) and department.successor_id not in {None, *seen}:
            department = self.departments[department.successor_id]  # type: ignore[index]
            seen.add(department.pk)
        return department

    def inherited(self, department_id: int, on: dt.date) -> frozenset[int]:
        """課が on までに引き継いだ課の番号。何代前のものも含み、その課自身は含まない。"""
        return frozenset(
            pk
            for pk in self.departments
            if pk != department_id and self.follow(pk, on).pk == department_id
        )


def load_succession() -> Succession:
    """引継ぎを読む。問い合わせは一つ。"""
    return Succession(Department.objects.in_bulk())
