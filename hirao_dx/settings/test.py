"""For the tests: quick hashing, plain static files, and the database the run asks for."""

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, MIDDLEWARE, database, env

SECRET_KEY = "for-tests-only-never-used-to-serve-anyone"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {"default": database(env.str("TEST_DATABASE_URL", default="sqlite://:memory:"))}
# A pooled connection would outlive the test database and keep it from being dropped.
DATABASES["default"]["OPTIONS"].pop("pool", None)

INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["tests.n_plus_one.middleware", *MIDDLEWARE]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False
DEMO_DATA_ALLOWED = True
