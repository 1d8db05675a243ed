from django.apps import AppConfig


class FinderConfig(AppConfig):
    name = "finder"

    def ready(self) -> None:
        """Declare what this room holds about persons, the list of people that it shows, and what it writes into the audit trail."""
        from finder import audited, personal_data  # noqa: F401
