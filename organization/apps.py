from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from hirao_dx.shared import immutable


def take_guards_down(*, using: str, **kwargs: object) -> None:
    immutable.take_down(connections[using])


def put_guards_up(*, using: str, **kwargs: object) -> None:
    immutable.put_up(connections[using])


class OrganizationConfig(AppConfig):
    name = "organization"
    verbose_name = "組織と職員"

    def ready(self) -> None:
        # Once per migrate run, not once per app: this app stands for all.
        pre_migrate.connect(take_guards_down, sender=self)
        post_migrate.connect(put_guards_up, sender=self)
