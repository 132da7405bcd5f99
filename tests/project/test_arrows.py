"""Imports run one way: between the apps, between an app's folders, and between files."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from .repository import APPS, imports, source, text

ALLOWED = {
    "organization": {"hirao_dx.shared"},
    "inventory": {"hirao_dx.shared", "organization"},
    "initiatives": {"hirao_dx.shared", "organization", "inventory"},
}
# An app's folders and files by level. One imports only what stands on a level before its own.
LEVELS: dict[str, tuple[tuple[str, ...], ...]] = {
    "organization": (
        ("choices",),
        ("access",),
        ("models",),
        ("http",),
        ("kept", "people"),
        ("admin", "apps", "backends", "middleware", "templatetags", "urls", "management"),
    ),
    "inventory": (
        ("choices", "peak_months"),
        ("models",),
        ("guards", "permissions"),
        ("tasks", "figures"),
        ("history", "digitise", "surveys"),
        ("systems", "quality", "workbook"),
        ("workspace", "lineage"),
        ("pages",),
        ("templatetags", "admin", "urls", "apps"),
    ),
    "initiatives": (
        ("addresses", "choices"),
        ("models",),
        ("guards", "steps", "situation"),
        ("permissions", "current"),
        ("rollup",),
        ("charts", "participations", "planfile"),
        ("indicators", "revisions", "meetings", "task_links"),
        ("reporting",),
        ("reminders", "periods", "reorganisation", "plan"),
        ("paper",),
        ("dashboard", "tables", "demo"),
        ("downloads", "explain", "pages"),
        ("templatetags", "admin", "urls", "management", "apps", "middleware"),
    ),
}
MOST_MODULES = 25


@cache
def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name, tests and migrations left out."""
    return {_dotted(path): path for path in source("hirao_dx", *APPS)}


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def arrows() -> frozenset[tuple[str, str]]:
    """Which module of ours imports which."""
    return frozenset(
        (name, target)
        for name, path in modules().items()
        for imported in imports(path)
        if (target := _module_of(imported)) and target != name
    )


def _module_of(imported: str) -> str | None:
    """The module that a dotted name is, or is a part of; None if it is none of ours."""
    if imported in modules():
        return imported
    inside = imported.rpartition(".")[0]
    return inside if inside in modules() else None


def app_of(module: str) -> str:
    parts = module.split(".")
    return "hirao_dx.shared" if parts[:2] == ["hirao_dx", "shared"] else parts[0]


def room_of(module: str) -> str:
    """The folder, or the file, right inside its app that a module lies in."""
    return module.split(".")[1] if "." in module else ""


def level_of(app: str, room: str) -> int:
    return next(level for level, rooms in enumerate(LEVELS[app]) if room in rooms)


@pytest.mark.parametrize("app", [*APPS, "hirao_dx.shared"])
def test_app_imports_only_apps_below_it(app):
    allowed = {app, *ALLOWED.get(app, set())}

    wrong = {(a, b) for a, b in arrows() if app_of(a) == app and app_of(b) not in allowed}

    assert wrong == set()


@pytest.mark.parametrize("app", APPS)
def test_every_room_stands_on_one_level(app):
    rooms = {room_of(name) for name in modules() if app_of(name) == app} - {""}

    placed = Counter(room for level in LEVELS[app] for room in level)

    assert placed == dict.fromkeys(rooms, 1)


def test_a_room_imports_only_rooms_of_earlier_levels():
    wrong = {
        (a, b)
        for a, b in arrows()
        if (app := app_of(a)) in LEVELS
        and app_of(b) == app
        and "" not in (room_of(a), room_of(b))
        and room_of(a) != room_of(b)
        and level_of(app, room_of(b)) >= level_of(app, room_of(a))
    }

    assert wrong == set()


def test_no_modules_import_one_another_in_a_circle():
    later: dict[str, set[str]] = {name: set() for name in modules()}
    for a, b in arrows():
        later[a].add(b)

    while free := {name for name in later if not later[name] or not _named_in(name, later)}:
        later = {name: wanted - free for name, wanted in later.items() if name not in free}

    assert later == {}


def _named_in(name: str, later: dict[str, set[str]]) -> bool:
    return any(name in wanted for wanted in later.values())


def test_only_addresses_import_pages():
    wrong = {
        (a, b)
        for a, b in arrows()
        if room_of(b) == "pages" and room_of(a) != "pages" and not a.endswith(".urls")
    }

    assert wrong == set()


def test_no_module_imports_a_template_tag():
    wrong = {(a, b) for a, b in arrows() if ".templatetags." in b}

    assert wrong == set()


def test_no_import_hides_in_a_function():
    """WeasyPrint excepted: an optional extra, looked for when a PDF is asked for."""
    hidden = {
        name
        for name, path in modules().items()
        if path.name not in {"apps.py", "gunicorn_conf.py"}  # Django and gunicorn ask for them
        for function in ast.walk(ast.parse(text(path)))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and "weasyprint" not in ast.unparse(node)
    }

    assert hidden == set()


def test_no_folder_holds_too_many_modules():
    sizes = Counter(str(path.parent) for path in modules().values() if path.stem != "__init__")

    assert {folder: size for folder, size in sizes.items() if size > MOST_MODULES} == {}


@pytest.mark.parametrize("app", APPS)
def test_choices_import_nothing_of_ours(app):
    assert {b for a, b in arrows() if a == f"{app}.choices"} == set()


def test_rollup_is_arithmetic_without_queries():
    figures = modules()["initiatives.rollup.figures"]

    assert {name for name in imports(figures) if name.startswith("django.db")} == set()


def test_arrows_are_read_from_real_imports():
    assert ("initiatives.models.initiative", "inventory.models") in arrows()
    assert ("initiatives.reporting.actions", "initiatives.permissions") in arrows()
