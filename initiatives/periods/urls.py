"""Addresses of the periods pages, and of confirming many reports at once."""

from django.urls import URLPattern, path

from initiatives.reporting import views as reviews

from . import views as period_steps
from . import views__periods as periods

urlpatterns: list[URLPattern] = [
    path("periods/create/", period_steps.create_year, name="periods_create"),
    path("periods/<str:period_key>/", periods.period, name="period"),
    path("periods/<str:period_key>/<slug:step>/", period_steps.take, name="period_step"),
    path("reviews/confirm/", reviews.confirm_many, name="reviews_confirm"),
]
