"""Addresses of what is kept while it is typed."""

from django.urls import path

from . import views

urlpatterns = [
    path("keep/", views.keep, name="keep_text"),
    path("drop/", views.drop, name="drop_kept"),
]
