"""年度を公表済にする道は、公表の手続きただ一つである。"""

import pytest

from tests.structure.sources import ROOMS, name_of, python_files

# 公表の手続きだけが呼ぶ関数と、それを定めるファイル。
HOMES = {
    "mark_published": "progress/review_workflow.py",
    "unmark_published": "progress/review_workflow.py",
}


@pytest.mark.parametrize("name", HOMES)
def test_only_the_publication_moves_a_year_into_and_out_of_the_public(name: str) -> None:
    users = {
        name_of(path) for path in python_files(*ROOMS) if name in path.read_text(encoding="utf-8")
    }
    assert users == {HOMES[name], "reports/publication/publishing.py"}


def test_nothing_else_writes_the_published_stage() -> None:
    found = [
        name_of(path)
        for path in python_files(*ROOMS)
        if "state = ReviewState.PUBLISHED" in path.read_text(encoding="utf-8")
    ]
    # 写しを固めるとき、手元の行だけを公表済とみなす。保存しない。
    assert found == ["reports/publication/freezing.py"]
