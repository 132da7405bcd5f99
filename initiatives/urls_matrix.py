"""Addresses of the matrix pages."""

from django.urls import path

from .views import matrix, matrix_cell, matrix_column

urlpatterns = [
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/<str:code>/", matrix_column.column, name="matrix_column"),
    path("matrix/<str:code>/<int:section_id>/", matrix_cell.cell, name="matrix_cell"),
]
