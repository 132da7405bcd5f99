"""Addresses for moving people and sections."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
