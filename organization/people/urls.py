"""Addresses of the office's pages about people."""

from django.urls import path

from . import views, views_transfers

urlpatterns = [
    path("", views.people_list, name="people"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/close/", views.close_account, name="person_close"),
    path("appointments/<int:pk>/cancel/", views.cancel_appointment, name="appointment_cancel"),
    path("transfers/", views_transfers.transfers, name="transfers"),
    path("transfers/<str:on>/<int:pk>/", views_transfers.transfer_person, name="transfer_person"),
    path("import/", views_transfers.staff_import, name="staff_import"),
    path("import/staff-list.<str:kind>", views_transfers.staff_template, name="staff_template"),
    path("lists/<int:pk>/", views_transfers.transfer_list, name="transfer_list"),
    path("lists/<int:pk>/apply/", views_transfers.apply, name="transfer_list_apply"),
    path("lists/<int:pk>/drop/", views_transfers.drop, name="transfer_list_drop"),
    path("lists/<int:pk>/check/", views_transfers.check_again, name="transfer_list_check"),
]
