"""Surveys: published, taken from the live tasks, compared."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
