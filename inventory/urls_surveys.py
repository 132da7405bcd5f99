"""Surveys: published, taken from the live tasks, compared."""

from django.urls import path
from django.urls.resolvers import URLPattern

from .views import surveys, surveys_compare

urlpatterns: list[URLPattern] = [
    path("surveys/", surveys.survey_list, name="surveys"),
    path("surveys/new/", surveys.new, name="survey_new"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/compare/", surveys_compare.compare, name="surveys_compare"),
    path("surveys/compare.csv", surveys_compare.compare_csv, name="surveys_compare_csv"),
]
