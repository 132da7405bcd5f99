"""The office's admin for people and places; Django's own groups are not used."""

from django.contrib import admin
from django.contrib.auth.models import Group

from .people import AppointmentAdmin, PersonAdmin
from .structure import DepartmentAdmin, SectionAdmin

admin.site.unregister(Group)

__all__ = ["AppointmentAdmin", "DepartmentAdmin", "PersonAdmin", "SectionAdmin"]
