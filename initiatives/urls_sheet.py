"""Addresses of the sheet pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
