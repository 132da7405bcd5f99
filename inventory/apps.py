"""The app of tasks, systems and surveys."""

from django.apps import AppConfig

from hirao_dx.shared import immutable


class InventoryConfig(AppConfig):
    """Registers what the database refuses to change."""

    name = "inventory"
    verbose_name = "業務の棚卸し"

    def ready(self) -> None:
        """Register the guards."""
        from .guards import GUARDS

        immutable.register(*GUARDS)
