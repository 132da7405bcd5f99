"""Addresses of the survey table, its departments and sections, and of tasks."""

from django.urls import path

from . import views, views_tasks

urlpatterns = [
    path("", views.overview, name="inventory"),
    path("departments/<int:pk>/", views.department, name="inventory_department"),
    path("sections/<int:pk>/", views.section, name="inventory_section"),
    path("tasks/", views_tasks.task_list, name="inventory_tasks"),
    path("tasks/<int:pk>/", views_tasks.task, name="task"),
    path("tasks/<int:pk>/edit/", views_tasks.edit, name="task_edit"),
]
