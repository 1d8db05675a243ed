"""This room in the main navigation."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Section, register_paths, register_section

register_section(Section("reports", _("Báo cáo"), "report-list", order=40, verb="report"))
register_paths("reports", "/exports/", "/export-schedules/")
