"""Revisions of the plan: what each changed, and the office's own pages for making one."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
