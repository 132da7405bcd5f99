"""The frozen paper of a meeting: page, workbook, PDF, comparison."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import views
from . import views__paper as paper
from . import views__paper_freeze as paper_freeze

urlpatterns: list[URLPattern] = [
    path("papers/", views.paper_list, name="papers"),
    path("compare/", views.compare_papers, name="papers_compare"),
    path("<int:pk>/paper/", paper.paper, name="paper"),
    path("<int:pk>/paper/foot.css", paper.foot, name="paper_foot"),
    path("<int:pk>/paper/new/", paper_freeze.new, name="paper_new"),
    path("<int:pk>/paper/preview/", paper_freeze.preview, name="paper_preview"),
]
