"""What every test shares: strict templates, guarded tables, starts, nothing skipped in CI."""

from __future__ import annotations

import gc
import inspect
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.template import Engine
from django.template.base import FilterExpression, Node

from hirao_dx.shared import immutable
from initiatives.planfile import LoadResult, load_plan
from tests import starts
from tests.clients import PlanClient

FIRST_DATABASE = "sqlite"
HIRAO = Path(settings.BASE_DIR) / "fixtures" / "hirao"
FORGIVING_FILTERS = {"default", "default_if_none"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not for this database and keep the tests of a start together within their
    file; run transactional tests after those, and the browser tests last.

    Last, because Playwright keeps an event loop running that Django would refuse queries in.
    """
    unfit = [item for item in items if not fits(item, connection.vendor)]
    if unfit:
        config.hook.pytest_deselected(items=unfit)
    left_out = set(unfit)
    chosen = [item for item in items if item not in left_out]
    files = {path: number for number, path in enumerate({item.path: None for item in chosen})}
    items[:] = sorted(
        chosen,
        key=lambda item: (
            item.get_closest_marker("browser") is not None,
            starts.is_transactional(item),
            files[item.path],
            starts.start_of(item),
        ),
    )


def fits(item: pytest.Item, vendor: str) -> bool:
    """Whether a test is for a database: `only_on` says which; what asks nothing of a database, or
    is marked `once`, is for the first one alone.
    """
    marker = item.get_closest_marker("only_on")
    if marker is not None:
        return vendor in marker.args
    if vendor == FIRST_DATABASE:
        return True
    return asks_the_database(item) and item.get_closest_marker("once") is None


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test may query: pytest-django refuses it to all that do not ask for it.

    One with a client, or that asks for fixtures by name as it runs, is taken for one that does.
    """
    if item.get_closest_marker("django_db") or item.get_closest_marker("browser"):
        return True
    asked = set(getattr(item, "fixturenames", ()))
    own = inspect.signature(getattr(item, "function", lambda: None)).parameters
    return bool({"django_db_setup", "client"} & asked) or "request" in own


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare the collector what stays to the end, some million objects of modules and tests.

    It looked at them again and again: a seventh of all the time the tests took.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_report_header() -> str:
    return f"database: {connection.vendor}"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failure: it would be a promise nobody checks."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("CI is set: skipped tests count as failures.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


class UnknownVariable(str):
    """Fails the test when one of our templates names a variable that does not exist.

    Django asks for its truth just before it falls back to it. Templates of other packages, and
    `{{ name|default:… }}`, which says that the name may be missing, behave as they do in use.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        frame = sys._getframe(1)
        if frame.f_code is FilterExpression.resolve.__code__:
            expression: FilterExpression = frame.f_locals["self"]
            template = _template_of(frame)
            if template and not _may_be_missing(expression):
                pytest.fail(
                    f"{template}: {{{{ {expression.token} }}}} names an unknown variable",
                    pytrace=False,
                )
        return False


def _may_be_missing(expression: FilterExpression) -> bool:
    return bool(expression.filters) and expression.filters[0][0].__name__ in FORGIVING_FILTERS


def _template_of(frame: FrameType | None) -> str | None:
    """The path of our template that is being rendered, None when it is not ours."""
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            path = Path(node.origin.name)
            return str(path) if path.is_relative_to(settings.BASE_DIR / "templates") else None
        frame = frame.f_back
    return None


@pytest.fixture
def client() -> PlanClient:
    """Django's client, which puts today's plan before addresses that name none."""
    return PlanClient()


@pytest.fixture(autouse=True, scope="session")
def _strict_templates() -> None:
    Engine.get_default().string_if_invalid = UnknownVariable()


@pytest.fixture(autouse=True)
def _flush_past_the_guards(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lift the guards before a transactional test empties every table; migrating restores them."""
    if starts.is_transactional(request.node):
        request.getfixturevalue("transactional_db")
        yield
        immutable.take_down(connection)
    else:
        yield


@pytest.fixture(scope="session")
def given(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[starts.Given]:
    """What starts are made with and handed out by; see `tests/starts.py`."""
    with django_db_blocker.unblock():
        given = starts.Given(tmp_path_factory.mktemp)
    yield given
    with django_db_blocker.unblock():
        given.close()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> None:
    """Bring a test's start just before pytest-django opens the test's transaction."""
    if fixturedef.argname == "_django_db_helper":
        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock():
            request.getfixturevalue("given").begin(starts.start_of(request.node))


def load_hirao(before: None, folder: Path) -> LoadResult:
    return load_plan(HIRAO)


starts.register("loaded_hirao", load_hirao)


@pytest.fixture
def loaded_hirao(given: starts.Given, db: None) -> LoadResult:
    """The town's plan, loaded."""
    result: LoadResult = given("loaded_hirao")
    return result
