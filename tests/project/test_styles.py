"""Every class that a style sheet styles is named by a template, a script or Python."""

import ast
import re
from fnmatch import fnmatch

import pytest

from .repository import APPS, source, text, under

TEMPLATES = [path for path in under("templates") if path.suffix == ".html"]
STYLES = [path for path in under("static") if path.suffix == ".css"]
SCRIPTS = [path for path in under("static") if path.suffix == ".js"]

# Django writes these itself: an error list of its forms, and its admin's tables of inline rows.
DJANGOS = {"nonfield", "field-name", "has_original", "original", "results", "tabular"}

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{};]*)\{")
CLASS_SELECTOR = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
NO_SELECTOR = re.compile(r"\"[^\"]*\"|\([^()]*\.(?:css|svg)[^()]*\)")

CLASS_ATTRIBUTE = re.compile(r"\bclass=\"((?:{%.*?%}|{{.*?}}|[^\"])*)\"", re.DOTALL)
CLASS_BLOCK = re.compile(r"{% block \w*class %}(.*?){% endblock", re.DOTALL)
TAG = re.compile(r"{%(.*?)%}", re.DOTALL)
STEM = re.compile(r"(?<=[-_]){%.*?%}", re.DOTALL)
EXPRESSION = re.compile(r"{{.*?}}", re.DOTALL)
LITERAL = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`")
WORD = re.compile(r"[\w*-]+")


def styled(css):
    """The classes that a style sheet's selectors name."""
    selectors = RULE.findall(NO_SELECTOR.sub("", COMMENT.sub("", css)))
    return {name for selector in selectors for name in CLASS_SELECTOR.findall(selector)}


def literals(code):
    return [text for groups in LITERAL.findall(code) for text in groups]


def in_template(html):
    """Words a template puts into class attributes or hands to others; `*` is what it fills in."""
    attributes = [*CLASS_ATTRIBUTE.findall(html), *CLASS_BLOCK.findall(html)]
    stems = [STEM.sub("* ", attribute) for attribute in attributes]
    shown = [EXPRESSION.sub("*", TAG.sub(" ", attribute)) for attribute in stems]
    handed = [word for tag in TAG.findall(html) for word in literals(tag)]
    return {word for part in [*shown, *handed] for word in WORD.findall(part)}


def in_script(code):
    """Words in a script's strings; `*` is what it fills in."""
    strings = [re.sub(r"\$\{.*?\}", "*", literal) for literal in literals(code)]
    return {word for string in strings for word in WORD.findall(string)}


def in_python(code):
    """Words in a module's strings, docstrings left out; in `hot--*` an f-string fills in."""
    docstrings, strings = set(), []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Expr):
            docstrings.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [p.value if isinstance(p, ast.Constant) else "*" for p in node.values]
            strings += [word for word in WORD.findall("".join(parts)) if "--*" in word]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            strings += [] if node in docstrings else [node.value]
    return {word for string in strings for word in WORD.findall(string)}


def unnamed(classes, words):
    """The classes that no word names, neither whole nor as `chip--*` with what is filled in."""
    stems = [word for word in words if fnmatch(word, "?*[-_]*[*]") and word.count("*") == 1]

    def is_named(name):
        filled = (name[len(stem) - 1 :] for stem in stems if fnmatch(name, stem))
        return name in words or any(end in words for end in filled)

    return {name for name in classes if not is_named(name)}


def words_of(paths, read):
    return {word for path in paths for word in read(text(path))}


def test_no_style_is_left_over():
    words = (
        words_of(TEMPLATES, in_template)
        | words_of(SCRIPTS, in_script)
        | words_of(source("hirao_dx", *APPS), in_python)
    )

    found = {str(path): sorted(unnamed(styled(text(path)), words | DJANGOS)) for path in STYLES}

    assert {path: names for path, names in found.items() if names} == {}


def test_what_django_writes_is_styled():
    assert DJANGOS - {name for path in STYLES for name in styled(text(path))} == set()


@pytest.mark.parametrize(
    ("css", "classes"),
    [
        (".a > .b__c:not(.d--e) { x: 1.5rem }", {"a", "b__c", "d--e"}),
        ("@media print { .a { margin: .5em } }", {"a"}),
        ("/* .gone { } */ @import url('x.css') layer(y);", set()),
    ],
)
def test_a_style_sheet_names_its_classes(css, classes):
    assert styled(css) == classes


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (
            in_template('<p class="a{% if b %} chip--{{ kind }}{% endif %}">late</p>'),
            {"chip--late"},
        ),
        (in_template('<p class="chip--{{ kind }}">{% include "c" with kind="late" %}'), {"a"}),
        (in_template('<b class="chip--{% if late %}late{% endif %}">{% c "late" %}'), {"a"}),
        (in_template("{% block page_class %}a{% endblock %}"), {"chip--late"}),
        (in_template('<p id="a"><b>chip--late</b></p>'), {"a", "chip--late"}),
        (in_script("mark.className = `chip--${state}`; x = 'late'"), {"a"}),
        (in_python('"""a chip--late"""\nx = f"chip--{state}late"'), {"a", "chip--late"}),
        (in_python('x = f"chip--{state}"; y = "late"; z = f"a-{y}"'), {"a"}),
        (in_python('x = {"a": ("b", "wide chip--late")}'), set()),
    ],
)
def test_a_class_nobody_names_is_found(words, left):
    assert unnamed({"a", "chip--late"}, words) == left
