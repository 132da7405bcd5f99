"""Meetings, their agenda, attendance and decisions."""

from django.urls import path
from django.urls.resolvers import URLPattern

from .views import agenda, attendance, decisions, meeting_edit, meetings

urlpatterns: list[URLPattern] = [
    path("", meetings.meeting_list, name="meetings"),
    path("new/", meeting_edit.new, name="meeting_new"),
    path("decisions/", decisions.decision_list, name="decisions"),
    path("decisions/<int:pk>/edit/", decisions.edit, name="decision_edit"),
    path("<int:pk>/", meetings.meeting, name="meeting"),
    path("<int:pk>/edit/", meeting_edit.edit, name="meeting_edit"),
    path("<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("<int:pk>/attendance/guest/", attendance.add_guest, name="attendance_guest"),
    path("<int:pk>/attendance/fill/", attendance.fill, name="attendance_fill"),
    path("<int:pk>/agenda/", agenda.agenda, name="agenda"),
    path("<int:pk>/agenda/<int:item_pk>/", agenda.edit, name="agenda_edit"),
    path("<int:pk>/agenda/<int:item_pk>/move/", agenda.move, name="agenda_move"),
    path("<int:pk>/agenda/<int:item_pk>/delete/", agenda.delete, name="agenda_delete"),
    path("<int:pk>/decisions/new/", decisions.new, name="decision_new"),
]
