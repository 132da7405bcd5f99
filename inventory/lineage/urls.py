"""Addresses of adding, splitting, merging, ending and reinstating tasks."""

from django.urls import path

from . import views

urlpatterns = [
    path("sections/<int:pk>/add/", views.add, name="task_add"),
    path("sections/<int:pk>/merge/", views.merge, name="task_merge"),
    path("tasks/<int:pk>/merge/", views.merge_alike, name="task_merge_alike"),
    path("tasks/<int:pk>/split/", views.split, name="task_split"),
    path("tasks/<int:pk>/end/", views.end, name="task_end"),
    path("tasks/<int:pk>/reinstate/", views.reinstate, name="task_reinstate"),
]
