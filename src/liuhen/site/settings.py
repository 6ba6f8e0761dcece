# SPDX-License-Identifier: Apache-2.0
"""Django's settings. What comes from outside comes from the environment.

LIUHEN_HOME is the data folder (./var); DATABASE_URL the database (liuhen.site.database),
of which a web server keeps LIUHEN_CONNECTIONS connections open;
LIUHEN_STORE_URL the vault (file:///folder, by default LIUHEN_HOME/vault, or s3://bucket/prefix);
LIUHEN_STORE_LOCK_DAYS, LIUHEN_SCRUB_RATE and LIUHEN_SWEEP_HOURS go with it;
LIUHEN_BULK_HOURS are those in which workers do what nobody waits for;
LIUHEN_HOOK_HOSTS are hosts of the own network that reminders may be sent to, with commas;
LIUHEN_SMTP_URL and LIUHEN_MAIL_FROM the server for e-mail and the sender;
LIUHEN_ADDRESS is under what address the pages are, for links in messages that go out;
LIUHEN_STORE_MARGIN_GIB and LIUHEN_UPLOAD_MOST_GIB, _PERSON_GIB and _MOST_OPEN bound what comes in;
LIUHEN_HOSTS the names under which pages are served, with commas (loopback names always are);
LIUHEN_SIGNING_KEY is the key that signs heads of the journal (LIUHEN_HOME/keys/journal.key) and
LIUHEN_WITNESS the folders out of the house that keep them, separated as in PATH; LIUHEN_HTTPS=1
says that a front server speaks TLS, LIUHEN_HTTPS=tls that `liuhen serve --tls` does it itself.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from liuhen.site.database import database_setting
from liuhen.site.endpoints import address_of_pages, origin_of_endpoint
from liuhen.site.hours import hours_of_day
from liuhen.site.logs import without_trace
from liuhen.site.numbers import whole_number
from liuhen.site.secret import secret_key

PACKAGE = Path(__file__).resolve().parent.parent
LIUHEN_HOME = Path(os.environ.get("LIUHEN_HOME") or "var").resolve()
LIUHEN_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)  # cases, passwords' digests, the key

SECRET_KEY = secret_key(LIUHEN_HOME)
DEBUG = False
_HTTPS = os.environ.get("LIUHEN_HTTPS") in ("1", "tls")
_BEHIND_A_FRONT_SERVER = os.environ.get("LIUHEN_HTTPS") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] + [
    host for host in os.environ.get("LIUHEN_HOSTS", "").split(",") if host
]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS[3:]]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "liuhen.apps.trace",
    "liuhen.apps.jobs",
    "liuhen.apps.people",
    "liuhen.apps.rules",
    "liuhen.apps.evidence",
    "liuhen.apps.cases",
    "liuhen.apps.compliance",
    "liuhen.apps.archives",
    "liuhen.apps.finding_aid",
    "liuhen.web",
]
MIDDLEWARE = [
    "liuhen.site.demonstration.ThisMachineAlone",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "liuhen.web.language.language_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "liuhen.site.urls"
WSGI_APPLICATION = "liuhen.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": database_setting(
        os.environ.get("DATABASE_URL", ""), LIUHEN_HOME, whole_number("LIUHEN_CONNECTIONS", 0)
    )
}
# no ATOMIC_REQUESTS: an act opens its own transaction, and a page that reads takes no writer's turn
LIUHEN_STORE_URL = os.environ.get("LIUHEN_STORE_URL") or (LIUHEN_HOME / "vault").as_uri()
LIUHEN_SIGNING_KEY = os.environ.get("LIUHEN_SIGNING_KEY") or str(
    LIUHEN_HOME / "keys" / "journal.key"
)
LIUHEN_WITNESS = os.environ.get("LIUHEN_WITNESS", "")
LIUHEN_STORE_LOCK_DAYS = whole_number("LIUHEN_STORE_LOCK_DAYS", None)  # None: as the pack says
LIUHEN_PRESIGN = whole_number("LIUHEN_PRESIGN", 0)  # seconds that a signed address holds; 0: none
LIUHEN_ACCEL = os.environ.get("LIUHEN_ACCEL", "")  # where the front server has the vault's folder
_GIB = 1024**3
LIUHEN_STORE_MARGIN_BYTES = whole_number("LIUHEN_STORE_MARGIN_GIB", 2) * _GIB
LIUHEN_UPLOAD_MOST_BYTES = whole_number("LIUHEN_UPLOAD_MOST_GIB", 64) * _GIB
LIUHEN_UPLOAD_PERSON_BYTES = whole_number("LIUHEN_UPLOAD_PERSON_GIB", 1024) * _GIB
LIUHEN_UPLOAD_MOST_OPEN = whole_number("LIUHEN_UPLOAD_MOST_OPEN", 1000)
LIUHEN_SWEEP_HOURS = whole_number("LIUHEN_SWEEP_HOURS", 24)  # between two sweeps; 0: none runs
LIUHEN_BULK_HOURS = hours_of_day("LIUHEN_BULK_HOURS")  # of what nobody waits for; None: any
LIUHEN_HOOK_HOSTS = [host for host in os.environ.get("LIUHEN_HOOK_HOSTS", "").split(",") if host]
LIUHEN_SMTP_URL = os.environ.get("LIUHEN_SMTP_URL", "")
LIUHEN_MAIL_FROM = os.environ.get("LIUHEN_MAIL_FROM", "")
LIUHEN_ADDRESS = address_of_pages("LIUHEN_ADDRESS")  # for links in messages that go out
LIUHEN_SCRUB_RATE = whole_number("LIUHEN_SCRUB_RATE", 50)  # MiB/s of the background; 0: none runs

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "liuhen.apps.people.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "liuhen.apps.people.passwords.UnlikeTheName",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
]
LOGIN_URL = "/account/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/account/sign-in/"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "liuhen.web.account.lockout.locked_out"
AXES_IPWARE_PROXY_COUNT = None  # no header of a proxy is believed

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_A_FRONT_SERVER else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# a signed address leads a player to the store's own server
_STORE = [origin_of_endpoint(LIUHEN_STORE_URL)] if LIUHEN_PRESIGN else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_STORE],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF, *_STORE],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [
    "liuhen.site.uploads.WholeRequest",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "apps" / "locale", PACKAGE / "web" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # pages work from the package; no separate step collects files
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "brief": {"()": "django.utils.log.CallbackFilter", "callback": without_trace},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["brief"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"liuhen": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
#: W040: an index says more on PostgreSQL, and SQLite leaves that out, which costs it nothing.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
