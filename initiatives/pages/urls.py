"""Addresses of the start page and of the initiatives."""

from django.urls import path

from . import my_page, views_initiatives

urlpatterns = [
    path("", my_page.my_page, name="my_page"),
    path("initiatives/", views_initiatives.initiative_list, name="initiatives"),
    path("initiatives/<str:code>/", views_initiatives.initiative, name="initiative"),
]
