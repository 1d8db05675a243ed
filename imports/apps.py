from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "imports"

    def ready(self) -> None:
        """Declare what this room holds about persons."""
        from imports import personal_data  # noqa: F401
