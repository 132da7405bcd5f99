"""The lock files hold exactly what the .in files ask for, each with hashes."""

import ast
import re
import sys
from collections import defaultdict
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .repository import APPS, ROOT, imports, source, text

LOCKS = ["runtime", "pdf", "dev"]
PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<marker> ;[^\n\\]*)?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n(?P<via>(?:    #.*\n)+)",
    re.MULTILINE,
)


def asked(name):
    """The requirements of an .in file, by canonical name, those it includes left out."""
    lines = (ROOT / f"requirements/{name}.in").read_text().splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def locked(name):
    """The pins of a lock file, by name; more than one where newer Pythons get newer versions."""
    pins = defaultdict(list)
    for pin in PIN.finditer((ROOT / f"requirements/{name}.txt").read_text()):
        pins[pin["name"]].append(pin)
    return pins


def versions(pins):
    return {pin["version"] for pin in pins}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_what_is_asked_for(name):
    pins = locked(name)

    unmet = [
        str(requirement)
        for package, requirement in asked(name).items()
        if not pins[package]
        or not all(map(requirement.specifier.contains, versions(pins[package])))
    ]

    assert unmet == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_nothing_that_is_no_longer_asked_for(name):
    reason = f"-r requirements/{name}.in"

    direct = {
        package
        for package, pins in locked(name).items()
        if any(reason in pin["via"] for pin in pins)
    }

    assert direct == set(asked(name))


@pytest.mark.parametrize("name", LOCKS)
def test_lock_is_read_whole(name):
    lines = (ROOT / f"requirements/{name}.txt").read_text().splitlines()

    read = sum(len(pins) for pins in locked(name).values())

    assert read == sum("==" in line for line in lines if not line.startswith(" "))
    assert not [line for line in lines if "://" in line]


@pytest.mark.parametrize("name", ["runtime", "pdf"])
def test_tests_run_on_the_versions_that_serve(name):
    serving = {package: versions(pins) for package, pins in locked(name).items()}
    testing = locked("dev")

    assert serving == {package: versions(testing[package]) for package in serving}


def test_every_import_is_asked_for():
    """What a library happens to bring along may be gone tomorrow."""
    ours = {"hirao_dx", *APPS}
    modules = {name.partition(".")[0] for path in source(*ours) for name in imports(path)} - {
        *sys.stdlib_module_names,
        *ours,
    }
    distributions = packages_distributions()

    unasked = {
        module
        for module in modules
        if not {canonicalize_name(name) for name in distributions.get(module, [])}
        & {*asked("runtime"), *asked("pdf")}
    }

    assert unasked == set()


def test_the_site_runs_without_the_extra():
    """What only `make pdf` installs is imported in one place, when a PDF is asked for."""
    importing = {
        str(path)
        for path in source("hirao_dx", *APPS)
        for name in imports(path)
        if name.partition(".")[0] in asked("pdf")
    }
    at_once = {
        node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.parse(text(Path("initiatives/paper/pdf.py"))).body
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert importing == {"initiatives/paper/pdf.py"}
    assert not at_once & set(asked("pdf"))
