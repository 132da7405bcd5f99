"""What the database refuses to change in the inventory."""

from organization.immutable import Guard

GUARDS = [
    Guard(
        name="survey_frozen",
        table="inventory_survey",
        events=("UPDATE", "DELETE"),
        message="inventory_survey: a published survey never changes",
    ),
    Guard(
        name="survey_count_frozen",
        table="inventory_surveycount",
        events=("UPDATE", "DELETE"),
        message="inventory_surveycount: the published survey never changes",
    ),
]
