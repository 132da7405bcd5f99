"""Meetings, their agenda, attendance and decisions."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import views, views_agenda, views_attendance, views_decisions

urlpatterns: list[URLPattern] = [
    path("", views.meeting_list, name="meetings"),
    path("new/", views.new, name="meeting_new"),
    path("decisions/", views_decisions.decision_list, name="decisions"),
    path("decisions/<int:pk>/edit/", views_decisions.edit, name="decision_edit"),
    path("<int:pk>/", views.meeting, name="meeting"),
    path("<int:pk>/edit/", views.edit, name="meeting_edit"),
    path("<int:pk>/attendance/", views_attendance.attendance, name="attendance"),
    path("<int:pk>/attendance/guest/", views_attendance.add_guest, name="attendance_guest"),
    path("<int:pk>/attendance/fill/", views_attendance.fill, name="attendance_fill"),
    path("<int:pk>/agenda/", views_agenda.agenda, name="agenda"),
    path("<int:pk>/agenda/<int:item_pk>/", views_agenda.edit, name="agenda_edit"),
    path("<int:pk>/agenda/<int:item_pk>/move/", views_agenda.move, name="agenda_move"),
    path("<int:pk>/agenda/<int:item_pk>/delete/", views_agenda.delete, name="agenda_delete"),
    path("<int:pk>/decisions/new/", views_decisions.new, name="decision_new"),
]
