"""Address of the tasks that belong to an initiative."""

from django.urls import path

from . import views

urlpatterns = [
    path("initiatives/<str:code>/tasks/", views.initiative_tasks, name="initiative_tasks"),
]
