"""Tables, charts and numbers to take away."""

from django.urls import path

from .views import downloads

urlpatterns = [
    path("tables.xlsx", downloads.all_tables, name="tables_xlsx"),
    path("tables/<slug:key>.csv", downloads.table_csv, name="table_csv"),
    path("tables/<slug:key>.xlsx", downloads.table_xlsx, name="table_xlsx"),
    path("numbers.json", downloads.numbers_json, name="numbers_json"),
    path("charts/<slug:name>.svg", downloads.chart_svg, name="chart_svg"),
]
