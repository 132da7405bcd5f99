"""Addresses for reorganising the town hall's sections."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.reorganisations, name="reorganisations"),
    path("new/", views.new, name="reorganisation_new"),
    path("<int:pk>/", views.reorganisation, name="reorganisation"),
]
