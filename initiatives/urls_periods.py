"""Addresses of the periods pages, and of confirming many reports at once."""

from django.urls import URLPattern, path

from .views import period_steps, periods, reviews

urlpatterns: list[URLPattern] = [
    path("periods/create/", period_steps.create_year, name="periods_create"),
    path("periods/<str:period_key>/", periods.period, name="period"),
    path("periods/<str:period_key>/<slug:step>/", period_steps.take, name="period_step"),
    path("reviews/confirm/", reviews.confirm_many, name="reviews_confirm"),
]
