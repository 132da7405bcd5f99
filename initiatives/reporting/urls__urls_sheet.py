"""Address of the sheet: all of one's due reports on one page."""

from django.urls import path

from . import views_sheet

urlpatterns = [
    path("reports/sheet/<str:period_key>/", views_sheet.report_sheet, name="report_sheet"),
]
