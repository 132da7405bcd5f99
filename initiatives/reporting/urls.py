"""Addresses of the evidence pages."""

from django.urls import path

from initiatives.reporting.evidence import views

urlpatterns = [
    path("evidence/add/<int:report_id>/", views.add, name="evidence_add"),
    path("evidence/<int:pk>/", views.download, name="evidence"),
    path("evidence/<int:pk>/remove/", views.remove, name="evidence_remove"),
]
