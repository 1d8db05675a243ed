"""This room in the main navigation."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Section, register_section

register_section(Section("yearly-reports", _("Báo cáo năm"), "yearly-report-list", order=45, verb="report"))
