from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "invitations"

    def ready(self) -> None:
        """Declare what this room holds about persons, and what it leaves in the audit trail."""
        from invitations import audited, personal_data  # noqa: F401
