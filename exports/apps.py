from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


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
        pre_migrate.connect(_remove_triggers, sender=self)
        post_migrate.connect(_install_triggers, sender=self)


def _remove_triggers(*, plan: Any, **signal: Any) -> None:
    from exports.summaries import triggers

    if plan:
        triggers.remove()


def _install_triggers(**signal: Any) -> None:
    from exports.summaries import triggers

    triggers.install()
