"""Triggers by which the database itself refuses to change rows.

A `Guard` becomes a trigger on SQLite and on PostgreSQL. Guards are removed before migrations and
created again after them: SQLite rebuilds a table to alter it, which would lose its triggers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

_guards: list[Guard] = []


@dataclass(frozen=True)
class Guard:
    """Refuses `events` (INSERT, UPDATE, DELETE) on a table.

    `when` is an SQL condition that may read `{row}`, the row as it stands (for INSERT: as it would
    be); empty means always. With `both_ways` an UPDATE is refused if the row as it stands or as it
    would be meets it, so that nothing can be moved in either. `message` names the guard in the
    error.
    """

    name: str
    table: str
    events: tuple[str, ...]
    message: str
    when: str = ""
    both_ways: bool = False

    def condition(self, event: str) -> str:
        """The SQL condition under which an event is refused."""
        if not self.when:
            return "1=1"
        if event == "UPDATE" and self.both_ways:
            return f"({self.when.format(row='OLD')}) OR ({self.when.format(row='NEW')})"
        return self.when.format(row="NEW" if event == "INSERT" else "OLD")


def register(*guards: Guard) -> None:
    """Add guards, from an app's `ready()`. One that is registered already is left out."""
    _guards.extend(guard for guard in guards if guard not in _guards)


def _sqlite_up(guard: Guard) -> Iterator[str]:
    for event in guard.events:
        yield (
            f"CREATE TRIGGER {guard.name}_{event.lower()} BEFORE {event} ON {guard.table} "
            f"WHEN {guard.condition(event)} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        )


def _sqlite_down(guard: Guard) -> Iterator[str]:
    for event in guard.events:
        yield f"DROP TRIGGER IF EXISTS {guard.name}_{event.lower()}"


def _postgresql_up(guard: Guard) -> Iterator[str]:
    for event in guard.events:
        name = f"{guard.name}_{event.lower()}"
        row = "OLD" if event == "DELETE" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
            f"IF {guard.condition(event)} THEN "
            f"RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'restrict_violation'; "
            f"END IF; RETURN {row}; END $$ LANGUAGE plpgsql"
        )
        yield (
            f"CREATE TRIGGER {name} BEFORE {event} ON {guard.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def _postgresql_down(guard: Guard) -> Iterator[str]:
    for event in guard.events:
        yield f"DROP TRIGGER IF EXISTS {guard.name}_{event.lower()} ON {guard.table}"


DIALECTS = {
    "sqlite": (_sqlite_up, _sqlite_down),
    "postgresql": (_postgresql_up, _postgresql_down),
}


def _present(connection: BaseDatabaseWrapper) -> list[Guard]:
    """Guards whose table exists already."""
    tables = set(connection.introspection.table_names())
    return [guard for guard in _guards if guard.table in tables]


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers of every guard whose table exists."""
    _, down = DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        for guard in _present(connection):
            for statement in down(guard):
                cursor.execute(statement)


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers of every guard whose table exists, anew."""
    take_down(connection)
    up, _ = DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        for guard in _present(connection):
            for statement in up(guard):
                cursor.execute(statement)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """A context without guards, which are put up again at its end.

    For tests that tamper on purpose, never for business code.
    """
    take_down(connection)
    try:
        yield
    finally:
        put_up(connection)
