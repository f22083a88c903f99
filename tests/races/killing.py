"""保存の途中でサーバーの過程を殺す道具。子の過程が行い、決めた所で自分を SIGKILL で殺す。"""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

FAILED = 70


class Killer:
    """point 番目の節目で過程を殺す。節目は、文の前と後、取引の確定の前と後。"""

    def __init__(self, point: int) -> None:
        """point は 0 から数える節目の番号。"""
        self.remaining = point

    def pass_by(self) -> None:
        """節目を一つ通る。ここで死ぬ番なら、後始末なしに死ぬ。"""
        if self.remaining == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.remaining -= 1

    def around(self, execute: Any, *call: Any) -> Any:
        """データベースの文を包む（connection.execute_wrapper に渡す）。"""
        self.pass_by()
        result = execute(*call)
        self.pass_by()
        return result

    def around_commit(self, commit: Callable[[], None]) -> Callable[[], None]:
        """取引の確定を包む。"""

        def wrapped() -> None:
            self.pass_by()
            commit()
            self.pass_by()

        return wrapped


def die_at(point: int, deed: Callable[[], Any]) -> bool:
    """子の過程で deed を行い、point 番目の節目で殺す。殺せば真、最後まで行えば偽。

    子が誤りで終われば AssertionError。
    """
    # 親の接続を子が受け継ぐと、子の死が親の接続を壊す。
    connection.close()
    child = os.fork()
    if child == 0:
        _do_and_exit(point, deed)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the deed failed before it was killed"
    return False


def _do_and_exit(point: int, deed: Callable[[], Any]) -> None:
    code = FAILED
    try:
        killer = Killer(point)
        connection.ensure_connection()
        connection._commit = killer.around_commit(connection._commit)
        with connection.execute_wrapper(killer.around):
            deed()
        code = 0
    finally:
        os._exit(code)
