"""自然キー。初期データと計画の取込は、番号でなく名前と番号の組で行を指す。"""

from __future__ import annotations

from functools import reduce
from typing import Any, ClassVar

from django.db import models


class NaturalKeyed(models.Model):
    """自然キーを持つモデル。キーの道筋は natural_key_fields に並べる。"""

    natural_key_fields: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        """自然キー。natural_key_fields の道筋をたどった値の組。"""
        return tuple(reduce(getattr, path.split("__"), self) for path in self.natural_key_fields)
