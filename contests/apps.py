from django.apps import AppConfig


class ContestsConfig(AppConfig):
    name = "contests"

    def ready(self) -> None:
        """Declare personal data, what stands in the audit trail, what shows that a contest was held, what names documents, navigation."""
        from contests import audited, navigation, personal_data  # noqa: F401
        from contests.rules import references  # noqa: F401
        from contests.teams import evidence  # noqa: F401
