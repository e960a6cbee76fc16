"""Settings of a site that takes comments and does nothing else, with a database as durable as ours."""

import os
from urllib.parse import urlsplit

DATABASE = os.environ["BARE_DJANGO_DATABASE"]
"""The path of an SQLite file, or the address of a PostgreSQL server."""
IS_SQLITE = not DATABASE.startswith("postgresql:")
SECRET_KEY = "only for the bench, where nobody signs in"  # noqa: S105
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["bench.bare_django"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "bench.bare_django.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
if IS_SQLITE:
    _DEFAULT = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATABASE,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
else:
    _PARTS = urlsplit(DATABASE)
    _DEFAULT = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _PARTS.path[1:],
        "USER": _PARTS.username,
        "HOST": _PARTS.hostname,
        "PORT": _PARTS.port,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, "pool": True},
    }
DATABASES = {"default": _DEFAULT}
