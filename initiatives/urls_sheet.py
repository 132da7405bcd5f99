"""Address of the sheet: all of one's due reports on one page."""

from django.urls import path

from .views import sheet

urlpatterns = [
    path("reports/sheet/<str:period_key>/", sheet.report_sheet, name="report_sheet"),
]
