"""Addresses of the pages on where to digitise: hours and candidates."""

from django.urls import path

from . import views

urlpatterns = [
    path("digitise/", views.hours, name="inventory_digitise"),
    path("digitise/hours.csv", views.hours_csv, name="inventory_digitise_csv"),
    path("digitise/candidates/", views.candidates, name="inventory_candidates"),
    path("digitise/candidates.csv", views.candidates_csv, name="inventory_candidates_csv"),
]
