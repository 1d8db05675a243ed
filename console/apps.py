from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "console"

    def ready(self) -> None:
        """Declare this room's place in the navigation."""
        from console import navigation  # noqa: F401
