"""The explanation of every number."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import views

urlpatterns: list[URLPattern] = [
    path("explain/<slug:measure>/<str:of>/", views.explain, name="explain"),
]
