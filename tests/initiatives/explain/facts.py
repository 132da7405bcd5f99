"""The worked example of the roll-up: five sections, one silent, one that gave up."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from initiatives.choices import ReportStatus
from initiatives.explain.model import Setting
from initiatives.rollup import figures

Q2 = figures.Period(
    2, "2026-2", "令和8年度 第2四半期", date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 15)
)
Q3 = figures.Period(
    3, "2026-3", "令和8年度 第3四半期", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 15)
)
START = date(2023, 4, 1)
SCHEDULE = figures.Schedule(2023, None, 2027)


def section(number, **changes):
    made = figures.Participation(number, number, f"第{number}班", START, is_lead=number == 1)
    return replace(made, **changes)


def report(number, progress, period=Q3, status=ReportStatus.IN_PROGRESS):
    return figures.Report(
        number * 10 + period.id, number, period, status, progress, "実施", is_confirmed=True
    )


REPORTS = (
    report(1, 80),
    report(2, 60),
    report(3, 70, Q2),
    report(5, 0, status=ReportStatus.CANCELLED),
)


def initiative(**changes):
    made = figures.Initiative(
        id=1,
        code="6-a",
        symbol="⑥",
        title="標準化",
        pillar_id=1,
        schedule=SCHEDULE,
        participations=tuple(section(n) for n in range(1, 6)),
    )
    return replace(made, **changes)


def facts(*initiatives, reports=REPORTS, today=date(2027, 1, 20)):
    return figures.Facts(
        period=Q3,
        periods=(Q2, Q3),
        thresholds=figures.Thresholds(),
        pillars=(figures.Pillar(1, "柱1"),),
        initiatives=initiatives or (initiative(),),
        reports=tuple(reports),
        today=today,
    )


def worked(*initiatives, **given):
    """The roll-up and what an explanation needs beside it."""
    known = facts(*initiatives, **given)
    return figures.roll_up(known), Setting(known, "策定時", date(2023, 7, 1))


def silent(number, weight=1):
    """Another initiative from which nothing has come."""
    return initiative(
        id=number,
        code=str(number),
        symbol=str(number),
        title="静かな取組",
        weight=Fraction(weight),
        participations=(section(number * 100),),
    )
