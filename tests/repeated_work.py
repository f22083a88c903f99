"""試験が何千回も繰り返す、答えの決まった仕事を、一度で済ませる。結果は変えない。"""

from __future__ import annotations

import functools

from django.conf import settings
from django.db.models.manager import BaseManager
from whitenoise.middleware import WhiteNoiseMiddleware


def spare_repeated_work() -> None:
    """繰り返しを省く。どれも、中身の変わらない一覧を組む仕事。"""
    read_static_files_once()
    list_queryset_methods_once()


def read_static_files_once() -> None:
    """静的ファイルの一覧。試験のクライアントは、作るたびに読み直す（本番は起動のときの一度だけ）。"""
    read = WhiteNoiseMiddleware.add_files_from_finders
    known: dict[tuple[str, str], dict[str, object]] = {}

    def read_once(self: WhiteNoiseMiddleware) -> None:
        place = (self.static_prefix, repr(settings.STATICFILES_DIRS))
        if place not in known:
            others, self.files = self.files, {}
            read(self)
            known[place], self.files = self.files, others
        self.files |= known[place]

    WhiteNoiseMiddleware.add_files_from_finders = read_once


def list_queryset_methods_once() -> None:
    """問い合わせの動詞の一覧。変更履歴は、見るたびに組み直す。"""
    listing = BaseManager._get_queryset_methods.__func__  # type: ignore[attr-defined]
    BaseManager._get_queryset_methods = classmethod(functools.cache(listing))  # type: ignore[attr-defined]
