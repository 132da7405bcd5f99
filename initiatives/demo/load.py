"""Loads the demo of a plan once: everything or nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from initiatives.models import Meeting, Plan, ProgressReport, ReportingPeriod
from initiatives.planfile import PlanFileError
from organization.models import User

from . import accounts, references, schema
from .inventory import create_inventory
from .load__folder import read_demo
from .meetings import create_meetings
from .people import create_people
from .people__town import Town
from .plan import create_periods
from .plan__participations import create_participations
from .plan__revisions import create_revision
from .reports import create_reports


class DemoError(Exception):
    """The demo cannot go into this database; the message says why, in Japanese."""


def is_loaded() -> bool:
    """Whether demo data is in already. It goes in whole, so its people stand for all of it."""
    return User.objects.filter(is_demo=True).exists()


@transaction.atomic
def load_demo(folder: Path, sheet: Path, *, now: datetime) -> str:
    """Put the demo in as of a moment not to come, write the accounts' sheet, return its text.

    Raises PlanFileError with every fault of demo.yaml, DemoError where people have begun to
    work already, OSError where the sheet cannot be written; then nothing has been loaded.
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
