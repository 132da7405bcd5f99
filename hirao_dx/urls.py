"""The site's addresses. Each app holds its own; those of a plan's pages stand under its name.

A request gets the addresses of its plan (`initiatives.addresses`). These stay where no plan is
loaded yet.
"""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from .gallery import gallery
from .views import healthz

handler400 = "hirao_dx.views.bad_request"

of_no_plan: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("gallery/", gallery, name="gallery"),
    path("admin/", admin.site.urls),
    path("account/", include("organization.urls")),
    path("people/", include("organization.people.urls")),
    path("reorganisation/", include("initiatives.reorganisation.urls")),
    path("inventory/", include("inventory.urls")),
    path("", include("initiatives.pages.urls_start")),
]
of_former_days: list[URLPattern | URLResolver] = [
    path("", include("initiatives.pages.urls_former")),
]
urlpatterns = [*of_no_plan, path("", include("initiatives.urls"))]
