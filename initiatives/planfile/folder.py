"""Reads a plan's folder whole, and refuses it whole when anything in it is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from . import references, survey, syntax
from .faults import Fault, PlanFileError
from .messages import shape_fault
from .schema import Document
from .survey import Table
from .syntax import Tree

PLAN_FILE = "plan.yaml"
SURVEY_FILE = "survey.csv"


@dataclass(frozen=True)
class PlanFolder:
    """A plan's files, read and found sound."""

    document: Document
    table: Table
    tree: Tree


def read_folder(path: Path) -> PlanFolder:
    """Read and check a folder's plan.yaml and survey.csv. Touches no database.

    Raises PlanFileError with every fault of both files.
    """
    faults: list[Fault] = []
    tree, table = _read(path, faults)
    document = None
    if tree is not None:
        faults.extend(tree.faults)
        document = _shape(tree, faults)
        faults.extend(references.check_repeats(tree.root))
        faults.extend(references.check(tree.root, table or Table(SURVEY_FILE)))
    if table is not None:
        faults.extend(table.faults)
        faults.extend(survey.check(table))
    if faults or tree is None or table is None or document is None:
        raise PlanFileError(faults)
    return PlanFolder(document, table, tree)


def _read(path: Path, faults: list[Fault]) -> tuple[Tree | None, Table | None]:
    if not path.is_dir():
        mend = "フォルダの場所を確かめてください。"
        raise PlanFileError([Fault(str(path), "フォルダがありません。", mend)])
    data = {}
    for name in (PLAN_FILE, SURVEY_FILE):
        try:
            data[name] = (path / name).read_bytes()
        except FileNotFoundError:
            mend = f"{path} に {name} を置いてください。"
            faults.append(Fault(name, "ファイルがありません。", mend))
        except OSError as error:
            mend = "ファイルを読める状態にしてください。"
            faults.append(Fault(name, f"ファイルを開けません（{error.strerror}）。", mend))
    tree = _tree(data[PLAN_FILE], faults) if PLAN_FILE in data else None
    table = survey.read_bytes(data[SURVEY_FILE], SURVEY_FILE) if SURVEY_FILE in data else None
    return tree, table


def _tree(data: bytes, faults: list[Fault]) -> Tree | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = "文字コードがUTF-8ではありません。"
        mend = "メモ帳などで開き、文字コードを「UTF-8」にして保存し直してください。"
        faults.append(Fault(PLAN_FILE, problem, mend, line=line))
        return None
    try:
        tree = syntax.parse(text, file=PLAN_FILE)
    except RecursionError:
        mend = "手引きの例のとおりの深さで書いてください。"
        faults.append(Fault(PLAN_FILE, "項目が深く入れ子になりすぎています。", mend))
        return None
    except yaml.YAMLError as error:
        faults.extend(syntax.explain(error, text, file=PLAN_FILE))
        return None
    if not isinstance(tree.data, dict):
        mend = "1行目から「plan:」のように項目名を書いてください。"
        faults.append(Fault(PLAN_FILE, "計画の内容がありません。", mend))
        return None
    return tree


def _shape(tree: Tree, faults: list[Fault]) -> Document | None:
    try:
        return Document.model_validate(tree.data)
    except ValidationError as error:
        faults.extend(shape_fault(detail, tree) for detail in error.errors(include_url=False))
        return None
