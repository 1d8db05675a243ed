from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "attendance"

    def ready(self) -> None:
        """Declare what this room holds about persons, and its place in the navigation."""
        from attendance import navigation, personal_data  # noqa: F401
