"""Tables, charts and numbers to take away."""

from django.urls import path

from . import views

urlpatterns = [
    path("tables.xlsx", views.all_tables, name="tables_xlsx"),
    path("tables/<slug:key>.csv", views.table_csv, name="table_csv"),
    path("tables/<slug:key>.xlsx", views.table_xlsx, name="table_xlsx"),
    path("numbers.json", views.numbers_json, name="numbers_json"),
    path("charts/<slug:name>.svg", views.chart_svg, name="chart_svg"),
]
