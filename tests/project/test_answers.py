"""A file leaves the site through `hirao_dx.shared.files` and in no other way."""

import ast

from .repository import APPS, source, text

FILES = "hirao_dx/shared/files.py"
ANSWERS = {"HttpResponse", "StreamingHttpResponse", "FileResponse", "JsonResponse"}
# What answers neither with a page nor with a file: a health check, a page's style sheet, and words
# to the script that keeps what is typed.
OTHERS = {"hirao_dx/views.py", "initiatives/paper/views.py", "organization/kept/views.py"}


def made_by_hand(path):
    """What a module makes of an answer that only the shared function may."""
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, ast.Constant) and node.value == "Content-Disposition":
            yield f"{path}:{node.lineno} names it"
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            typed = any(keyword.arg == "content_type" for keyword in node.keywords)
            if called in ANSWERS and (typed or called != "HttpResponse"):
                yield f"{path}:{node.lineno} {called}"


def test_no_module_makes_a_file_of_its_own():
    found = {path.as_posix(): list(made_by_hand(path)) for path in source("hirao_dx", *APPS)}

    made = {path for path, places in found.items() if places}

    assert made == {FILES, *OTHERS}


def test_one_list_holds_the_signs_of_a_formula():
    """No other tuple, list or set of texts names both = and @."""
    lists = {
        path.as_posix()
        for path in source("hirao_dx", *APPS)
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.Tuple | ast.List | ast.Set)
        and {"=", "@"} <= {one.value for one in node.elts if isinstance(one, ast.Constant)}
    }

    assert lists == {"hirao_dx/shared/spreadsheet_text.py"}
