"""問い合わせを数える。数えるのは SELECT・INSERT・UPDATE・DELETE だけ（design §8）。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")


@contextmanager
def count_queries(limit: int) -> Iterator[None]:
    """中で行った問い合わせが limit を超えたら、その文を並べて落とす。"""
    with CaptureQueriesContext(connection) as captured:
        yield
    statements = [query["sql"] for query in captured if query["sql"].startswith(VERBS)]
    listing = "\n".join(statement[:150] for statement in statements)
    assert len(statements) <= limit, f"{len(statements)} > {limit}\n{listing}"
