"""Figures made by hand for what is drawn and listed from them: no database, no clock."""

from collections.abc import Sequence
from datetime import date

from initiatives.choices import ReportStatus
from initiatives.rollup.figures import (
    Facts,
    Initiative,
    Milestone,
    Participation,
    Period,
    Pillar,
    PlanFigures,
    Report,
    Schedule,
    Thresholds,
    roll_up,
)

WHOLE_PLAN = Schedule(first_fiscal_year=2023, last_fiscal_year=2027, plan_last_fiscal_year=2027)
Q1 = Period(
    1, "2026-1", "令和8年度 第1四半期", date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 15)
)
Q2 = Period(
    2, "2026-2", "令和8年度 第2四半期", date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 15)
)
Q3 = Period(
    3, "2026-3", "令和8年度 第3四半期", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 15)
)
QUARTERS = (Q1, Q2, Q3)


def taking_part(
    number: int, section: int = 0, *, lead: bool = False, joint: bool = False
) -> Participation:
    """A section's part; `number` names the participation, and the section unless told."""
    section = section or number
    since = date(2026, 4, 1)
    return Participation(number, section, f"第{section}班", since, is_lead=lead, is_joint=joint)


def initiative(number: int, *parts: Participation, **fields) -> Initiative:
    """①, ② … planned straight from R5 to R9: 65 % at the end of R8 Q1, 70 % of Q2, 75 % of Q3."""
    symbol = chr(0x2460 + number - 1)
    fields.setdefault("schedule", WHOLE_PLAN)
    return Initiative(
        number,
        str(number),
        symbol,
        f"取組{number}",
        pillar_id=1,
        participations=parts,
        **fields,
    )


def report(
    part: int, period: Period, progress: int, status=ReportStatus.IN_PROGRESS, **fields
) -> Report:
    said = {"is_confirmed": True} | fields
    return Report(part * 10 + period.id, part, period, status, progress, **said)


def milestone(number: int, due_on: date, done_on: date | None = None) -> Milestone:
    return Milestone(number, f"業務{number}", due_on, done_on)


def figures(
    period: Period,
    initiatives: Sequence[Initiative],
    reports: Sequence[Report] = (),
    *,
    today: date = date(2027, 1, 15),
) -> PlanFigures:
    """The roll-up of one period of R8, of which three quarters have begun."""
    return roll_up(
        Facts(
            period=period,
            periods=QUARTERS,
            thresholds=Thresholds(),
            pillars=(Pillar(1, "柱1"),),
            initiatives=tuple(initiatives),
            reports=tuple(reports),
            today=today,
        )
    )


def history(
    initiatives: Sequence[Initiative], reports: Sequence[Report] = (), **fields
) -> list[PlanFigures]:
    """The three quarters, the last one shown."""
    return [figures(period, initiatives, reports, **fields) for period in QUARTERS]
