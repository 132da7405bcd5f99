"""A section's own table of tasks: editing, adding, splitting, merging, ending."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inventory.history import views as histories
from inventory.lineage import views as lineage

from . import views as workspace
from . import views__row as row

urlpatterns: list[URLPattern] = [
    path("sections/<int:pk>/work/", workspace.section_workspace, name="inventory_workspace"),
    path(
        "sections/<int:pk>/history/",
        histories.section_history,
        name="inventory_section_history",
    ),
    path("history/", histories.history, name="inventory_history"),
    path("sections/<int:pk>/add/", lineage.add, name="task_add"),
    path("sections/<int:pk>/merge/", lineage.merge, name="task_merge"),
    path("tasks/<int:pk>/merge/", lineage.merge_alike, name="task_merge_alike"),
    path("tasks/<int:pk>/row/", row.save_row, name="task_row"),
    path("tasks/<int:pk>/split/", lineage.split, name="task_split"),
    path("tasks/<int:pk>/end/", lineage.end, name="task_end"),
    path("tasks/<int:pk>/reinstate/", lineage.reinstate, name="task_reinstate"),
]
