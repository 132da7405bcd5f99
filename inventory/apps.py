from django.apps import AppConfig

from hirao_dx.shared import immutable


class InventoryConfig(AppConfig):
    name = "inventory"
    verbose_name = "業務の棚卸し"

    def ready(self) -> None:
        from .guards import GUARDS

        immutable.register(*GUARDS)
