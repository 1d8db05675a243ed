from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "exports"

    def ready(self) -> None:
        """Import every module of exports/reports: each report registers itself in exports.reports.catalogue."""
        from exports import reports

        for module in iter_modules(reports.__path__):
            import_module(f"exports.reports.{module.name}")
