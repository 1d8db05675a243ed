from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "exports"

    def ready(self) -> None:
        """Declare this room's place in the navigation, and import every report: each registers itself in exports.reports.catalogue."""
        from exports import navigation, reports  # noqa: F401

        for module in iter_modules(reports.__path__):
            import_module(f"exports.reports.{module.name}")
