"""Where to digitise: hours, candidates, systems."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
