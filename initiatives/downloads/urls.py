"""Tables, charts and numbers to take away, and a paper's files."""

from django.urls import path

from . import views

urlpatterns = [
    path("dashboard/tables.xlsx", views.all_tables, name="tables_xlsx"),
    path("dashboard/tables/<slug:key>.csv", views.table_csv, name="table_csv"),
    path("dashboard/tables/<slug:key>.xlsx", views.table_xlsx, name="table_xlsx"),
    path("dashboard/numbers.json", views.numbers_json, name="numbers_json"),
    path("dashboard/charts/<slug:name>.svg", views.chart_svg, name="chart_svg"),
    path("meetings/<int:pk>/paper.xlsx", views.xlsx, name="paper_xlsx"),
    path("meetings/<int:pk>/paper.pdf", views.pdf_file, name="paper_pdf"),
]
