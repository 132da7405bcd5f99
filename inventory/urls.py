"""The task inventory: the survey table, its departments and sections, tasks and systems."""

from django.urls import include, path

from .views import survey, systems, tasks

urlpatterns = [
    path("", survey.overview, name="inventory"),
    path("departments/<int:pk>/", survey.department, name="inventory_department"),
    path("sections/<int:pk>/", survey.section, name="inventory_section"),
    path("tasks/", tasks.task_list, name="inventory_tasks"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/edit/", tasks.edit, name="task_edit"),
    path("systems/", systems.system_list, name="inventory_systems"),
    path("", include("inventory.urls_workspace")),
    path("", include("inventory.urls_workbooks")),
    path("", include("inventory.urls_surveys")),
    path("", include("inventory.urls_digitise")),
    path("", include("inventory.urls_quality")),
]
