"""Templates hold nothing a strict Content-Security-Policy refuses, and none is left over."""

import inspect
import re
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.contrib.auth import views as auth_views
from django.template import Engine, TemplateDoesNotExist
from django.template.loaders.app_directories import Loader

from .repository import APPS, source, text, under

TEMPLATES = [path for path in under("templates") if path.suffix == ".html"]
NAMED_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
# What a page must say to the one it extends: any block of each row.
SAID = {
    "page.html": [("heading",), ("eyebrow", "eyebrow_line")],
    "form_page.html": [("heading",), ("eyebrow", "eyebrow_line"), ("back_url", "back")],
}

DJANGO_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
HTML_TAG = re.compile(r"<[a-zA-Z][^>]*>", re.DOTALL)
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "inline style": re.compile(r"<style|<[^>]*\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
}
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
CLASS = re.compile(r"(?<![\w./{-])((?:[a-z_]+\.)+)([A-Z]\w+)")
ADDRESS = re.compile(r"(?:https?:|[\"'(=]\s*)//([a-z0-9.-]+\.[a-z]+)", re.IGNORECASE)
KNOWN_HOSTS = {"www.w3.org", "design.digital.go.jp", "www.digital.go.jp"}


def inline_faults(html):
    """What the policy would refuse in a template, by name."""
    tags = " ".join(HTML_TAG.findall(DJANGO_TAG.sub("", html)))
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(tags)]


def test_templates_have_nothing_inline():
    faults = {str(path): inline_faults(text(path)) for path in TEMPLATES}

    assert {path: names for path, names in faults.items() if names} == {}


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<script>x()</script>", "inline script"),
        ('<script type="module" nonce="{{ n }}">x()</script>', "inline script"),
        ("<style>p{}</style>", "inline style"),
        ('<p class="a"\n style="color:red">', "inline style"),
        ('<button {% if a %}disabled{% endif %} onclick="x()">', "inline handler"),
        ('<a href="javascript:x()">', "javascript: address"),
    ],
)
def test_inline_faults_are_found(html, fault):
    assert inline_faults(html) == [fault]


def test_inline_faults_let_pass_what_is_allowed():
    html = '<script type="module" src="{% static "js/app.js" %}"></script> <p data-style="x">'

    assert inline_faults(html) == []


def test_no_address_leaves_the_site():
    hosts = {
        str(path): set(ADDRESS.findall(text(path))) - KNOWN_HOSTS
        for path in [*TEMPLATES, *under("static")]
    }

    assert {path: names for path, names in hosts.items() if names} == {}


def unsaid(html):
    """What a page leaves open in the page it extends, to show an empty heading or link."""
    base = re.match(r'{% extends "(.*?)" %}', html)
    blocks = set(re.findall(r"{% block (\w+) %}", html))
    return [row for row in SAID.get(base[1] if base else "", []) if not blocks & set(row)]


def test_every_page_says_what_its_base_asks():
    pages = {str(path): unsaid(text(path)) for path in TEMPLATES}
    pages.pop("templates/form_page.html")  # a base itself, which leaves them to its pages

    assert {path: rows for path, rows in pages.items() if rows} == {}


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('{% extends "page.html" %}{% block heading %}a{% endblock %}', ["eyebrow"]),
        ('{% extends "page.html" %}{% block eyebrow_line %}{% endblock %}', ["heading"]),
        (
            '{% extends "form_page.html" %}{% block heading %}a{% endblock %}'
            "{% block eyebrow %}b{% endblock %}",
            ["back_url"],
        ),
        ('{% extends "base.html" %}', []),
    ],
)
def test_what_a_page_leaves_open_is_found(html, left):
    assert [row[0] for row in unsaid(html)] == left


def test_the_page_header_is_written_once():
    writers = [str(path) for path in TEMPLATES if re.search(r'class="page-header\W', text(path))]

    assert writers == ["templates/page.html"]


def is_override(name):
    """Whether an installed package has a template of this name, which ours replaces."""
    try:
        Loader(Engine.get_default()).get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


def test_every_template_is_used():
    readers = {path: text(path) for path in [*TEMPLATES, *source("hirao_dx", *APPS)]}
    django = inspect.getsource(auth_views)

    def is_named(path, name):
        others = (code for reader, code in readers.items() if reader != path)
        return any(f'"{name}"' in code or f"'{name}'" in code for code in [*others, django])

    unused = [
        name
        for path in TEMPLATES
        for name in [str(path.relative_to("templates"))]
        if name not in NAMED_BY_DJANGO and not is_named(path, name) and not is_override(name)
    ]

    assert unused == []


def is_class_of_ours(app: str, module: str, name: str) -> bool:
    """Whether a module named from its app, or from the root, holds a class."""
    root = module.partition(".")[0]
    dotted = module if root in {"hirao_dx", *APPS} else f"{app}.{module}"
    try:
        return find_spec(dotted) is not None and hasattr(import_module(dotted), name)
    except ModuleNotFoundError:
        return False


def test_classes_in_comments_are_ours():
    named = {
        (str(path), module.rstrip("."), name)
        for path in TEMPLATES
        for comment in COMMENT.findall(text(path))
        for module, name in CLASS.findall(comment)
    }

    assert named
    assert {n for n in named if not is_class_of_ours(n[0].split("/")[1], *n[1:])} == set()


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("reporting.submissions", "Entry", True),
        ("inventory.tasks.listing", "TaskRow", True),
        ("reporting.submissions", "Entries", False),
        ("handed_in", "Entry", False),
    ],
)
def test_a_class_is_looked_for_from_its_app_or_from_the_root(module, name, expected):
    assert is_class_of_ours("initiatives", module, name) is expected
