"""Addresses of the changes in a section and in the whole town."""

from django.urls import path

from . import views

urlpatterns = [
    path("sections/<int:pk>/history/", views.section_history, name="inventory_section_history"),
    path("history/", views.history, name="inventory_history"),
]
