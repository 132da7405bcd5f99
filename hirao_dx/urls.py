"""Where everything is. Each app holds its own addresses."""

from django.contrib import admin
from django.urls import include, path

from .views import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("account/", include("organization.urls")),
    path("inventory/", include("inventory.urls")),
    path("", include("initiatives.urls")),
]
