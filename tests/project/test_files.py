"""What may stand in a file of this project, whatever it is about."""

import re

from .repository import APPS, files, is_text, source, text, under

MOST_LINES = 1000
GENERATED = {"requirements", "fixtures", "migrations"}

# In halves, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        re.escape(first + second)
        for first, second in [
            ("pypi.", "org"),
            ("python", "hosted.org"),
            ("npm", "js.org"),
            ("npm", "js.com"),
            ("deb.", "debian.org"),
            ("archive.", "ubuntu.com"),
            ("docker", ".io"),
            ("ghcr", ".io"),
            ("crates", ".io"),
            ("proxy.golang", ".org"),
        ]
    )
)


def found_in(paths, pattern):
    """What a pattern finds, by file; files without a match left out."""
    found = {str(path): pattern.findall(text(path)) for path in paths if is_text(path)}
    return {path: words for path, words in found.items() if words}


def test_no_file_names_a_package_registry():
    assert found_in(files(), REGISTRIES) == {}


def test_no_file_is_too_long():
    lines = {
        str(path): len(text(path).splitlines())
        for path in files()
        if is_text(path) and not GENERATED & set(path.parts)
    }

    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_code_knows_no_town():
    """Another town writes its own folder of data; only the package is named after the first."""
    town = re.compile(r"平生|hirao(?!_dx)", re.IGNORECASE)

    assert found_in(under("hirao_dx", "templates", "static", *APPS), town) == {}


def test_no_script_reads_the_width_of_the_window():
    """So `tests/browser/test_every_page.py` need not load a page anew at each width."""
    width = re.compile(r"matchMedia|(?:inner|outer|client|offset)Width|ResizeObserver|\.screen\b")

    scripts = [path for path in under("static") if path.suffix == ".js"]
    assert scripts
    assert found_in(scripts, width) == {}


def test_history_is_signed_in_one_place():
    signature = re.compile(
        r"\b(?:_history_user|_history_date|_change_reason|skip_history_when_saving"
        r"|bulk_(?:create|update)_with_history|save_without_historical_record)\b"
    )

    assert set(found_in(source("hirao_dx", *APPS), signature)) == {"hirao_dx/shared/trace.py"}
