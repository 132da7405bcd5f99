"""The frozen paper of a meeting: page, workbook, PDF, comparison."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import views

urlpatterns: list[URLPattern] = [
    path("papers/", views.paper_list, name="papers"),
    path("compare/", views.compare_papers, name="papers_compare"),
    path("<int:pk>/paper/", views.paper, name="paper"),
    path("<int:pk>/paper/foot.css", views.foot, name="paper_foot"),
    path("<int:pk>/paper/new/", views.new, name="paper_new"),
    path("<int:pk>/paper/preview/", views.preview, name="paper_preview"),
]
