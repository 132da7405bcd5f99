"""For `make run` and for developers: everything local, the embedded SQLite, demo data allowed."""

from .base import *  # noqa: F403
from .base import VAR_DIR, database, env, mail, required

DEBUG = env.bool("DJANGO_DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
DATABASES = {
    "default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/hirao_dx.sqlite3"))
}
vars().update(mail(env.str("EMAIL_URL", default="")))
DEMO_DATA_ALLOWED = True
