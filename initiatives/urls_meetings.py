"""Meetings, their agenda, attendance and decisions."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
