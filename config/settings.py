"""設定。環境変数から読み、足りないもの・読めないものがあれば起動しない。

環境変数の一覧は docs/operations.md にある。必須は SECRET_KEY だけ（DEBUG=1 のときは不要）。
何も指定しなければ安全な側（HTTPS のみ、DEBUG なし）に倒れる。
"""

import os
from datetime import timedelta
from pathlib import Path

import environ

from config.content_security import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from config.environment import read_count, read_database, read_email, read_flag, read_secret_key
from config.request_log import LOGGING as LOGGING

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

CREATIVE_COMMONS = (
    "このサイトのデータは、クリエイティブ・コモンズ 表示 4.0 国際（CC BY 4.0）で提供します。"
    "出典を書けば、だれでも自由に使えます。"
)

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- 動かし方 ---------------------------------------------------------------
DEBUG = read_flag(env, "DEBUG")
PLAIN_HTTP = DEBUG or read_flag(env, "DEMO_HTTP")
PROXY_COUNT = read_count(env, "PROXY_COUNT")
SECRET_KEY = read_secret_key(env, debug=DEBUG)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
DATABASES = {"default": read_database(env, VAR_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# --- 部品 -------------------------------------------------------------------
INSTALLED_APPS = [
    "reports",
    "progress",
    "plans",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "axes",
    "simple_history",
    "import_export",
]

MIDDLEWARE = [
    "config.request_log.RequestLogMiddleware",
    "config.transport.excuse_within_machine",
    "django.middleware.security.SecurityMiddleware",
    "config.transport.restore_transport",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.sessions.SlidingSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "progress.middleware.KeepingLoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "progress.middleware.ActorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reports.context_processors.sample_notice",
            ],
        },
    },
]

FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# --- ことばと時刻 -----------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

# --- 利用者とログイン -------------------------------------------------------
AUTH_USER_MODEL = "plans.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "config.passwords.PredictablePasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
# 開始用のリンクの続く時間（秒）。
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# 待ち時間は最初の施錠から数える。試し続けても延びず、15 分で必ず開く。
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "config.errors.too_many_requests"
AXES_USERNAME_CALLABLE = "config.sign_in.account_name"
AXES_CLIENT_IP_CALLABLE = "config.sign_in.client_address"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- メール -----------------------------------------------------------------
vars().update(read_email(env))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="action-plan@localhost")
# メールの文に書く、このサイトの住所（例：https://plan.example.jp）。空なら書かない。
SITE_URL = env.str("SITE_URL", default="").rstrip("/")

# --- 公開の画面 -------------------------------------------------------------
# 問合せ先（電話、ファクス、電子メールなど。「\n」で改行）。空なら名称だけを書く。
PUBLIC_CONTACT = env.str("PUBLIC_CONTACT", default="").replace("\\n", "\n")
# データの利用条件。協議会が決める。
OPEN_DATA_LICENCE = env.str("OPEN_DATA_LICENCE", default=CREATIVE_COMMONS).replace("\\n", "\n")

# --- 通信の守り -------------------------------------------------------------
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_NAME = "sessionid" if PLAIN_HTTP else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if PLAIN_HTTP else "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "progress.kept_text.answer_csrf_failure"

# --- 受け取る大きさ ---------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_PERMISSIONS = 0o640
MEDIA_ROOT = VAR_DIR / "uploads"

# --- 静的ファイル -----------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- 変更履歴と取込 ---------------------------------------------------------
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_REVERT_DISABLED = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
# lxml がある機械だけ Excel のバイト列が変わるのを防ぐ（openpyxl は読み込み時に見る）。
os.environ["OPENPYXL_LXML"] = "False"
