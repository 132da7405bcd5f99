from django.apps import AppConfig

from hirao_dx.shared import immutable


class InitiativesConfig(AppConfig):
    name = "initiatives"
    verbose_name = "計画と進捗"

    def ready(self) -> None:
        from .guards import GUARDS

        immutable.register(*GUARDS)
