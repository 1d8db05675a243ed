"""This room in the main navigation."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Section, register_paths, register_section

register_section(Section("activities", _("Hoạt động"), "activity-list", order=20))
register_paths("activities", "/sittings/", "/targets/", "/calendar/", "/documents/", "/plan-tasks/")
register_paths("reports", "/areas/")
