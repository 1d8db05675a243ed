from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        """Declare what this room holds about persons."""
        from people import personal_data  # noqa: F401
