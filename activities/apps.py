from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "activities"

    def ready(self) -> None:
        """Declare what stands in the audit trail, and this room's place in the navigation."""
        from activities import audited, navigation, personal_data  # noqa: F401
