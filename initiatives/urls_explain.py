"""The explanation of every number."""

from django.urls import path
from django.urls.resolvers import URLPattern

from .views import explain

urlpatterns: list[URLPattern] = [
    path("explain/<slug:measure>/<str:of>/", explain.explain, name="explain"),
]
