"""Addresses of a section's table of tasks."""

from django.urls import path

from . import views

urlpatterns = [
    path("sections/<int:pk>/work/", views.section_workspace, name="inventory_workspace"),
    path("tasks/<int:pk>/row/", views.save_row, name="task_row"),
]
