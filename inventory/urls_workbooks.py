"""Workbooks out of the inventory and back into it."""

from django.urls import path

from .views import imports, workbook

urlpatterns = [
    path("workbook.xlsx", workbook.workbook, name="inventory_workbook"),
    path("import/", imports.imports, name="imports"),
    path("import/<int:pk>/", imports.import_job, name="import_job"),
    path("import/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("import/<int:pk>/decide/", imports.import_decide, name="import_decide"),
    path("import/<int:pk>/check/", imports.import_check, name="import_check"),
    path("import/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("import/<int:pk>/discard/", imports.import_discard, name="import_discard"),
]
