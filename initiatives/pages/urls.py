"""Addresses of a plan's front and of its initiatives."""

from django.urls import path

from . import views_initiatives, views_plans

urlpatterns = [
    path("", views_plans.front, name="plan_front"),
    path("initiatives/", views_initiatives.initiative_list, name="initiatives"),
    path("initiatives/<str:code>/", views_initiatives.initiative, name="initiative"),
]
