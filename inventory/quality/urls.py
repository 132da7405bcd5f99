"""Addresses of データの点検, where faulty figures and names are mended."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import views

urlpatterns: list[URLPattern] = [
    path("quality/", views.desk, name="inventory_quality"),
    path("quality/tasks/<int:pk>/", views.mend, name="quality_mend"),
    path("quality/systems/<int:one>/<int:other>/", views.pair, name="quality_pair"),
    path("quality/sections/<int:pk>/", views.set_aside, name="quality_load"),
    path("quality/aside/<int:pk>/", views.take_back, name="quality_take_back"),
]
