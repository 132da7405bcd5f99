"""Addresses of the plan in readable form."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.overview, name="plan"),
    path("background/", views.background, name="plan_background"),
    path("sdgs/", views.sdgs, name="plan_sdgs"),
    path("glossary/", views.glossary, name="plan_glossary"),
]
