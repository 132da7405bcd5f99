"""Addresses of the matrix pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("matrix/", views.matrix, name="matrix"),
    path("matrix/<str:code>/", views.column, name="matrix_column"),
    path("matrix/<str:code>/<int:section_id>/", views.cell, name="matrix_cell"),
]
