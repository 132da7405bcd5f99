"""Where to digitise: hours, candidates, systems."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inventory.systems import views as systems

from . import views as digitise

urlpatterns: list[URLPattern] = [
    path("digitise/", digitise.hours, name="inventory_digitise"),
    path("digitise/hours.csv", digitise.hours_csv, name="inventory_digitise_csv"),
    path("digitise/candidates/", digitise.candidates, name="inventory_candidates"),
    path("digitise/candidates.csv", digitise.candidates_csv, name="inventory_candidates_csv"),
    path("systems/add/", systems.add, name="system_add"),
    path("systems/<int:pk>/", systems.system, name="inventory_system"),
    path("systems/<int:pk>/edit/", systems.edit, name="system_edit"),
]
