from django.apps import AppConfig


class ContestsConfig(AppConfig):
    name = "contests"

    def ready(self) -> None:
        """Declare what this room holds about persons."""
        from contests import personal_data  # noqa: F401
