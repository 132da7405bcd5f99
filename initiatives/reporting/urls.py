"""Addresses of the reports: writing, reading, confirming, and the evidence that goes with them."""

from django.urls import path

from . import views, views_correct, views_sheet, views_write
from .evidence import views as evidence

urlpatterns = [
    path(
        "reports/write/<int:participation_id>/<str:period_key>/",
        views_write.edit_report,
        name="report_edit",
    ),
    path("reports/sheet/<str:period_key>/", views_sheet.report_sheet, name="report_sheet"),
    path("reports/<int:report_id>/", views.report, name="report"),
    path("reports/<int:report_id>/correct/", views_correct.correct, name="report_correct"),
    path("reports/<int:report_id>/withdraw/", views.withdraw, name="report_withdraw"),
    path("reviews/", views.review_list, name="reviews"),
    path("reviews/confirm/", views.confirm_many, name="reviews_confirm"),
    path("reviews/<int:report_id>/confirm/", views.confirm, name="report_confirm"),
    path("reviews/<int:report_id>/return/", views.return_to_section, name="report_return"),
    path("reviews/<int:report_id>/reopen/", views.reopen, name="report_reopen"),
    path("evidence/add/<int:report_id>/", evidence.add, name="evidence_add"),
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
    path("evidence/<int:pk>/remove/", evidence.remove, name="evidence_remove"),
]
