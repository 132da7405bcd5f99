"""The task inventory: the survey table, its departments and sections, tasks and systems."""

from django.urls import include, path

from inventory.pages import views as survey
from inventory.pages import views_tasks
from inventory.systems import views as systems

urlpatterns = [
    path("", survey.overview, name="inventory"),
    path("departments/<int:pk>/", survey.department, name="inventory_department"),
    path("sections/<int:pk>/", survey.section, name="inventory_section"),
    path("tasks/", views_tasks.task_list, name="inventory_tasks"),
    path("tasks/<int:pk>/", views_tasks.task, name="task"),
    path("tasks/<int:pk>/edit/", views_tasks.edit, name="task_edit"),
    path("systems/", systems.system_list, name="inventory_systems"),
    path("", include("inventory.workspace.urls")),
    path("", include("inventory.workbook.urls")),
    path("", include("inventory.surveys.urls")),
    path("", include("inventory.digitise.urls")),
    path("", include("inventory.quality.urls")),
]
