"""Addresses of the systems that tasks use."""

from django.urls import path

from . import views

urlpatterns = [
    path("systems/", views.system_list, name="inventory_systems"),
    path("systems/add/", views.add, name="system_add"),
    path("systems/<int:pk>/", views.system, name="inventory_system"),
    path("systems/<int:pk>/edit/", views.edit, name="system_edit"),
]
