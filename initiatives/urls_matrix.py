"""Addresses of the matrix pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
