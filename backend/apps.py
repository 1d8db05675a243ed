from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class BackendConfig(AppConfig):
    name = "backend"


class StaticFiles(StaticFilesConfig):
    """Leaves out what no page of ours asks for: twelve seconds of compressing at the first start."""

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
