"""What many tests begin with, made once per process instead of once per test.

A *start* is a fixture whose rows are the same for every test: the cast of the initiatives' pages,
the town's plan, its demo. The test database holds its rows before the test's own transaction
begins; what the test then writes is rolled back, as ever. On SQLite the rows are kept in memory
and copied into the test database (milliseconds); on PostgreSQL each start is a database of its
own, made from the one before as a template, and the connection changes between them.

    register("cast", make_cast)

    @pytest.fixture
    def cast(given: Given, db: None) -> Cast:
        return given("cast")

Each test gets the objects as they were made, not as another test left them. A transactional test
empties its tables, so it begins with nothing and makes what it asks for itself.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from factory.django import DjangoModelFactory

from tests.factories import reset_sequences

TRANSACTIONAL = {"transactional_db", "live_server", "django_db_reset_sequences"}
NONE = ""
Make = Callable[[Any, Path], Any]


@dataclass(frozen=True)
class Start:
    """`make(before, folder)` writes the rows over those of the start `after` and returns what the
    fixture gives. `before` is what that start gives, None without one; files go into the folder.
    """

    make: Make
    after: str


_starts: dict[str, Start] = {}


def register(name: str, make: Make, *, after: str = NONE) -> None:
    """Make the fixture `name` a start; no other fixture may bear the name, unless it asks for it.

    One that builds on another is registered after it.
    """
    _starts[name] = Start(make, after)


def is_transactional(item: pytest.Item) -> bool:
    """Whether a test empties every table at its end instead of rolling back."""
    marker = item.get_closest_marker("django_db")
    asked = TRANSACTIONAL & set(_fixtures(item))
    return bool(asked or (marker and marker.kwargs.get("transaction")))


def start_of(item: pytest.Item) -> str:
    """The start a test asks for, the one that builds on the others if several; "" for none.

    Raises UsageError for two starts of which neither builds on the other.
    """
    if is_transactional(item):
        return NONE
    asked = [name for name in _starts if name in _fixtures(item)]
    if not asked:
        return NONE
    last = asked[-1]
    if not set(asked) <= {last, *_before(last)}:
        raise pytest.UsageError(f"{item.nodeid} asks for {' and '.join(asked)}")
    return last


def _before(name: str) -> Iterator[str]:
    while name := _starts[name].after:
        yield name


def _fixtures(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


class _Copies:
    """The rows of each start on SQLite: a copy in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, sqlite3.Connection] = {}
        self.keep(NONE)

    def keep(self, name: str) -> None:
        connection.ensure_connection()
        self.kept[name] = sqlite3.connect(":memory:")
        connection.connection.backup(self.kept[name])

    def bring(self, name: str) -> None:
        connection.ensure_connection()
        self.kept[name].backup(connection.connection)

    def begin(self, name: str, *, after: str) -> None:
        self.bring(after)

    def close(self) -> None:
        for copy in self.kept.values():
            copy.close()


class _Databases:
    """The rows of each start on PostgreSQL: a database."""

    def __init__(self) -> None:
        self.home = str(connection.settings_dict["NAME"])
        self.made: list[str] = []

    def keep(self, name: str) -> None:
        """They are kept where they were made."""

    def bring(self, name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = self._called(name)

    def begin(self, name: str, *, after: str) -> None:
        connection.close()  # nobody may be connected to a template
        new, old = self._called(name), self._called(after)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{new}"')  # of a run that was cut off
            cursor.execute(f'CREATE DATABASE "{new}" TEMPLATE "{old}"')
        self.made.append(name)
        self.bring(name)

    def close(self) -> None:
        self.bring(NONE)
        with connection._nodb_cursor() as cursor:
            for name in self.made:
                cursor.execute(f'DROP DATABASE "{self._called(name)}"')

    def _called(self, name: str) -> str:
        return f"{self.home}_{name}" if name else self.home


class Given:
    """Prepares the test database for each test, and hands out what its start's fixture gives."""

    def __init__(self, new_folder: Callable[[str], Path]) -> None:
        self.new_folder = new_folder
        self.rows = _Copies() if connection.vendor == "sqlite" else _Databases()
        self.current: str | None = NONE
        self.made: dict[str, bytes] = {}
        self.counted: dict[str, dict[type[DjangoModelFactory[Any]], int]] = {}

    def begin(self, name: str) -> None:
        """Bring the rows of a start, and let the factories count on from them."""
        if name != self.current:
            self.current = None  # in case this fails half-way
            if name == NONE or name in self.made:
                self.rows.bring(name)
            else:
                self._make(name)
            self.current = name
        self._count_on_from(name)

    def _make(self, name: str) -> None:
        start = _starts[name]
        if start.after and start.after not in self.made:
            self._make(start.after)
        self.rows.begin(name, after=start.after)
        reset_sequences()
        self._count_on_from(start.after)
        before = pickle.loads(self.made[start.after]) if start.after else None
        with transaction.atomic():
            made = start.make(before, self.new_folder(name))
        self.rows.keep(name)
        self.made[name] = pickle.dumps(made)
        self.counted[name] = {
            factory_class: factory_class._meta._counter.seq
            for factory_class in DjangoModelFactory.__subclasses__()
            if factory_class._meta._counter
        }

    def _count_on_from(self, name: str) -> None:
        for factory_class, number in self.counted.get(name, {}).items():
            factory_class.reset_sequence(number, force=True)

    def __call__(self, name: str) -> Any:
        """What a start's fixture gives: this test's own copy of it.

        A transactional test, and one that asks for the fixture only as it runs, gets it made.
        """
        if self.current and name in {self.current, *_before(self.current)}:
            return pickle.loads(self.made[name])
        start = _starts[name]
        before = self(start.after) if start.after else None
        return start.make(before, self.new_folder(name))

    def close(self) -> None:
        self.rows.close()
