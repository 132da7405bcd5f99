"""What the database refuses to change in the plan and its reports."""

from hirao_dx.shared.immutable import Guard

_SEALED_REVISION = (
    "EXISTS (SELECT 1 FROM initiatives_planrevision r"
    " WHERE r.id = {row}.revision_id AND r.sealed_at IS NOT NULL)"
)
_SEALED_TERMS = (
    "EXISTS (SELECT 1 FROM initiatives_initiativeterms t"
    " JOIN initiatives_planrevision r ON r.id = t.revision_id"
    " WHERE t.id = {row}.terms_id AND r.sealed_at IS NOT NULL)"
)

# Where the rows of a revision lie, and what says of one that its revision is sealed.
_OF_REVISION = {
    "terms": ("initiatives_initiativeterms", _SEALED_REVISION),
    "phase": ("initiatives_scheduledphase", _SEALED_TERMS),
    "target": ("initiatives_yearlytarget", _SEALED_TERMS),
}
_FROZEN = {
    "transition": ("initiatives_reporttransition", "the trail of a report never changes"),
    "period_event": ("initiatives_periodevent", "the record of a period never changes"),
    "snapshot": ("initiatives_snapshot", "what a meeting was shown never changes"),
}

# What a head has read and confirms; NULL is a value here.
_SAID = ("status", "phase_id", "progress", "rating_id", "done_text", "issues_text", "next_text")
_SAYS_SOMETHING_ELSE = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _SAID)
_HANDED_IN = "{row}.state IN ('submitted', 'confirmed')"
_NOT_CORRECTED = (
    "NOT EXISTS (SELECT 1 FROM initiatives_reporttransition t WHERE t.report_id = NEW.id"
    " AND t.version = NEW.version AND t.version > OLD.version AND t.action = 'correct')"
)

GUARDS = [
    Guard(
        name="revision_sealed",
        table="initiatives_planrevision",
        events=("UPDATE", "DELETE"),
        message="initiatives_planrevision: a sealed revision never changes",
        when="{row}.sealed_at IS NOT NULL",
    ),
    *(
        Guard(
            name=f"{name}_sealed",
            table=table,
            events=("INSERT", "UPDATE", "DELETE"),
            message=f"{table}: its revision is sealed",
            when=when,
            both_ways=True,
        )
        for name, (table, when) in _OF_REVISION.items()
    ),
    Guard(
        name="report_handed_in",
        table="initiatives_progressreport",
        events=("UPDATE",),
        message="initiatives_progressreport: what was handed in changes by a correction alone",
        when=(
            "OLD.state IN ('submitted', 'confirmed') AND NEW.state IN ('submitted', 'confirmed')"
            f" AND ({_SAYS_SOMETHING_ELSE})"
            f" AND (NEW.state <> 'submitted' OR {_NOT_CORRECTED})"
        ),
    ),
    Guard(
        name="report_kept",
        table="initiatives_progressreport",
        events=("DELETE",),
        message="initiatives_progressreport: what was handed in is never deleted",
        when=_HANDED_IN,
    ),
    *(
        Guard(
            name=f"{name}_frozen",
            table=table,
            events=("UPDATE", "DELETE"),
            message=f"{table}: {message}",
        )
        for name, (table, message) in _FROZEN.items()
    ),
]
