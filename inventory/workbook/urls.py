"""Addresses of workbooks written and imported."""

from django.urls import path

from . import views

urlpatterns = [
    path("workbook.xlsx", views.workbook, name="inventory_workbook"),
    path("import/", views.imports, name="imports"),
    path("import/<int:pk>/", views.import_job, name="import_job"),
    path("import/<int:pk>/columns/", views.import_columns, name="import_columns"),
    path("import/<int:pk>/decide/", views.import_decide, name="import_decide"),
    path("import/<int:pk>/check/", views.import_check, name="import_check"),
    path("import/<int:pk>/apply/", views.import_apply, name="import_apply"),
    path("import/<int:pk>/discard/", views.import_discard, name="import_discard"),
]
