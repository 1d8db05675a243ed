"""An export's filters and its state in words."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from exports import periods
from exports.models import ExportJob
from exports.reports import catalogue
from places.models import Unit


def describe_filters(form: forms.Form) -> list[list[str]]:
    """Return the filters of a valid form that narrow a report, as [label, value]; its period in one line."""
    values, described = form.cleaned_data, []
    if values.get("from") or values.get("to"):
        described.append(describe_period(values.get("from"), values.get("to")))
    for field in form.visible_fields():
        value = values.get(field.name)
        if field.name not in ("from", "to") and value not in (None, "", False):
            described.append([str(field.label), _filter_value(field.field, value)])
    return described


def describe_period(first: date | None, last: date | None) -> list[str]:
    return [_("Thời gian"), periods.in_words(first, last)]


def title_of(report_name: str) -> str:
    """Return the title of a report; the name of one that there is no more."""
    try:
        return str(catalogue.get(report_name).title)
    except KeyError:
        return report_name


def describe_outcome(job: ExportJob) -> str:
    """Return the state of an export in a word or two."""
    if job.is_unfinished and job.is_cancel_wanted:
        return _("Đang dừng")
    if job.status == ExportJob.Status.RUNNING and job.attempt > 1:
        return _("Đang xuất lại từ đầu, lần %(attempt)d") % {"attempt": job.attempt}
    return _("Đã hết hạn") if job.is_expired else str(job.get_status_display())


def _filter_value(field: Any, value: Any) -> str:
    if isinstance(value, Unit):
        return value.label
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Model):
        return str(value)
    return str(dict(getattr(field, "choices", ())).get(value, value))
