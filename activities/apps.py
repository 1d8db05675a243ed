from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "activities"

    def ready(self) -> None:
        """Declare this room's place in the navigation."""
        from activities import navigation  # noqa: F401
