"""The desk where faulty figures and names are mended."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import views
from . import views__quality_aside as quality_aside

urlpatterns: list[URLPattern] = [
    path("quality/", views.desk, name="inventory_quality"),
    path("quality/tasks/<int:pk>/", views.mend, name="quality_mend"),
    path("quality/systems/<int:one>/<int:other>/", views.pair, name="quality_pair"),
    path("quality/sections/<int:pk>/", quality_aside.set_aside, name="quality_load"),
    path("quality/aside/<int:pk>/", quality_aside.take_back, name="quality_take_back"),
]
