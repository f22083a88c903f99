"""worker のメモリーの扱い。"""

import gc
from importlib import import_module

from django.conf import settings


def keep_loaded() -> None:
    """画面の定義まで読み込み、読み込んだものをごみ集めの見回りから外す。

    終わりまで使うもの（13万個あまり）を数え直す間、要求が 60 ミリ秒ほど止まるのを防ぐ。
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
