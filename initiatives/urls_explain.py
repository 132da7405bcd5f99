"""The explanation of every number."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
