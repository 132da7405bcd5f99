"""Django admin for the office (事務局): who may enter follows appointments, not `is_staff`."""

from django.contrib import admin
from django.http import HttpRequest


class OfficeAdminSite(admin.AdminSite):
    """The admin, open to people who hold an office appointment today and to superusers."""

    site_title = "管理（事務局）"
    site_header = "管理（事務局）"
    index_title = "台帳の管理"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and user.is_active and user.access.is_office
