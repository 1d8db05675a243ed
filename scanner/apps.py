from django.apps import AppConfig


class ScannerConfig(AppConfig):
    name = "scanner"

    def ready(self) -> None:
        """Declare what this room holds about persons, and its place in the navigation."""
        from scanner import navigation, personal_data  # noqa: F401
