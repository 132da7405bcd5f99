"""Addresses of the pages over all plans: the start page and the list of plans."""

from django.urls import path

from . import my_page, views_plans

urlpatterns = [
    path("", my_page.my_page, name="my_page"),
    path("plans/", views_plans.plan_list, name="plans"),
]
