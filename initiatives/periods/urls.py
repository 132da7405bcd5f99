"""Addresses of the reporting periods. What has a page of its own stands before the steps."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("periods/", views.period_list, name="periods"),
    path("periods/create/", views.create_year, name="periods_create"),
    path("periods/<str:period_key>/", views.period, name="period"),
    path("periods/<str:period_key>/submissions/", views.submissions, name="submissions"),
    path("periods/<str:period_key>/<slug:step>/", views.take, name="period_step"),
]
