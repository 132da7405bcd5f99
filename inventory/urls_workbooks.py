"""Workbooks out of the inventory and back into it."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
