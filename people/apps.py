from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        """Declare what this room holds about persons, and of what it leaves lines in the audit trail."""
        from people import audited, personal_data  # noqa: F401
