"""gunicorn の設定。PORT（省略時 8000）と BIND（省略時 127.0.0.1）だけを環境から読む。"""

import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
# 読み込みは分かれたあとに行う。親で PDF を描くと子のメモリーが膨らむ。
preload_app = False
control_socket_disable = True
workers = 2
# 入力途中の接続が一つの枠をふさがないよう、枠を糸（スレッド）に分ける。
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 20
max_requests = 1000
max_requests_jitter = 100
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
