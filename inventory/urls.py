"""The inventory's addresses: one module for each capability."""

from django.urls import include, path

urlpatterns = [
    path("", include("inventory.pages.urls")),
    path("", include("inventory.history.urls")),
    path("", include("inventory.workspace.urls")),
    path("", include("inventory.lineage.urls")),
    path("", include("inventory.workbook.urls")),
    path("", include("inventory.surveys.urls")),
    path("", include("inventory.systems.urls")),
    path("", include("inventory.digitise.urls")),
    path("", include("inventory.quality.urls")),
]
