"""worker は、読み込んだものをごみ集めの見回りから外す。"""

import gc

from config.memory import keep_loaded


def test_what_is_loaded_is_not_counted_anew_at_every_collection() -> None:
    before = gc.get_freeze_count()
    kept = [{"loaded": number} for number in range(100)]
    keep_loaded()
    assert gc.get_freeze_count() >= before + len(kept)
