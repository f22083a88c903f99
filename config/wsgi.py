"""WSGI の入口（gunicorn が読む）。"""

import os

from django.core.wsgi import get_wsgi_application

from config.memory import keep_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
keep_loaded()
