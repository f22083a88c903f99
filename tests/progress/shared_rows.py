"""一つのファイルの試験が共に使う行。入れるのに時間のかかる公式の計画を、一度だけ入れる。"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from plans.models import Plan
from progress.installation import install_plan


@contextmanager
def official_plan_rolled_back() -> Iterator[Plan]:
    """公式の計画を入れ、終わりに元へ戻す。中の試験が足した行は、その試験だけで消える。"""
    with transaction.atomic():
        install_plan("action_plan_2019")
        yield Plan.objects.get()
        transaction.set_rollback(True)
