"""Texts of this room in which a person can be named, and the list of people behind a figure; no column of it leads to one."""

from django.utils.translation import gettext_lazy as _

from people.disclosures.lists import LoggedList, register_lists
from people.personal_texts import register_texts
from reporting.models import ReportAddress, ReportSection, YearlyReport

register_texts(YearlyReport, "programme_line", "number", is_label=True)
register_texts(YearlyReport, "remarks")
register_texts(ReportSection, "heading", "text", "composed_text", is_label=True)
register_texts(ReportAddress, "addressees", "recipients", "legal_bases", is_label=True)
register_lists(LoggedList("report-figure", _("Người được đếm trong một số liệu của báo cáo")))
