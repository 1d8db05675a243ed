from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"

    def ready(self) -> None:
        """Declare what this room leaves in the audit trail, the texts in which a person can be named, and its report."""
        from outreach import audited, personal_data, report  # noqa: F401
