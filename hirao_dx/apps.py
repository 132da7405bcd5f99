"""Puts the office's admin site where Django's own would be."""

from django.contrib.admin.apps import AdminConfig


class OfficeAdminConfig(AdminConfig):
    default_site = "hirao_dx.admin.OfficeAdminSite"
