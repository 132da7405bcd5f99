"""A section's own table of tasks: editing, adding, splitting, merging, ending."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
