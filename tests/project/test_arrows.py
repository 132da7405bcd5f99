"""Dependencies run one way: organization ← inventory ← initiatives ← hirao_dx."""

import pytest

from .repository import APPS, imports, source

ALLOWED = {
    "organization": set(),
    "inventory": {"organization"},
    "initiatives": {"organization", "inventory"},
}
OURS = {*APPS, "hirao_dx", "tests"}


def packages(path):
    return {name.partition(".")[0] for name in imports(path)}


@pytest.mark.parametrize("app", APPS)
def test_app_imports_only_apps_below_it(app):
    wrong = {
        str(path): packages(path) & (OURS - ALLOWED[app] - {app})
        for path in source(app)
        if packages(path) & (OURS - ALLOWED[app] - {app})
    }

    assert wrong == {}


@pytest.mark.parametrize("app", APPS)
def test_choices_import_nothing_of_ours(app):
    (choices,) = (path for path in source(app) if path.name == "choices.py")

    assert packages(choices) & OURS == set()


def test_rollup_is_arithmetic_without_queries():
    (rollup,) = (path for path in source("initiatives") if path.name == "rollup.py")

    assert {name for name in imports(rollup) if name.startswith("django.db")} == set()


def test_arrows_are_read_from_real_imports():
    read = {name for path in source("initiatives") for name in imports(path)}

    assert "inventory.models.Task" in read
    assert any(name.startswith("initiatives.models.plan") for name in read)
