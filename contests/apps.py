from django.apps import AppConfig


class ContestsConfig(AppConfig):
    name = "contests"

    def ready(self) -> None:
        """Declare what this room holds about persons, and its place in the navigation."""
        from contests import navigation, personal_data  # noqa: F401
