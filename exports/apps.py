from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "exports"

    def ready(self) -> None:
        """Declare its lines of the audit trail, its texts, its questions and its place in the navigation.

        Each report registers itself when imported.
        """
        from exports import audited, navigation, personal_data, questions, reports  # noqa: F401
        from exports.statistical_forms import office

        for module in iter_modules(reports.__path__):
            import_module(f"exports.reports.{module.name}")
        office.register()
