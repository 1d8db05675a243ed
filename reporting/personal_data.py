"""Texts of this room in which a person can be named, and the list of people behind a figure; no column of it leads to one."""

from django.utils.translation import gettext_lazy as _

from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import register_column_titles
from people.personal_texts import register_file, register_texts
from reporting.document.redaction import redact, words_in
from reporting.models import IssuedFile, ReportAddress, ReportSection, YearlyReport

register_texts(YearlyReport, "programme_line", "number", is_label=True)
register_texts(YearlyReport, "remarks")
register_texts(ReportSection, "heading", "text", "composed_text", is_label=True)
register_texts(ReportAddress, "addressees", "recipients", "legal_bases", is_label=True)
register_file(IssuedFile, "file", read=words_in, rewrite=redact)
register_lists(LoggedList("report-figure", _("Người được đếm trong một số liệu của báo cáo")))
register_column_titles(
    {
        "composed_at": _("Soạn từ số liệu lúc"),
        "figures": _("Số liệu lúc soạn"),
        "issued_at": _("Ban hành lúc"),
        "issued_by": _("Người ban hành"),
        "reviewed_at": _("Rà soát lúc"),
        "reviewed_by": _("Người rà soát"),
        "submitted_at": _("Gửi rà soát lúc"),
        "submitted_by": _("Người gửi rà soát"),
        "version": _("Lần sửa thứ"),
        "withdrawn_at": _("Ngừng dùng lúc"),
    }
)
