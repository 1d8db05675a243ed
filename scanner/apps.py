from django.apps import AppConfig


class ScannerConfig(AppConfig):
    name = "scanner"

    def ready(self) -> None:
        """Declare what this room holds about persons."""
        from scanner import personal_data  # noqa: F401
