"""Log-in by password; the office's admin rights come from its appointment."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from .models import User


class OfficeBackend(ModelBackend):
    """Grants every model permission to people in the office (事務局), today only."""

    def has_perm(
        self, user_obj: User | AnonymousUser, perm: str, obj: Model | None = None
    ) -> bool:
        return isinstance(user_obj, User) and user_obj.is_active and user_obj.access.is_office

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        return self.has_perm(user_obj, app_label)
