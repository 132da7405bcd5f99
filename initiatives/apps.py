"""The app of the plan, its reports and meetings; registers what the database refuses to change."""

from django.apps import AppConfig

from hirao_dx.shared import immutable


class InitiativesConfig(AppConfig):
    """Name and title of the app."""

    name = "initiatives"
    verbose_name = "計画と進捗"

    def ready(self) -> None:
        """Register the guards, so that migrating puts them into the database."""
        from .guards import GUARDS

        immutable.register(*GUARDS)
