"""Django's settings, derived from the one settings object of this site."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from addyours.conf import Conf, SettingsRefused, current
from addyours.web.sign_in import sign_in


def secret_key(conf: Conf) -> str:
    """Return the secret key of the site; the first run writes it."""
    try:
        key = conf.secret_key_file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(
            f"The secret key {conf.secret_key_file} can't be read ({error}). "
            "“addyours serve” makes it on a site's first run; restore it from a backup otherwise."
        ) from error
    if len(key) < 40:
        raise ImproperlyConfigured(f"The secret key in {conf.secret_key_file} is too short.")
    return key


def database(conf: Conf) -> dict[str, Any]:
    """Return Django's database settings: SQLite in the data folder, or PostgreSQL by its address."""
    if conf.is_sqlite:
        return {
            "ENGINE": "addyours.web.sqlite",
            "NAME": conf.sqlite_file,
            # Threads last as long as their process, and so do their connections.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # A transaction takes the write lock at its start: taking it later can fail at once.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: an acknowledged comment survives a power cut.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    " PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    parts = urlsplit(conf.database_url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        # What stands behind a question mark is libpq's: sslmode, options, target_session_attrs.
        "OPTIONS": {
            **dict(parse_qsl(parts.query)),
            # Statements come parted from their values, and the server plans those it knows once: a
            # fifth more comments a second.
            "server_side_binding": True,
            "prepare_threshold": 3,
            # As many connections as threads: who waits for one waits for a server that is away. To
            # give up soon, and to try anew for each request instead of at growing intervals, is what
            # brings the site back within seconds of the server.
            "pool": {"min_size": 1, "max_size": 16, "timeout": 4, "reconnect_timeout": 2},
        },
    }


try:
    CONF = current()
except SettingsRefused as refusal:
    raise ImproperlyConfigured(str(refusal)) from refusal

DEBUG = False
SECRET_KEY = secret_key(CONF)
ALLOWED_HOSTS = ["*"]
if CONF.base_url:
    ALLOWED_HOSTS = [urlsplit(CONF.base_url).hostname or "", "localhost", "127.0.0.1", "[::1]"]
    CSRF_TRUSTED_ORIGINS = [CONF.site_url]

INSTALLED_APPS = [
    "addyours.web",
    "addyours.newsroom",
    "addyours.transfer",
    "addyours.notify",
    "addyours.stories",
    "addyours.comments",
    "addyours.moderation",
    "addyours.accounts",
    "addyours.outbox",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "addyours.newsroom.accounts.apps.AccountsInWagtail",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "addyours.web.middleware.ForwardedHeaders",
    "django.middleware.security.SecurityMiddleware",
    "addyours.web.middleware.ReadersPolicy",
    "addyours.newsroom.policy.NewsroomPolicy",
    "addyours.web.middleware.CompressUnkept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "addyours.web.middleware.StaffCookie",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "addyours.accounts.middleware.OurSite",
    "addyours.newsroom.policy.SecondStepFirst",
    "addyours.newsroom.policy.TheirsOnly",
    "addyours.newsroom.policy.BrokenForms",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "addyours.web.middleware.NumbersOfNothing",
    "addyours.web.middleware.OldAddresses",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "addyours.web.middleware.DatabaseAway",
]

ROOT_URLCONF = "addyours.web.urls"
WSGI_APPLICATION = "addyours.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # What an owner puts there goes before our own.
        "DIRS": [CONF.templates],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "addyours.stories.context.site",
            ],
        },
    },
]
# Without the owner's, for letters in which one of those has a mistake.
TEMPLATES.append({**TEMPLATES[0], "NAME": "ours", "DIRS": []})

DATABASES = {"default": database(CONF)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
globals().update(sign_in(CONF))

LANGUAGE_CODE = CONF.language
LANGUAGES = [
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "español"),
    ("fr", "français"),
]
LOCALE_PATHS = [CONF.words]
FORMAT_MODULE_PATH = "addyours.web.formats"
# One language for what editors write: Wagtail's list of content languages is the site's own.
WAGTAIL_CONTENT_LANGUAGES = [pair for pair in LANGUAGES if pair[0] == CONF.language]
TIME_ZONE = CONF.time_zone
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = CONF.static
MEDIA_URL = "/media/"
MEDIA_ROOT = CONF.media
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "addyours.web.storage.HashedStaticFiles"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o644

CACHES = {
    "default": {"BACKEND": "addyours.accounts.limits.LocalWithSharedLimits"},
    "limits": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_limit",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

SESSION_COOKIE_NAME = "ay_session"
SESSION_COOKIE_AGE = 90 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONF.is_https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"

WAGTAIL_SITE_NAME = "Add Yours"
WAGTAILADMIN_BASE_URL = CONF.site_url
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_IMAGE_MODEL = "stories.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "addyours.newsroom.editor.photos.PhotoForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64 * 1024 * 1024
WAGTAILEMBEDS_FINDERS = [{"class": "addyours.stories.embed_finder.CarefulFinder"}]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_ENABLED = True
# Who forgot a password signs in by a code and sets another.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_AUTOSAVE_INTERVAL = 1500
"""Milliseconds after the last key before the editor's text is saved."""
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAIL_USER_TIME_ZONES = [CONF.time_zone]
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False

# Kept with its occasion, sent by the worker.
EMAIL_BACKEND = "addyours.notify.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONF.mail_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": CONF.log_level.upper()},
    # One line for a crash is in the root logger; a 404 is no event.
    "loggers": {"django.request": {"level": "ERROR"}},
}
