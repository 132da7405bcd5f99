"""Settings that every environment shares.

Secrets and addresses come from the environment, never from this file.
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

ENGINE_OPTIONS: dict[str, dict[str, Any]] = {
    # Writers take their turn from BEGIN on and wait up to 20 seconds; WAL lets readers go on.
    "sqlite3": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
    "postgresql": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
}


def required(name: str) -> str:
    """The value of a setting that has no safe default.

    Raises ImproperlyConfigured if it is not set, with a sentence that says where to put it.
    """
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Put it into the environment or into {BASE_DIR / '.env'}; "
            ".env.example explains every variable."
        )
    return value


def database(url: str) -> dict[str, Any]:
    """Django's settings for a DATABASE_URL, with the options each engine needs.

    Options in the URL (`?sslmode=require`, `?host=/a/socket`) are kept and win over ours. Raises
    ImproperlyConfigured for an engine the project is not tested on.
    """
    config: dict[str, Any] = env.db_url_config(url)
    engine = config["ENGINE"].rpartition(".")[2]
    if engine not in ENGINE_OPTIONS:
        raise ImproperlyConfigured(
            f"DATABASE_URL names {engine!r}; it must start with sqlite:// or postgres://."
        )
    # A pool keeps the connections, so Django must not keep them as well.
    config |= {"CONN_MAX_AGE": 0, "OPTIONS": ENGINE_OPTIONS[engine] | config.get("OPTIONS", {})}
    return config


def mail(url: str) -> dict[str, Any]:
    """Django's settings for an EMAIL_URL. Without one, mails are written to the log and
    `MAIL_CONFIGURED` is False: reminders then show in the site alone.

    Raises ImproperlyConfigured for a scheme that Django has no mail backend for.
    """
    kind = (url or "consolemail://").partition("://")[0]
    if kind not in env.EMAIL_SCHEMES:
        raise ImproperlyConfigured(
            "EMAIL_URL must start with smtp://, smtp+tls:// or smtp+ssl://; "
            ".env.example explains every variable."
        )
    config: dict[str, Any] = env.email_url_config(url or f"{kind}://")
    return config | {"MAIL_CONFIGURED": bool(url)}


def site_url(url: str) -> str:
    """The address at which people reach the site, without a slash at the end; blank if it is not
    set.

    Raises ImproperlyConfigured unless it starts with http:// or https://.
    """
    if url and not url.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"SITE_URL is {url!r}; it must start with https:// or http://.")
    return url.rstrip("/")


DEBUG = False

# What the running site writes beside its database; never in version control.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# Evidence (files on reports) is stored here. It is never served by address, only through a view.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "evidence")))
MEDIA_URL = ""
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=20 * 1024 * 1024)
# Bytes of the largest workbook of tasks that can be imported (表の取込).
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=10 * 1024 * 1024)

ROOT_URLCONF = "hirao_dx.urls"
WSGI_APPLICATION = "hirao_dx.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organization.User"

INSTALLED_APPS = [
    "hirao_dx.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "hirao_dx.apps.SiteStaticFilesConfig",
    "django.forms",
    "simple_history",
    "axes",
    "csp",
    "django_htmx",
    "organization",
    "inventory",
    "initiatives",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "hirao_dx.edge.EdgeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "initiatives.middleware.PlanMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "organization.middleware.LogInRequiredMiddleware",
    "organization.middleware.AppointmentRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "organization.kept.middleware.FormsMiddleware",
    "organization.kept.middleware.OnceMiddleware",
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
                "initiatives.pages.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "organization.backends.OfficeBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "my_page"
LOGOUT_REDIRECT_URL = "login"
CSRF_FAILURE_VIEW = "organization.kept.views.csrf_failure"
SESSION_COOKIE_AGE = 60 * 60 * 10  # a working day
SESSION_COOKIE_HTTPONLY = True

# One proxy stands before the whole town hall: locking an address alone would lock everybody out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

# Links in mails start with it; a mail has no link while it is blank.
SITE_URL = site_url(env.str("SITE_URL", default=""))
# Whether reminders are mailed at all; dev and production set it where EMAIL_URL is set.
MAIL_CONFIGURED = False
EMAIL_TIMEOUT = 10  # seconds; a mail server that hangs must not hold the database for long

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hirao_dx.staticfiles.ModuleManifestStorage"},
}

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
    }
}

# Django logs nowhere when DEBUG is off; here every warning and traceback reaches standard error.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # Anyone can ask under a wrong name; the answer is 400 and there is nothing to do.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# Whether demo data (見本) may be loaded. Only dev and test allow it.
DEMO_DATA_ALLOWED = False

# Hours one person works in a year, an assumption that the page データの点検 states.
INVENTORY_HOURS_PER_PERSON = max(1, env.int("INVENTORY_HOURS_PER_PERSON", default=1800))
