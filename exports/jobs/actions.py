"""Ordering an export and stopping it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from exports.jobs import rights
from exports.jobs.making.tasks import enqueue
from exports.jobs.wording import describe_filters
from exports.models import ExportFormat, ExportJob, ExportSchedule
from exports.reports import catalogue
from exports.reports.catalogue import Report

MAX_UNFINISHED = 20  # of one user: a program that orders in a loop


def request_export(user: User, *, report_name: str, file_format: str, filters: Mapping[str, Any], at: datetime) -> ExportJob:
    """Queue an export.

    Raise ValidationError and PermissionDenied as `check_order` does, ValidationError `too_many` where many wait already.
    """
    report, values, form = check_order(user, report_name=report_name, file_format=file_format, filters=filters)
    if ExportJob.objects.unfinished().filter(owner=user).count() >= MAX_UNFINISHED:
        message = _("Bạn đang có %(count)d tệp chờ xuất. Hãy đợi xong hoặc dừng bớt.")
        raise ValidationError(message, code="too_many", params={"count": MAX_UNFINISHED})
    return queue_export(user, report_name=report.name, file_format=file_format, filters=values, described=describe_filters(form), at=at)


def queue_export(
    user: User,
    *,
    report_name: str,
    file_format: str,
    filters: Mapping[str, str],
    described: list[list[str]],
    at: datetime,
    schedule: ExportSchedule | None = None,
    due_on: date | None = None,
) -> ExportJob:
    """Queue an export whose filters were checked, or, for a schedule, will be when it is made."""
    with transaction.atomic():
        job = ExportJob.objects.create(
            owner=user,
            report=report_name,
            format=file_format,
            filters=dict(filters),
            described=described,
            schedule=schedule,
            due_on=due_on,
            created_at=at,
            heartbeat=at,
        )
        trail.record("requested", job, changes=trail.created(job), by=user if schedule is None else None)
        enqueue(job.pk)
    return job


def cancel_export(job: ExportJob, *, by: User, at: datetime) -> ExportJob:
    """Stop an export: one in the queue at once, one that is being made within seconds. Raise ValidationError for one that has ended."""
    with transaction.atomic():
        job = ExportJob.objects.select_for_update(no_key=True).get(pk=job.pk)
        if not job.is_unfinished:
            raise ValidationError(_("Tệp này đã xuất xong hoặc đã dừng."), code="ended")
        if job.is_cancel_wanted:
            return job
        with trail.changing("cancelled", job, by=by):
            job.is_cancel_wanted = True
            if job.status == ExportJob.Status.QUEUED:
                job.status, job.finished_at = ExportJob.Status.CANCELLED, at
            job.save(update_fields=["is_cancel_wanted", "status", "finished_at"])
    return job


def check_order(user: User, *, report_name: str, file_format: str, filters: Mapping[str, Any]) -> tuple[Report, dict[str, str], forms.Form]:
    """Return what `check_filters` does. Raise ValidationError keyed `format`, too."""
    if file_format not in ExportFormat.values:
        message = _("Chỉ xuất được kiểu tệp: %(formats)s.")
        raise ValidationError({"format": ValidationError(message, "unknown_format", {"formats": ", ".join(ExportFormat.values)})})
    return check_filters(user, report_name=report_name, filters=filters)


def check_filters(user: User, *, report_name: str, filters: Mapping[str, Any]) -> tuple[Report, dict[str, str], forms.Form]:
    """Return the report, its filters as text, and its valid form.

    Raise ValidationError keyed `report`, `filters.<name>`, PermissionDenied for a report that `user` may read nowhere or not in the unit
    of the filters.
    """
    try:
        catalogue.get(report_name)
    except KeyError:
        message = _("Không có báo cáo “%(name)s”.")
        raise ValidationError({"report": ValidationError(message, code="unknown_report", params={"name": report_name})}) from None
    report = catalogue.fetch_report(user, report_name)
    values = _filter_texts(report, filters)
    form = report.form(values)
    if form.is_valid():
        try:
            rights.require_right(user, report, form)
        except ValidationError as error:
            form.add_error(None, error)
    if not form.is_valid():
        names = {"__all__": "filters"}
        raise ValidationError({names.get(field, f"filters.{field}"): errors.as_data() for field, errors in form.errors.items()})
    return report, values, form


def _filter_texts(report: Report, filters: Mapping[str, Any]) -> dict[str, str]:
    """Return the filters as a query string would have them. Raise ValidationError for one that the report does not know."""
    known, values, errors = report.form().fields, {}, {}
    for name, value in filters.items():
        if name not in known:
            message = _("Báo cáo này không có điều kiện “%(name)s”.")
            errors[f"filters.{name}"] = ValidationError(message, code="unknown_filter", params={"name": name})
        elif isinstance(value, str | int) and not isinstance(value, bool):
            values[name] = str(value)
        elif value is not None:
            errors[f"filters.{name}"] = ValidationError(_("Hãy ghi một chữ hoặc một số."), code="invalid")
    if errors:
        raise ValidationError(errors)
    return values
