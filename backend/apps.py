"""App configurations of this package and of Django's static files."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class BackendConfig(AppConfig):
    name = "backend"
    default = True

    def ready(self) -> None:
        from backend import database  # noqa: F401 - connects its receiver


class StaticFiles(StaticFilesConfig):
    """Static files without those that no page asks for, whose compression would take twelve seconds at the first start."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "redoc",
        "rest_framework",
        "*-es-bundle*",
        "htmx-4*",
        "htmax*",
        "ext",
        "*.LICENSE.txt",
    ]
