from django.apps import AppConfig


class FinderConfig(AppConfig):
    name = "finder"

    def ready(self) -> None:
        """Declare what this room holds about persons, and the list of people that it shows."""
        from finder import personal_data  # noqa: F401
