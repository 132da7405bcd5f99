"""The repository as the tests in this folder read it."""

import ast
import subprocess
from collections.abc import Iterator
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
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = (Path(name) for name in listed.stdout.split("\0") if name)
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


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
    """Dotted names of the modules a file imports, relative ones resolved."""
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = path.parts[: len(path.parts) - node.level] if node.level else ()
            start = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{start}.{name.name}" for name in node.names)
