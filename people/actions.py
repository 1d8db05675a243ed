"""What happens to persons and organisations."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import trail
from people.identity.national_id import digest, renew_digests
from people.models import AgencyPeriod, EthnicGroup, Organisation, Person
from places.models import Unit
from vietnamese.names import problem_with_name
from vietnamese.phones import normalise_phone
from vietnamese.text import clean, fold

OLDEST, YOUNGEST = 120, 3  # years; beyond these a birth year is a slip of the keyboard
NAME_PROBLEMS = {
    "too_short": gettext_lazy("Họ tên phải có ít nhất 2 chữ cái."),
    "too_long": gettext_lazy("Họ tên dài quá 100 ký tự. Hãy kiểm tra: có thể nhiều ô bị dán chung."),
    "not_a_name": gettext_lazy("Họ tên có ký tự không dùng trong tên người (chữ số, biểu tượng, dấu = + @). Hãy gõ lại họ tên."),
}


def add_person(*, full_name: str, unit: Unit, **details: Any) -> Person:
    """Add a person. `details` as `describe_person` takes them; raises ValidationError keyed by field."""
    person = Person(unit=unit)
    describe_person(person, full_name=full_name, **details)
    renew_digests([details.get("national_id")])
    with transaction.atomic():
        person.save()
        trail.record("added", person, changes=trail.created(person))
    return person


def describe_person(
    person: Person,
    *,
    full_name: str,
    gender: str | None = None,
    birth_year: int | None = None,
    birth_date: date | None = None,
    ethnic_group: EthnicGroup | None = None,
    ethnicity_note: str = "",
    phone: str | None = None,
    organisation: Organisation | None = None,
    position: str = "",
    national_id: str | None = None,
) -> Person:
    """Write checked values into `person` without saving. Raises one ValidationError with every field that is wrong."""
    errors: dict[str, ValidationError] = {}
    full_name = clean(full_name)
    if problem := problem_with_name(full_name):
        errors["full_name"] = ValidationError(NAME_PROBLEMS[problem], code=problem)
    if birth_date:
        birth_year = birth_date.year
    this_year = timezone.localdate().year
    if birth_year is not None and not this_year - OLDEST <= birth_year <= this_year - YOUNGEST:
        errors["birth_year"] = ValidationError(
            _("Năm sinh %(year)s không hợp lý. Hãy nhập đủ 4 chữ số, ví dụ 1985.") % {"year": birth_year}, code="implausible"
        )
    try:
        person.phone = normalise_phone(phone) if phone else None
    except ValueError:
        errors["phone"] = ValidationError(_("Số điện thoại không đúng. Ví dụ: 0912 345 678."), code="not_a_phone")
    national_id = re.sub(r"\s", "", national_id) if national_id else None
    try:
        person.national_id_digest = digest(national_id) if national_id else person.national_id_digest
        person.national_id_last4 = national_id[-4:] if national_id else person.national_id_last4
    except ValueError:
        errors["national_id"] = ValidationError(_("Số định danh (CCCD) phải có đúng 12 chữ số."), code="not_a_national_id")
    if errors:
        raise ValidationError(errors)
    person.rename(full_name)
    person.gender, person.birth_year, person.birth_date = gender or None, birth_year, birth_date
    person.ethnic_group, person.ethnicity_note = ethnic_group, clean(ethnicity_note)
    person.organisation, person.position = organisation, clean(position)[:120]
    return person


def correct_person(person: Person, *, unit: Unit, organisation: str | None = None, **details: Any) -> Person:
    """Correct what is on record of somebody.

    `details` as `describe_person` takes them: what is left out is not known any more, but for the card, which stays unless another
    number is given. `organisation` by its name, added when there is none. Raises ValidationError keyed by field; nothing is written then.
    """
    renew_digests([details.get("national_id")])
    with transaction.atomic():
        record = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        columns_before = trail.values_of(record)
        before = record.organisation
        record.unit = unit
        describe_person(record, **details)
        name = clean(organisation or "")
        if before and before.folded == fold(name)[:200]:  # a school need not stand in the commune where somebody lives
            record.organisation = before
        else:
            record.organisation = find_or_add_organisation(name, unit=unit) if name else None
        record.save()
        if changes := trail.changes_between(columns_before, record):
            trail.record("corrected", record, changes=changes)
    return record


def find_organisation(name: str, *, unit: Unit) -> Organisation | None:
    """Return the organisation of that name in that unit, if it is on record."""
    return Organisation.objects.filter(folded=fold(clean(name))[:200], unit=unit).first()


def find_or_add_organisation(name: str, *, unit: Unit, kind: str = Organisation.Kind.OTHER) -> Organisation:
    """Return the organisation of that name in that unit, added when there is none; accents and capitals do not make another."""
    name = clean(name)
    if not name:
        raise ValidationError({"organisation": ValidationError(_("Hãy nhập tên đơn vị."), code="required")})
    with transaction.atomic():
        organisation, is_new = Organisation.objects.get_or_create(
            folded=fold(name)[:200], unit=unit, defaults={"name": name[:200], "kind": kind}
        )
        if is_new:
            trail.record("added", organisation, changes=trail.created(organisation))
    return organisation


def save_agency_period(period: AgencyPeriod) -> AgencyPeriod:
    """Save a new period, or what was changed of one."""
    with trail.changing("changed" if period.pk else "added", period):
        period.save()
    return period


def delete_agency_period(period: AgencyPeriod) -> None:
    """Delete a period. Raises ValidationError for the last one: documents would have no head."""
    if not AgencyPeriod.objects.exclude(pk=period.pk).exists():
        raise ValidationError(_("Phải còn ít nhất một thời kỳ, nếu không văn bản sẽ không có tên cơ quan."), code="last_period")
    with trail.changing("removed", period):
        period.delete()
