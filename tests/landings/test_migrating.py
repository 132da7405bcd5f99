"""A database as it stood when something landed: it migrates, and nothing in it is lost."""

from __future__ import annotations

import json
import lzma
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from django.utils.html import strip_tags

from hirao_dx.settings.base import database
from tests.postgres import create_database

from .expected import LANDINGS, Landing

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NUMBERS = "/dashboard/numbers.json"
OURS = ("organization_", "inventory_", "initiatives_")
SQLITE_TABLES = "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
# A check that was dumped and restored means the same with other casts and brackets.
POSTGRESQL_TABLES = r"""
    SELECT c.relname, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT tablename, indexdef FROM pg_indexes
    UNION ALL
    SELECT c.relname, concat_ws(' ', k.conname, regexp_replace(
        pg_get_constraintdef(k.oid), '::(character varying|text)(\[\])?|[()]', '', 'g'))
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    UNION ALL
    SELECT c.relname, concat_ws(' ', pg_get_triggerdef(t.oid), p.prosrc)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal
"""
REFUSED = [
    (
        "UPDATE initiatives_snapshot SET digest = '' WHERE number = 4",
        "initiatives_snapshot: what a meeting was shown never changes",
    ),
    (
        "DELETE FROM initiatives_reporttransition",
        "initiatives_reporttransition: the trail of a report never changes",
    ),
    (
        "DELETE FROM initiatives_periodevent",
        "initiatives_periodevent: the record of a period never changes",
    ),
    (
        "UPDATE initiatives_planrevision SET reason = 'x' WHERE number = 1",
        "initiatives_planrevision: a sealed revision never changes",
    ),
    ("DELETE FROM inventory_surveycount", "the published survey never changes"),
]


@dataclass(frozen=True)
class Restored:
    """A landing's database after `migrate`; `before` has the migrations that the dump held."""

    landing: Landing
    url: str
    before: list[tuple[str, str]]

    def ask(self, query: str) -> list[Any]:
        with closing(_open(self.url)) as opened:
            return opened.execute(query).fetchall()

    def run(self, *command: str) -> str:
        """What a command writes; the test fails where the command does."""
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "hirao_dx.settings.test",
            "TEST_DATABASE_URL": self.url,
        }
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}"
        return done.stdout


def _open(url: str) -> Any:
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"))
    return psycopg.connect(url)


def _restore(landing: str, folder: Path) -> str:
    """Put a landing's dump into a new database and give its URL."""
    dump = lzma.decompress((HERE / landing / f"{connection.vendor}.sql.xz").read_bytes())
    if connection.vendor == "postgresql":
        name = f"landing_{folder.name}_{os.getpid()}"  # workers may share a server
        url = create_database(os.environ["TEST_DATABASE_URL"], name)
        with psycopg.connect(url) as empty:
            empty.execute(dump)
        return url
    with closing(sqlite3.connect(folder / "site.sqlite3")) as empty:
        empty.executescript(dump.decode())
    return f"sqlite:///{folder}/site.sqlite3"


@pytest.fixture(scope="module", params=sorted(LANDINGS))
def restored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Restored:
    """Restored and migrated once for all tests, which leave it as they found it."""
    url = _restore(request.param, tmp_path_factory.mktemp(request.param))
    with closing(_open(url)) as dump:
        before = dump.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    restored = Restored(LANDINGS[request.param], url, before)
    restored.run("manage.py", "migrate", "--verbosity=0")
    return restored


@pytest.fixture(scope="module")
def seen(restored: Restored) -> dict[str, str]:
    """What the office got on the day of the landing: the numbers, and each of its pages."""
    landing = restored.landing
    addresses = {NUMBERS: f"{NUMBERS}?period={landing.period}"}
    addresses |= {pattern: _address(restored, pattern) for pattern in landing.pages}
    look = ["-m", "tests.landings.look", landing.day, "jimukyoku"]
    answers = json.loads(restored.run(*look, *addresses.values()))
    return {pattern: answers[address] for pattern, address in addresses.items()}


def _address(restored: Restored, pattern: str) -> str:
    query, _ = restored.landing.pages[pattern]
    if not query:
        return pattern
    ((key,),) = restored.ask(query)
    return pattern.format(key)


def test_every_landing_is_tested():
    folders = {path.name for path in HERE.iterdir() if re.fullmatch(r"\d{4}_\d{2}", path.name)}

    assert folders == set(LANDINGS)


def test_dump_is_from_the_landing(restored):
    newest = {app: name for app, name in restored.before if app in restored.landing.migrations}

    assert newest == restored.landing.migrations


def test_migrating_keeps_every_row(restored):
    rows = {
        table: restored.ask(f"SELECT count(*) FROM {table}")[0][0]
        for table in restored.landing.rows
    }
    reports = restored.ask("SELECT state, count(*) FROM initiatives_progressreport GROUP BY state")

    assert rows == restored.landing.rows
    assert dict(reports) == restored.landing.reports


def test_migrating_leads_to_the_tables_of_a_new_database(restored, db):
    """Columns, indexes, constraints and guards, as they come from every migration in turn."""
    migrated = ConnectionHandler({"default": database(restored.url)})["default"]

    try:
        assert _definitions(migrated) ^ _definitions(connection) == set()
    finally:
        migrated.close()


def _definitions(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    """What our tables are made of, by table, whatever the order."""
    with connection.cursor() as cursor:
        cursor.execute(SQLITE_TABLES if connection.vendor == "sqlite" else POSTGRESQL_TABLES)
        return {
            (table, part)
            for table, sql in cursor.fetchall()
            if table.startswith(OURS)
            for part in (_parts(sql) if sql.startswith("CREATE TABLE") else [sql])
        }


def _parts(sql: str) -> list[str]:
    """The columns and constraints of a CREATE TABLE: what stands between its outer commas."""
    parts, depth = [""], 0
    for sign in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def test_papers_verify(restored):
    told = restored.run("manage.py", "verify_snapshots").splitlines()

    assert told == restored.landing.papers


@pytest.mark.parametrize(("statement", "message"), REFUSED)
def test_guards_still_refuse(restored, statement, message):
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match=message):
        restored.ask(statement)


def test_figures_are_the_ones_of_the_day(restored, seen):
    numbers = json.loads(seen[NUMBERS])

    counts = {line["judgement"]["code"]: line["count"] for line in numbers["counts"]}
    whole, *_ = numbers["groups"]
    means = {whole["name"]: whole["mean_exact"]} | {
        line["symbol"]: line["mean_exact"] for line in numbers["initiatives"]
    }
    assert counts == restored.landing.counts
    assert means == restored.landing.means


def test_pages_say_what_they_said(restored, seen):
    missing = {
        pattern: [words for words in said if words not in _text(seen[pattern])]
        for pattern, (_, said) in restored.landing.pages.items()
    }

    assert missing == {pattern: [] for pattern in restored.landing.pages}


def _text(page: str) -> str:
    """What stands on a page, in one line."""
    return " ".join(strip_tags(re.sub(r"<", " <", page)).split())
