"""Addresses of the office's pages about people."""

from django.urls import path

from .views import people, people_import, people_lists, people_transfers

urlpatterns = [
    path("", people.people_list, name="people"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/close/", people.close_account, name="person_close"),
    path("appointments/<int:pk>/cancel/", people.cancel_appointment, name="appointment_cancel"),
    path("transfers/", people_transfers.transfers, name="transfers"),
    path("transfers/<str:on>/<int:pk>/", people_transfers.transfer_person, name="transfer_person"),
    path("import/", people_import.staff_import, name="staff_import"),
    path("import/staff-list.<str:kind>", people_import.staff_template, name="staff_template"),
    path("lists/<int:pk>/", people_lists.transfer_list, name="transfer_list"),
    path("lists/<int:pk>/apply/", people_lists.apply, name="transfer_list_apply"),
    path("lists/<int:pk>/drop/", people_lists.drop, name="transfer_list_drop"),
    path("lists/<int:pk>/check/", people_lists.check_again, name="transfer_list_check"),
]
