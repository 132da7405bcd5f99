"""The site's addresses. Each app holds its own."""

from django.contrib import admin
from django.urls import include, path

from .gallery import gallery
from .views import healthz

handler400 = "hirao_dx.views.bad_request"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("gallery/", gallery, name="gallery"),
    path("admin/", admin.site.urls),
    path("account/", include("organization.urls")),
    path("people/", include("organization.people.urls")),
    path("reorganisation/", include("initiatives.reorganisation.urls")),
    path("inventory/", include("inventory.urls")),
    path("", include("initiatives.urls")),
]
