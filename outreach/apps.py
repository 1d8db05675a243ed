from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"

    def ready(self) -> None:
        """Declare what this room leaves in the audit trail, and the texts in which a person can be named."""
        from outreach import audited, personal_data  # noqa: F401
