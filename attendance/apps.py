from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "attendance"

    def ready(self) -> None:
        """Declare what this room holds about persons."""
        from attendance import personal_data  # noqa: F401
