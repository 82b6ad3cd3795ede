"""All settings of fivestar, read from top to bottom.

Each value that may differ between installations comes from the environment, or from a file `.env` beside
`manage.py`. The safe value is the default, and what cannot be true together stops the start
with a sentence.
"""

import os
import sqlite3
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import environ
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from fivestar import logs

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def stop(sentence: str) -> NoReturn:
    """End the start with a sentence that says what to mend and where, instead of a traceback."""
    raise SystemExit(f"fivestar does not start: {sentence}")


# What kind of installation this is ----------------------------------------------------------------

PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
# A demo says so on every page and lists its accounts at the door, so nobody mistakes it for a county's records.
DEMO = env.bool("DEMO", default=not PRODUCTION)
# What the demo shows: the middle of "planning", or "autumn", when plans are approved and tasks at work.
DEMO_SEASON = env.str("DEMO_SEASON", default="planning")
DEMO_PASSWORD = "fivestar-demo"  # noqa: S105  (of all accounts of the demo, and public)
# Many county networks have no certificates. They may say so; silence means HTTPS once it is production.
PLAIN_HTTP = env.bool("PLAIN_HTTP", default=not PRODUCTION)

if DEMO_SEASON not in ("planning", "autumn"):
    stop(f"DEMO_SEASON is “{DEMO_SEASON}”. Write planning or autumn.")
if PRODUCTION and DEMO:
    stop("PRODUCTION and DEMO are both true. Take one of them out of the environment or of .env.")
if PRODUCTION and DEBUG:
    stop("PRODUCTION and DEBUG are both true. DEBUG shows secrets on error pages: take it out.")

# Everything that the program itself writes lies in one folder: database, uploads, key, collected static files.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def kept_secret_key(file: Path) -> str:
    """The key in this file, which is made on first use, readable by its owner only.

    The key is written aside and then linked into place, so that of two processes that start together both
    read the same key.
    """
    if not file.exists():
        handle, draft = tempfile.mkstemp(dir=file.parent)  # mode 0600
        with os.fdopen(handle, "w") as draft_file:
            draft_file.write(get_random_secret_key())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return file.read_text()


if PRODUCTION:
    SECRET_KEY = env.str("SECRET_KEY", default="") or stop(
        "SECRET_KEY is missing. Set it in the environment or in .env beside manage.py, to 50 random characters "
        "or more, and keep it: sessions end when it changes."
    )
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or stop(
        "ALLOWED_HOSTS is missing. Set it in the environment or in .env to the host names, separated by commas, "
        "under which people reach this installation."
    )
else:
    SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret_key(VAR_DIR / "secret-key")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

# Health pages are asked for on the machine itself; nobody gains by being believed to be there.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1", "localhost", "[::1]"]
CSRF_FAILURE_VIEW = "fivestar.sessions.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Addresses of reverse proxies whose X-Forwarded-For is believed (fivestar/clients.py).
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

# Parts --------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "fivestar",
    "fivestar.changes",
    "villages",
    "campaigns",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fivestar.requests.RequestIdMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fivestar.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fivestar.headers.HeadersMiddleware",
    "fivestar.sessions.SessionLimitMiddleware",
    "fivestar.sessions.SignInFirstMiddleware",
    "villages.middleware.SeatMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "villages.middleware.OwnPasswordFirstMiddleware",
    "fivestar.http.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fivestar.urls"
WSGI_APPLICATION = "fivestar.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fivestar.context.frame",
            ],
        },
    },
]

# Database -----------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'fivestar.sqlite3'}")}
# Actions open their own transactions. With IMMEDIATE, a transaction around each page view would take SQLite's
# one write lock even for reading.
DATABASES["default"]["ATOMIC_REQUESTS"] = False


def safe_journal(version: tuple[int, int, int]) -> str:
    """The SQLite journal mode that this version keeps safe.

    SQLite 3.7.0 to 3.51.2 may corrupt a database in WAL mode when two connections reset the log at once; mended
    in 3.51.3 and in the backports 3.50.7 and 3.44.6 (SQLite's release notes).
    """
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return "WAL" if mended else "TRUNCATE"


if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        # A transaction that begins by reading and then wants to write fails at once when another wrote
        # meanwhile; IMMEDIATE makes it wait its turn at the beginning, up to the timeout, in seconds.
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command=(f"PRAGMA journal_mode={safe_journal(sqlite3.sqlite_version_info[:3])};PRAGMA synchronous=FULL;"),
    )
else:
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        options="-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
    )
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)

# People and sessions ------------------------------------------------------------------------------

AUTH_USER_MODEL = "villages.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "fivestar.passwords.OfficeArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": env.int("PASSWORD_MIN_LENGTH", default=10)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# A whole office sits behind one address: locking the address alone would lock out everyone for one bad typist.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# A rival who keeps guessing must not be able to prolong the lock on deadline day.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_CLIENT_IP_CALLABLE = "fivestar.clients.client_address"

# In the database, so that one can end them and a restart does not. fivestar/sessions.py keeps both limits; the
# rows outlive them, so that whoever comes back to an open form is known and gets the words back.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_LIMIT = timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=120))
SESSION_LIMIT = timedelta(hours=12)
SESSION_COOKIE_AGE = int(timedelta(days=7).total_seconds())
# Closing the browser on a shared computer is how most people leave.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# Pages carry the token in their forms and on <body>; no script needs the cookie.
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True

# Letters ------------------------------------------------------------------------------------------

# Where e-mail goes out, e.g. smtp+tls://user:password@host:587; without it none is sent. Only the weekly digest is.
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    globals().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="fivestar@localhost")
# What people type to get here; letters end with a link to it. A command knows no request to read it from.
SITE_URL = env.str("SITE_URL", default="")

# The way here -------------------------------------------------------------------------------------

HTTPS = not PLAIN_HTTP
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
if HTTPS:
    # The prefix makes the browser refuse such a cookie from a sister host of the same government domain.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

SILENCED_SYSTEM_CHECKS = [
    # HSTS for subdomains and preloading: a government domain is shared, and other hosts on it may lack HTTPS.
    "security.W005",
    "security.W021",
]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# The largest township's matrix, sent whole without JavaScript: 74 units of some ten fields each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Words, dates -------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LOCALE_PATHS = [BASE_DIR / "fivestar" / "locale"]
FORMAT_MODULE_PATH = ["fivestar.formats"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Files --------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
# Of one uploaded file, in bytes; a proxy in front has a limit of its own (docs/operating.md).
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT_MB", default=10) * 1024**2
# Uploaded pictures are shrunk until their longer side has so many pixels: enough to read a document in a photo.
PICTURE_SIDE = env.int("PICTURE_SIDE", default=2000)
# How long a file stays that serves nothing any more, before `manage.py sweep_files` takes it.
UNUSED_FILES_STAY = timedelta(days=env.int("UNUSED_FILES_STAY_DAYS", default=30))
# Names with a digest of the content and compressed copies: browsers on weak networks fetch each version once.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Its age is that of the last backup that was restored to scratch and found whole (fivestar/health.py).
BACKUP_VERIFIED = VAR_DIR / "backups" / "verified"

LOGGING = logs.LOGGING
