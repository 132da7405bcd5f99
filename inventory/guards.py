"""The rows of the inventory that the database refuses to change."""

from hirao_dx.shared.immutable import Guard

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
    Guard(
        name="survey_entry_frozen",
        table="inventory_surveyentry",
        events=("UPDATE", "DELETE"),
        message="inventory_surveyentry: what a survey found never changes",
    ),
    Guard(
        name="task_succession_frozen",
        table="inventory_tasksuccession",
        events=("UPDATE", "DELETE"),
        message="inventory_tasksuccession: the past of a task never changes",
    ),
]
