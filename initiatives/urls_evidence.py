"""Addresses of the evidence pages."""

from django.urls import path

from .views import evidence

urlpatterns = [
    path("evidence/add/<int:report_id>/", evidence.add, name="evidence_add"),
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
    path("evidence/<int:pk>/remove/", evidence.remove, name="evidence_remove"),
]
