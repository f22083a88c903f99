"""試験の環境変数。設定が読まれる前に pytest が読み込む（pyproject.toml の -p）。"""

import os

os.environ["DEBUG"] = "0"
os.environ["DEMO_HTTP"] = "1"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["SECRET_KEY"] = "test-only-" * 6
