"""Words in code: every module says its purpose, and whoever writes for somebody its errors."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .repository import APPS, source, text

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
# Where an app's rules, reads and writes are: other folders come here to look for them.
LOOKED_UP = re.compile(r"^(actions|queries|rules)\w*$|^(models|rollup)$")


def _definitions(body: list[ast.stmt], outer: str = "") -> Iterator[tuple[str, Definition]]:
    """Functions and classes of a module with their names, methods as `Class.method`."""
    for node in body:
        if isinstance(node, Definition):
            yield outer + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from _definitions(node.body, f"{outer}{node.name}.")


def _is_public(name: str) -> bool:
    return not any(part.startswith("_") for part in name.split("."))


def _acts_for_somebody(node: Definition) -> bool:
    if isinstance(node, ast.ClassDef):
        return False
    arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
    return any(argument.arg == "by" for argument in arguments)


def without_purpose(code: str) -> bool:
    """Whether a module has code and no docstring."""
    tree = ast.parse(code)
    return bool(tree.body) and not ast.get_docstring(tree)


def without_errors(code: str) -> list[str]:
    """Public functions with a parameter `by` whose docstring does not say what they raise."""
    return [
        name
        for name, node in _definitions(ast.parse(code).body)
        if _is_public(name)
        and _acts_for_somebody(node)
        and not re.search(r"\b[Rr]aises\b", ast.get_docstring(node) or "")
    ]


def without_meaning(code: str) -> list[str]:
    """Public functions and classes of a module whose docstring is missing, members left out."""
    return [
        node.name
        for node in ast.parse(code).body
        if isinstance(node, Definition) and _is_public(node.name) and not ast.get_docstring(node)
    ]


def _is_looked_up(path: Path) -> bool:
    return any(LOOKED_UP.match(part) for part in path.with_suffix("").parts)


@pytest.mark.parametrize("app", APPS)
def test_every_module_says_its_purpose(app: str) -> None:
    found = [str(path) for path in source(app) if without_purpose(text(path))]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("app", APPS)
def test_whoever_acts_for_somebody_names_the_errors(app: str) -> None:
    found = [f"{path}: {name}" for path in source(app) for name in without_errors(text(path))]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("app", APPS)
def test_models_rules_reads_and_writes_say_what_they_mean(app: str) -> None:
    looked_up = [path for path in source(app) if _is_looked_up(path)]
    found = [f"{path}: {name}" for path in looked_up for name in without_meaning(text(path))]

    assert looked_up
    assert not found, "\n".join(found)


def test_a_module_without_a_purpose_is_found() -> None:
    assert without_purpose("import os\n")
    assert not without_purpose('"""Says what time it is."""\nimport os\n')
    assert not without_purpose("")


def test_a_function_that_hides_its_errors_is_found() -> None:
    code = '''
def save(*, by):
    """Keep it."""
def drop(row, by):
    pass
class Choice:
    def act(self, by):
        """Do it."""
def told(*, by):
    """Keep it. Raises PermissionDenied if `by` is not the office."""
def harmless(*, by):
    """Count them. Raises nothing."""
def _private(*, by):
    pass
def read(on):
    pass
'''
    assert without_errors(code) == ["save", "drop", "Choice.act"]


def test_a_rule_without_a_meaning_is_found() -> None:
    code = '''
class Silent: ...
class Told:
    """A thing."""
    def member(self): ...
def rule(): ...
def _private(): ...
'''
    assert without_meaning(code) == ["Silent", "rule"]
    assert _is_looked_up(Path("app/models/plan.py"))
    assert _is_looked_up(Path("app/reporting/actions_reviews.py"))
    assert not _is_looked_up(Path("app/reporting/views.py"))
