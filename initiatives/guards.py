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
