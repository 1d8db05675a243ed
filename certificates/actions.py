"""What happens to certificates and their texts, each with its line in the audit trail."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Activity
from attendance.passes.codes import new_code
from certificates.contents import agency_on, print_texts, texts_for
from certificates.models import Certificate, CertificateTexts
from certificates.recipients import Recipient, Recipients, State, find_recipients
from exports.signers.letterhead import signer_of
from people.models import AgencyPeriod, Person
from vietnamese.text import clean

IN_VAIN = (State.SHORT, State.OTHER_ROLE, State.ERASED)


def save_texts(texts: CertificateTexts, **values: Any) -> CertificateTexts:
    """Save the agency's wording for one kind of activity; certificates that were issued stay as they were printed."""
    with transaction.atomic():
        stored = CertificateTexts.objects.select_for_update().filter(kind=texts.kind).first() or texts
        with trail.changing("changed" if stored.pk else "written", stored):
            for name, value in values.items():
                setattr(stored, name, value)
            stored.save()
    return stored


def issue(activity: Activity, *, share: str, by: User, at: datetime, only: Collection[int] | None = None) -> list[Certificate]:
    """Issue a certificate to everybody who attended enough and has none, and return the new ones in the order of their numbers.

    Whoever has a valid certificate keeps it, whoever had one revoked gets none here, so that pressing twice does nothing twice.
    `only`: ids of registrations. Raise ValidationError: `cancelled`, `nothing_held`, `no_agency`; nothing is written then.
    """
    with transaction.atomic():
        activity = Activity.objects.select_for_update(no_key=True, of=("self",)).with_units().get(pk=activity.pk)
        recipients = find_recipients(activity, by, share=share, at=at)
        _require_held(recipients)
        ready = [person for person in recipients.in_state(State.READY) if only is None or person.registration.pk in only]
        return _write(ready, recipients, by=by, at=at)


def reissue(certificate: Certificate, *, reason: str, by: User, at: datetime) -> Certificate:
    """Revoke a certificate, if it is not revoked yet, and issue one with a new number that names it; return the new one.

    A certificate that was issued again already is not issued another time: its successor is returned. Raise ValidationError without
    a reason, `not_enough` for somebody who has not attended enough sittings any more, and as `issue` does.
    """
    with transaction.atomic():
        activity = Activity.objects.select_for_update(no_key=True, of=("self",)).with_units().get(registrations=certificate.registration_id)
        certificate = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
        successor = Certificate.objects.filter(registration=certificate.registration_id, pk__gt=certificate.pk)
        if newer := successor.valid().first() or Certificate.objects.filter(replaces=certificate).first():
            return newer
        recipients = find_recipients(activity, by, share=certificate.share, at=at)
        _require_held(recipients)
        person = next((person for person in recipients.people if person.registration.pk == certificate.registration_id), None)
        if person is None or person.missing or person.state in IN_VAIN:
            message = _("Người này không còn đủ số buổi, nên không cấp lại được. Hãy sửa điểm danh trước, hoặc chỉ thu hồi.")
            raise ValidationError(message, code="not_enough")
        if not certificate.is_revoked:
            _revoke(certificate, reason=reason, by=by, at=at)
        [issued] = _write([person], recipients, by=by, at=at, replaces=certificate)
        return issued


def revoke(certificate: Certificate, *, reason: str, by: User, at: datetime) -> Certificate:
    """Revoke a certificate; one that is revoked keeps its first reason. Raise ValidationError keyed `reason` without one."""
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
        if not certificate.is_revoked:
            _revoke(certificate, reason=reason, by=by, at=at)
    return certificate


def erase_names(person: Person, *, name: str, reason: str, at: datetime) -> int:
    """Take the person off their certificates and return how many there are. Numbers and dates stay; the printed QR code leads nowhere.

    `name`, `reason`: what stands where a name, or the reason of a revocation, stood.
    """
    certificates = Certificate.objects.filter(registration__person=person, erased_at=None)
    certificates.exclude(revoked_at=None).update(revoke_reason=reason)
    ids = list(certificates.values_list("pk", flat=True))
    for pk in ids:
        Certificate.objects.filter(pk=pk).update(full_name=name, birth_year=None, texts={}, code=new_code(), erased_at=at)
    return len(ids)


def _require_held(recipients: Recipients) -> None:
    if recipients.activity.is_cancelled:
        raise ValidationError(_("Hoạt động đã hủy, không cấp giấy."), code="cancelled")
    if not recipients.held:
        raise ValidationError(_("Chưa có buổi nào kết thúc, chưa cấp được giấy."), code="nothing_held")


def _revoke(certificate: Certificate, *, reason: str, by: User, at: datetime) -> None:
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do."), code="required")})
    with trail.changing("revoked", certificate, by=by, reason=reason):
        certificate.revoked_at, certificate.revoked_by, certificate.revoke_reason = at, by, reason
        certificate.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])


def _write(
    people: Iterable[Recipient], recipients: Recipients, *, by: User, at: datetime, replaces: Certificate | None = None
) -> list[Certificate]:
    """Give each of `people` the next number of the agency's year.

    The agency's row is locked, so that of two who issue at once one waits: no number is given twice, and none is left out.
    """
    day, activity = timezone.localdate(at), recipients.activity
    period = AgencyPeriod.objects.select_for_update(no_key=True).get(pk=agency_on(day).pk)
    series = Certificate.objects.filter(series=period.abbreviation, year=day.year)
    last_number = series.aggregate(last=Max("number"))["last"] or 0
    texts, signer = texts_for(activity.kind), signer_of(by, period)
    certificates = [
        Certificate(
            registration=person.registration,
            series=period.abbreviation,
            year=day.year,
            number=number,
            full_name=person.registration.person.full_name,
            birth_year=person.registration.person.birth_year,
            texts=print_texts(
                person.registration,
                activity,
                texts=texts,
                period=period,
                signer=signer,
                attended=person.attended,
                held_sittings=recipients.held,
                day=day,
            ),
            share=recipients.share,
            issued_on=day,
            issued_by=by,
            issued_at=at,
            replaces=replaces,
        )
        for number, person in enumerate(people, start=last_number + 1)
    ]
    Certificate.objects.bulk_create(certificates)
    trail.record_many("issued", [(certificate, trail.created(certificate)) for certificate in certificates], by=by)
    return certificates
