"""Texts of this room in which a person can be named; no column of it leads to one."""

from exports.models import ExportJob, ExportSchedule, OfficeForm
from people.personal_texts import register_texts

register_texts(ExportJob, "filters", "described", "name", is_label=True)
register_texts(ExportSchedule, "filters", "described", is_label=True)
register_texts(OfficeForm, "title", "file_name", is_label=True)
