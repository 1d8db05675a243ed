from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"

    def ready(self) -> None:
        """Declare what this room leaves in the audit trail and in texts about persons; its report, section,
        entries in the calendar and in the search of every page."""
        from outreach import audited, navigation, personal_data, report  # noqa: F401
        from outreach.finding import calendar_entries, finder_entries  # noqa: F401
