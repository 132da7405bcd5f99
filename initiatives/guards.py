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
_EVERY_EVENT = ("INSERT", "UPDATE", "DELETE")

GUARDS = [
    Guard(
        name="revision_sealed",
        table="initiatives_planrevision",
        events=("UPDATE", "DELETE"),
        message="initiatives_planrevision: a sealed revision never changes",
        when="{row}.sealed_at IS NOT NULL",
    ),
    Guard(
        name="terms_sealed",
        table="initiatives_initiativeterms",
        events=_EVERY_EVENT,
        message="initiatives_initiativeterms: its revision is sealed",
        when=_SEALED_REVISION,
        both_ways=True,
    ),
    Guard(
        name="phase_sealed",
        table="initiatives_scheduledphase",
        events=_EVERY_EVENT,
        message="initiatives_scheduledphase: its revision is sealed",
        when=_SEALED_TERMS,
        both_ways=True,
    ),
    Guard(
        name="target_sealed",
        table="initiatives_yearlytarget",
        events=_EVERY_EVENT,
        message="initiatives_yearlytarget: its revision is sealed",
        when=_SEALED_TERMS,
        both_ways=True,
    ),
    Guard(
        name="transition_frozen",
        table="initiatives_reporttransition",
        events=("UPDATE", "DELETE"),
        message="initiatives_reporttransition: the trail of a report never changes",
    ),
    Guard(
        name="period_event_frozen",
        table="initiatives_periodevent",
        events=("UPDATE", "DELETE"),
        message="initiatives_periodevent: the record of a period never changes",
    ),
    Guard(
        name="snapshot_frozen",
        table="initiatives_snapshot",
        events=("UPDATE", "DELETE"),
        message="initiatives_snapshot: what a meeting was shown never changes",
    ),
]
