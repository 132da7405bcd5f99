"""The desk where faulty figures and names are mended."""

from django.urls import path
from django.urls.resolvers import URLPattern

from .views import quality, quality_aside

urlpatterns: list[URLPattern] = [
    path("quality/", quality.desk, name="inventory_quality"),
    path("quality/tasks/<int:pk>/", quality.mend, name="quality_mend"),
    path("quality/systems/<int:one>/<int:other>/", quality.pair, name="quality_pair"),
    path("quality/sections/<int:pk>/", quality_aside.set_aside, name="quality_load"),
    path("quality/aside/<int:pk>/", quality_aside.take_back, name="quality_take_back"),
]
