"""The office's admin for people and places; groups (Django's own) play no part here."""

from django.contrib import admin
from django.contrib.auth.models import Group

from .people import AppointmentAdmin, PersonAdmin
from .structure import DepartmentAdmin, SectionAdmin

admin.site.unregister(Group)

__all__ = ["AppointmentAdmin", "DepartmentAdmin", "PersonAdmin", "SectionAdmin"]
