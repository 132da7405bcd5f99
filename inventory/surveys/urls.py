"""Addresses of surveys: published, taken from the live tasks, compared."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import views, views_compare

urlpatterns: list[URLPattern] = [
    path("surveys/", views.survey_list, name="surveys"),
    path("surveys/new/", views.new, name="survey_new"),
    path("surveys/<int:pk>/", views.survey, name="survey"),
    path("surveys/compare/", views_compare.compare, name="surveys_compare"),
    path("surveys/compare.csv", views_compare.compare_csv, name="surveys_compare_csv"),
]
