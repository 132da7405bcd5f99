"""What a period's numbers are compared with: what the committee was last shown before it.

The dashboard and the explanation of a change both ask here, so that they always agree:

    since = last_shown(plan, period, record.history(period))
    if since:
        since.label                      # 第3回推進委員会の資料（令和8年度 第2四半期）
        change = since.change(figures)   # figures of an initiative or of the plan
        change.difference                # in points, None unless both are known
        since.of("6")                    # that initiative then: mean, judgement, word; None if new
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from initiatives.models import Plan, ReportingPeriod, Snapshot
from initiatives.rollup.comparison import Earlier, Since
from initiatives.rollup.figures import PlanFigures

from .content import Paper, read_paper


def last_shown(
    plan: Plan, period: ReportingPeriod, history: Sequence[PlanFigures]
) -> Since | None:
    """The numbers last shown before a period: the newest paper of an earlier one, else a roll-up.

    The roll-up is that of the period before. `history` is `Record.history(period)`
    (`rollup.record`). None when nothing came before. A paper that cannot be read is passed over;
    `verify_snapshots` reports it. One query.
    """
    earlier = plan.snapshots.filter(period__ends_on__lt=period.ends_on)
    newest = earlier.select_related("meeting", "period").order_by("-period__ends_on", "-number")
    snapshot = newest.first()
    paper = _paper(snapshot) if snapshot else None
    if snapshot and paper:
        return _of_paper(snapshot, paper)
    return _of_period(history[-2]) if len(history) > 1 else None


def _paper(snapshot: Snapshot) -> Paper | None:
    try:
        return read_paper(snapshot.content)
    except ValidationError:
        return None


def _of_paper(snapshot: Snapshot, paper: Paper) -> Since:
    meeting = f"{paper.meeting.label}{snapshot.edition_label}"
    figures = paper.figures
    return Since(
        label=f"{meeting}の資料（{figures.period.label}）",
        period_key=figures.period.key,
        plan=Earlier(figures.groups[0].mean),
        initiatives={
            line.code: Earlier(line.mean, line.judgement.code, line.judgement.label)
            for line in figures.initiatives
        },
        meeting_id=snapshot.meeting_id,
        edition=snapshot.edition,
        rules_version=paper.rules_version,
    )


def _of_period(figures: PlanFigures) -> Since:
    period = figures.period
    return Since(
        label=period.label,
        period_key=period.key,
        plan=Earlier(figures.plan.mean),
        initiatives={
            f.initiative.code: Earlier(f.mean, f.judgement.value, f.judgement.label)
            for f in figures.initiatives
        },
    )
