from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "imports"

    def ready(self) -> None:
        """Declare what this room holds about persons, and its place in the navigation."""
        from imports import navigation, personal_data  # noqa: F401
