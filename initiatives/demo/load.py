"""Loads the demo of a plan once: everything or nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import yaml
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from initiatives.models import Meeting, Plan, ProgressReport, ReportingPeriod
from initiatives.planfile import Fault, PlanFileError, syntax
from initiatives.planfile.messages import shape_fault
from initiatives.planfile.syntax import Tree
from organization.models import User

from . import accounts, references, schema
from .inventory import create_inventory
from .meetings import create_meetings
from .people import Town, create_people
from .plan import create_participations, create_periods, create_revision
from .reports import create_reports
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
        tree = syntax.parse(text, file=DEMO_FILE)
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


class DemoError(Exception):
    """The database cannot take the demo; the message says why, in Japanese."""


def is_loaded() -> bool:
    """Whether demo data is loaded. It is loaded as a whole, so one person is enough to tell."""
    return User.objects.filter(is_demo=True).exists()


@transaction.atomic
def load_demo(folder: Path, sheet: Path, *, now: datetime) -> str:
    """Load the demo as of a moment, write the accounts' sheet, and return its text.

    The moment is not in the future. Raises PlanFileError with every fault of demo.yaml; DemoError
    if the database cannot take the demo; OSError if the sheet cannot be written. Then nothing has
    been loaded.
    """
    document, tree = read_demo(folder)
    plan = Plan.objects.filter(slug=document.plan).first()
    if plan is None:
        raise PlanFileError(
            [
                tree.at(("plan",)).fault(
                    f"「{document.plan}」という計画は読み込まれていません。",
                    "先に load_plan で計画を読み込むか、識別名を直してください。",
                )
            ]
        )
    _refuse_where_work_has_begun(plan)
    town = Town.of(plan)
    faults = list(references.check(tree.root, town))
    if faults:
        raise PlanFileError(faults)
    return _apply(document, town, sheet, now=now)


@transaction.atomic
def renew_password(folder: Path, sheet: Path, *, now: datetime) -> str:
    """Give all demo accounts a new password, write the sheet anew and return its text.

    Raises PlanFileError and OSError as `load_demo` does.
    """
    document, _ = read_demo(folder)
    password = accounts.new_password()
    User.objects.filter(is_demo=True).update(password=make_password(password))
    return _write_sheet(document, password, sheet, now=now)


def _refuse_where_work_has_begun(plan: Plan) -> None:
    begun = [
        str(model._meta.verbose_name)
        for model, rows in (
            (ReportingPeriod, plan.periods),
            (ProgressReport, ProgressReport.objects.filter(period__plan=plan)),
            (Meeting, plan.meetings),
        )
        if rows.exists()
    ]
    if begun:
        raise DemoError(
            f"すでに{'と'.join(begun)}が入力されているため、見本のデータは読み込みません。"
            "見本は、計画を読み込んだだけのデータベースに入れてください。"
        )


def _apply(document: schema.Document, town: Town, sheet: Path, *, now: datetime) -> str:
    today = timezone.localdate(now)
    password = accounts.new_password()
    cast = create_people(document, town, today=today, password=make_password(password))
    create_participations(document, town, by=cast.office)
    periods = create_periods(town.plan, now=now, by=cast.office)
    create_reports(document, town, cast, periods, now=now)
    create_inventory(document, town, today=today, by=cast.office)
    create_meetings(document, town, periods, today=today, by=cast.office)
    create_revision(document, town, periods, by=cast.office)
    return _write_sheet(document, password, sheet, now=now)


def _write_sheet(document: schema.Document, password: str, path: Path, *, now: datetime) -> str:
    text = accounts.sheet(document, password, today=timezone.localdate(now))
    accounts.write(path, text)
    return text
