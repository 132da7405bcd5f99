"""What every test shares: strict templates, guarded tables, nothing skipped in CI."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
from django.conf import settings
from django.db import connection
from django.template import Engine
from django.template.base import FilterExpression, Node

from hirao_dx.shared import immutable

TRANSACTIONAL = {"transactional_db", "live_server", "django_db_reset_sequences"}
FORGIVING_FILTERS = {"default", "default_if_none"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is for the other database, and run the browser tests last.

    Last, because Playwright keeps an event loop running that Django would refuse queries in.
    """
    unfit = [item for item in items if not _fits_database(item)]
    if unfit:
        config.hook.pytest_deselected(items=unfit)
    chosen = [item for item in items if item not in unfit]
    items[:] = sorted(chosen, key=lambda item: item.get_closest_marker("browser") is not None)


def _fits_database(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("only_on")
    return marker is None or connection.vendor in marker.args


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


@pytest.fixture(autouse=True, scope="session")
def _strict_templates() -> None:
    Engine.get_default().string_if_invalid = UnknownVariable()


@pytest.fixture(autouse=True)
def _flush_past_the_guards(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lift the guards before a transactional test empties every table; migrating restores them."""
    marker = request.node.get_closest_marker("django_db")
    if TRANSACTIONAL & set(request.fixturenames) or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        yield
        immutable.take_down(connection)
    else:
        yield
