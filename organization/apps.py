"""The app of people and places; it also keeps the guards of every app around migrations."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from hirao_dx.shared import immutable


def take_guards_down(*, using: str, **kwargs: object) -> None:
    """Drop the triggers of `hirao_dx.shared.immutable` before migrations."""
    immutable.take_down(connections[using])


def put_guards_up(*, using: str, **kwargs: object) -> None:
    """Create them again after migrations."""
    immutable.put_up(connections[using])


class OrganizationConfig(AppConfig):
    """Connects the guards to migrations; business logic uses no signals."""

    name = "organization"
    verbose_name = "組織と職員"

    def ready(self) -> None:
        # With this app as sender they run once per migrate run, not once per app.
        pre_migrate.connect(take_guards_down, sender=self)
        post_migrate.connect(put_guards_up, sender=self)
