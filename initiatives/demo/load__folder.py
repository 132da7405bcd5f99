"""Reads demo.yaml from a plan's folder, with the line numbers of everything in it."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from initiatives.planfile import Fault, PlanFileError, syntax
from initiatives.planfile import syntax__yaml_lines as yaml_lines
from initiatives.planfile.messages import shape_fault
from initiatives.planfile.syntax__yaml_lines import Tree

from .schema import Document

DEMO_FILE = "demo.yaml"


def read_demo(path: Path) -> tuple[Document, Tree]:
    """Read and check the file's shape. Touches no database.

    Raises PlanFileError with every fault found.
    """
    tree = _tree(path)
    if tree.faults:
        raise PlanFileError(tree.faults)
    try:
        return Document.model_validate(tree.data), tree
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise PlanFileError(_fault(detail, tree) for detail in details) from error


def _tree(path: Path) -> Tree:
    try:
        text = (path / DEMO_FILE).read_text(encoding="utf-8-sig")
        tree = yaml_lines.parse(text, file=DEMO_FILE)
    except UnicodeDecodeError as error:
        mend = "文字コードを「UTF-8」にして保存し直してください。"
        raise _unreadable("文字コードがUTF-8ではありません。", mend) from error
    except OSError as error:
        mend = f"{path} に読める {DEMO_FILE} を置いてください。"
        raise _unreadable("ファイルを開けません。", mend) from error
    except yaml.YAMLError as error:
        raise PlanFileError(syntax.explain(error, text, file=DEMO_FILE)) from error
    if not isinstance(tree.data, dict):
        mend = "1行目から「plan:」のように項目名を書いてください。"
        raise _unreadable("見本の内容がありません。", mend)
    return tree


def _unreadable(problem: str, mend: str) -> PlanFileError:
    return PlanFileError([Fault(DEMO_FILE, problem, mend)])


def _fault(detail: ErrorDetails, tree: Tree) -> Fault:
    if detail["type"] == "extra_forbidden":
        node = tree.at(detail["loc"])
        mend = "つづりを確かめるか、この行を消してください。"
        return node.fault(f"「{node.path[-1]}」という項目はありません。", mend)
    return shape_fault(detail, tree)
