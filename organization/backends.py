"""Log-in by password; people in the office have the admin's rights."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef
from django.utils import timezone

from organization.models.transfer import has_left

from .models import KeptText, User


class OfficeBackend(ModelBackend):
    """Grants every model permission to people who are in the office (事務局) today.

    People whom a transfer list let go (退職) cannot log in from that day on, and open sessions
    end.
    """

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Whether the account is active and the person has not left."""
        if not super().user_can_authenticate(user):
            return False
        return not (isinstance(user, User) and has_left(user, timezone.localdate()))

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, with `has_kept`: whether a text of theirs is kept, so that
        pages ask for texts only then. One query; one more for people without an appointment."""
        kept = Exists(KeptText.objects.filter(user=OuterRef("pk")))
        user = User.objects.filter(pk=user_id).annotate(has_kept=kept).first()
        return user if self.user_can_authenticate(user) else None

    def has_perm(
        self, user_obj: User | AnonymousUser, perm: str, obj: Model | None = None
    ) -> bool:
        """Whether the person is active and in the office today."""
        return isinstance(user_obj, User) and user_obj.is_active and user_obj.access.is_office

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        """The same for an app."""
        return self.has_perm(user_obj, app_label)
