"""The repository as the tests in this folder read it."""

import ast
import os
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("organization", "inventory", "initiatives")
TEXT = {
    *(".py", ".html", ".css", ".js", ".svg", ".md", ".txt", ".in", ".toml", ".yaml", ".yml"),
    *(".csv", ".sh", ".example", ""),
}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or could be, relative to the root."""
    ignored = [".git", *(line.strip("/") for line in text(Path(".gitignore")).splitlines())]

    def kept(names: list[str]) -> list[str]:
        return [name for name in names if not any(fnmatch(name, bad) for bad in ignored)]

    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = kept(folders)
        found += [Path(folder, name).relative_to(ROOT) for name in kept(names)]
    return tuple(sorted(found))


def under(*folders: str) -> list[Path]:
    """The files in some top-level folders."""
    return [path for path in files() if path.parts[0] in folders]


def source(*folders: str) -> list[Path]:
    """The Python files in some top-level folders, migrations left out."""
    return [
        path for path in under(*folders) if path.suffix == ".py" and "migrations" not in path.parts
    ]


@cache
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def is_text(path: Path) -> bool:
    return path.suffix in TEXT


def imports(path: Path) -> Iterator[str]:
    """Dotted names of the modules a file imports, relative ones resolved.

    What is imported for the type checker alone (`if TYPE_CHECKING:`) is left out: it never runs.
    """
    tree = ast.parse(text(path))
    unread = {
        inner
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in unread:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = path.parts[: len(path.parts) - node.level] if node.level else ()
            start = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{start}.{name.name}" for name in node.names)
