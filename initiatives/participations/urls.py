"""Addresses of the matrix pages."""

from django.urls import path

from . import views
from . import views__matrix as matrix
from . import views__matrix_cell as matrix_cell

urlpatterns = [
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/<str:code>/", views.column, name="matrix_column"),
    path("matrix/<str:code>/<int:section_id>/", matrix_cell.cell, name="matrix_cell"),
]
