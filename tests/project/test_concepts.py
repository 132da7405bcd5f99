"""`docs/concepts.md`: each of our words once, and from a word to its code in two hops."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from .repository import APPS, ROOT, source, text

CONCEPTS = Path("docs/concepts.md")
CODE = re.compile(r"`([^`]+)`")
# What Django asks for in every app, and so needs no word.
NO_WORD = {"__init__.py", "apps.py", "urls.py"}


class Word(NamedTuple):
    """A row of the table; `folders` may also name single files."""

    japanese: str
    names: list[str]
    folders: list[str]
    meaning: str


def rows_of(document: str) -> list[Word]:
    lines = [line for line in document.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [
        Word(japanese, CODE.findall(code), CODE.findall(folder), meaning)
        for japanese, code, folder, meaning in cells
        if japanese not in {"日本語", "---"}
    ]


@cache
def words() -> list[Word]:
    return rows_of(text(CONCEPTS))


def modules_in(place: str) -> list[ModuleType]:
    """The modules right in a folder, or the one of a file."""
    files = [Path(place)] if place.endswith(".py") else (ROOT / place).glob("*.py")
    dotted = [
        ".".join([*Path(place).parts[: -1 if place.endswith(".py") else None], file.stem])
        for file in files
    ]
    return [import_module(name.removesuffix(".__init__")) for name in sorted(dotted)]


def is_found(name: str, places: list[str]) -> bool:
    """Whether a name, as seen from one of the places, is a part of our code."""
    first, *rest = name.split(".")
    return any(
        (module.__name__.endswith(f".{first}") and holds(module, rest))
        or (first in own(module) and holds(own(module)[first], rest))
        for place in places
        for module in modules_in(place)
    )


def own(module: ModuleType) -> dict[str, Any]:
    """What a module defines itself, not what it imports."""
    return {
        name: thing
        for name, thing in vars(module).items()
        if getattr(thing, "__module__", module.__name__) == module.__name__
    }


def holds(thing: Any, rest: list[str]) -> bool:
    for name in rest:
        fields = getattr(thing, "model_fields", {})
        if not hasattr(thing, name):
            return name in {*getattr(thing, "__annotations__", {}), *fields} and name == rest[-1]
        thing = getattr(thing, name)
    return True


def test_every_name_is_one_of_our_code():
    wrong = {
        (word.japanese, name)
        for word in words()
        for name in word.names
        if not is_found(name, word.folders)
    }

    assert words()
    assert wrong == set()


def test_every_row_says_what_where_and_why():
    assert [w.japanese for w in words() if not (w.names and w.folders and w.meaning)] == []


def test_every_folder_is_there():
    wrong = {
        place
        for word in words()
        for place in word.folders
        if not ((ROOT / place).is_file() if place.endswith(".py") else (ROOT / place).is_dir())
    }

    assert wrong == set()


def test_every_file_in_a_meaning_is_there():
    named = [name for word in words() for name in CODE.findall(word.meaning)]

    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_module_is_in_a_place_that_a_word_names():
    """A folder's modules are named by their kind; those right in an app, or shared, one by one."""
    named = {place.rstrip("/") for word in words() for place in word.folders}
    alone = {*APPS, "hirao_dx/shared"}
    ours = source(*APPS) + [p for p in source("hirao_dx") if p.parts[1] == "shared"]

    missing = {
        str(path)
        for path in ours
        if path.name not in NO_WORD
        and str(path) not in named
        and (str(path.parent) in alone or str(path.parent) not in named)
    }

    assert ours
    assert missing == set()


def test_no_word_has_two_rows():
    counts = Counter(
        part for word in words() for part in set(re.split(r"[・、：（）]", word.japanese)) - {""}
    )

    assert {part for part, count in counts.items() if count > 1} == set()


@pytest.mark.parametrize(
    "name",
    [
        "Dute",
        "duties.Dute",
        "Duty.no_such_thing",
        "rollup_queries.record",
        "Participation",  # of the models: duties only imports it
    ],
)
def test_a_name_that_is_gone_is_noticed(name):
    assert is_found("duties.Duty.is_owed", ["initiatives/reporting/"])
    assert not is_found(name, ["initiatives/reporting/"])


def test_rows_are_read_from_the_table():
    head = "| 日本語 | code | folder | meaning |\n| --- | --- | --- | --- |\n"
    table = f"{head}| 班 | `A`, `b.C` | `d/` | e |"

    assert rows_of(table) == [Word("班", ["A", "b.C"], ["d/"], "e")]
