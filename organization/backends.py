"""Log-in by password; the office's admin rights come from its appointment."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils import timezone

from organization.models.transfer import has_left

from .models import User


class OfficeBackend(ModelBackend):
    """Grants every model permission to people in the office (事務局), today only.

    People who left (退職) by a list of transfers are out from the day on, open sessions too.
    """

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        if not super().user_can_authenticate(user):
            return False
        return not (isinstance(user, User) and has_left(user, timezone.localdate()))

    def has_perm(
        self, user_obj: User | AnonymousUser, perm: str, obj: Model | None = None
    ) -> bool:
        return isinstance(user_obj, User) and user_obj.is_active and user_obj.access.is_office

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        return self.has_perm(user_obj, app_label)
