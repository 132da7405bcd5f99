"""A meeting's paper as files."""

from django.urls import path

from . import views__paper_files as paper_files

urlpatterns = [
    path("<int:pk>/paper.xlsx", paper_files.xlsx, name="paper_xlsx"),
    path("<int:pk>/paper.pdf", paper_files.pdf_file, name="paper_pdf"),
]
