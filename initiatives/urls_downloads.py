"""Tables, charts and numbers to take away."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
