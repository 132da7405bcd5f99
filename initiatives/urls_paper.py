"""The frozen paper of a meeting: page, workbook, PDF, comparison."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
