"""Revisions of the plan: what each changed, and the office's own pages for making one."""

from django.urls import path

from . import views, views_edit, views_steps

urlpatterns = [
    path("", views.revision_list, name="revisions"),
    path("new/", views_steps.new, name="revision_new"),
    path("<int:number>/", views.revision, name="revision"),
    path("<int:number>/edit/", views_edit.edit, name="revision_edit"),
    path("<int:number>/add/", views_edit.add, name="revision_add"),
    path("<int:number>/targets/<str:code>/", views_edit.targets, name="revision_targets"),
    path("<int:number>/head/", views_steps.head, name="revision_head"),
    path("<int:number>/seal/", views_steps.seal, name="revision_seal"),
    path("<int:number>/delete/", views_steps.delete, name="revision_delete"),
]
