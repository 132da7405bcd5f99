"""Revisions of the plan: what each changed, and the office's own pages for making one."""

from django.urls import path

from .views import revision_edit, revision_steps, revisions

urlpatterns = [
    path("", revisions.revision_list, name="revisions"),
    path("new/", revision_steps.new, name="revision_new"),
    path("<int:number>/", revisions.revision, name="revision"),
    path("<int:number>/edit/", revision_edit.edit, name="revision_edit"),
    path("<int:number>/add/", revision_edit.add, name="revision_add"),
    path("<int:number>/targets/<str:code>/", revision_edit.targets, name="revision_targets"),
    path("<int:number>/head/", revision_steps.head, name="revision_head"),
    path("<int:number>/seal/", revision_steps.seal, name="revision_seal"),
    path("<int:number>/delete/", revision_steps.delete, name="revision_delete"),
]
