"""Settings stop early, in words one can act on, and give each database what it needs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler

from hirao_dx.settings.base import database, required

from .repository import ROOT, source, text

NOT_FOR_PEOPLE = {"TEST_DATABASE_URL", "WELCOME_WITH"}  # set by the tests and by make

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "hirao_dx.settings.production",
    "SECRET_KEY": "a-key-for-this-test-only-with-more-than-fifty-characters",
    "ALLOWED_HOSTS": "dx.example.lg.jp, dx2.example.lg.jp",
    "DATABASE_URL": "postgres://site:pass@db/site?sslmode=require",
}


def in_production(code, **changes):
    environment = os.environ | PRODUCTION | changes
    command = [sys.executable, "-c", f"from django.conf import settings; {code}"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_without_a_secret_says_where_to_put_it(name):
    run = in_production("settings.DEBUG", **{name: ""})

    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == (
        f"django.core.exceptions.ImproperlyConfigured: {name} is not set. Put it into the "
        f"environment or into {ROOT / '.env'}; .env.example explains every variable."
    )


def test_production_is_closed():
    run = in_production(
        "print(settings.DEBUG, settings.DEMO_DATA_ALLOWED, settings.ALLOWED_HOSTS,"
        " settings.SESSION_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT)"
    )

    assert run.stdout == "False False ['dx.example.lg.jp', 'dx2.example.lg.jp'] True True\n"


def test_required_names_the_variable():
    with pytest.raises(ImproperlyConfigured, match="NO_SUCH_VARIABLE is not set"):
        required("NO_SUCH_VARIABLE")


def test_postgres_keeps_the_options_of_its_url():
    config = database("postgres://site@/site?host=/run/postgresql&sslmode=require")

    assert config["OPTIONS"]["host"] == "/run/postgresql"
    assert config["OPTIONS"]["sslmode"] == "require"
    assert config["OPTIONS"]["pool"]["max_size"] == 8
    assert config["CONN_MAX_AGE"] == 0


def test_postgres_pool_leaves_no_connection_age():
    config = database("postgres://site@db/site?conn_max_age=60")

    assert config["CONN_MAX_AGE"] == 0


def test_sqlite_lets_readers_and_a_writer_work_together(tmp_path, django_db_blocker):
    connections = ConnectionHandler({"default": database(f"sqlite:///{tmp_path}/site.sqlite3")})

    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        pragmas = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    connections.close_all()

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
    }


def test_database_of_another_kind_is_refused():
    with pytest.raises(ImproperlyConfigured, match="must start with sqlite:// or postgres://"):
        database("mysql://site@db/site")


def test_every_variable_is_explained():
    read = re.compile(r'(?:env\.\w+|required|environ\.get)\(\s*["\']([A-Z_]+)["\']')
    variables = {
        name for path in source("hirao_dx") for name in read.findall(text(path))
    } - NOT_FOR_PEOPLE

    explained = set(re.findall(r"^#? ?([A-Z_]+)=", text(Path(".env.example")), re.MULTILINE))

    assert variables == explained - {"DJANGO_SETTINGS_MODULE"}
