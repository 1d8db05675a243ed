"""What happens to persons and organisations."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import trail
from accounts.models import User
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
        errors["national_id"] = ValidationError(_("Số định danh cá nhân phải có đúng 12 chữ số."), code="not_a_national_id")
    if errors:
        raise ValidationError(errors)
    person.rename(full_name)
    person.gender, person.birth_year, person.birth_date = gender or None, birth_year, birth_date
    person.ethnic_group, person.ethnicity_note = ethnic_group, clean(ethnicity_note)
    person.organisation, person.position = organisation, clean(position)[:120]
    return person


def correct_person(person: Person, *, by: User | None, unit: Unit, organisation: str | None = None, **details: Any) -> Person:
    """Correct what is on record of somebody. `by`: None where the product itself corrects.

    `details` as `describe_person` takes them: what is left out is not known any more, but for the card, which stays unless another
    number is given. `organisation` by its name, added when there is none and `by` may. Raises ValidationError keyed by field, also
    `card_not_seen` for what would tell of a number that `by` may not see, or show it to them; nothing is written then.
    """
    renew_digests([details.get("national_id")])
    with transaction.atomic():
        record = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if by is not None:
            _require_hidden_number_kept(record, by=by, unit=unit, has_new_number=bool(details.get("national_id")))
        columns_before = trail.values_of(record)
        before = record.organisation
        record.unit = unit
        describe_person(record, **details)
        name = clean(organisation or "")
        if before and before.folded == fold(name)[:200]:  # a school need not stand in the commune where somebody lives
            record.organisation = before
        else:
            record.organisation = _organisation_named(name, unit=unit, by=by) if name else None
        record.save()
        if changes := trail.changes_between(columns_before, record):
            trail.record("corrected", record, changes=changes)
    return record


def newer_contact(person: Person, described: Mapping[str, Any]) -> dict[str, str]:
    """Return the phone and position of `described` that are given and not those on record, as they would be stored."""
    try:
        phone = normalise_phone(described["phone"]) if described.get("phone") else None
    except ValueError:
        phone = None
    values = {"phone": phone, "position": clean(described.get("position") or "")[:120]}
    return {name: value for name, value in values.items() if value and value != getattr(person, name)}


def renew_contact(person: Person, described: Mapping[str, Any]) -> Person:
    """Take over the phone and position that were typed for somebody on record; the rest stays as it is."""
    with transaction.atomic():
        record = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        columns_before = trail.values_of(record)
        for name, value in newer_contact(record, described).items():
            setattr(record, name, value)
        if changes := trail.changes_between(columns_before, record):
            record.save()
            trail.record("corrected", record, changes=changes)
    return record


def may_see_number(user: User, person: Person) -> bool:
    """Return whether `user` may be told of the number of this person's card: where they live, the role has to see personal data."""
    return user.can("see_personal", person.unit_id)


def _require_hidden_number_kept(person: Person, *, by: User, unit: Unit, has_new_number: bool) -> None:
    """Raise ValidationError (`card_not_seen`) for a new number beside one that `by` may not see, and for a move to where they would see it.

    A number typed over another leaves no trace in the history when it is the same, so that guesses could be told apart.
    """
    if may_see_number(by, person):
        return
    message = _("Người này cư trú ngoài địa bàn của bạn và đã có số định danh cá nhân. Hãy nhờ nơi đó, hoặc cấp tỉnh, sửa mục này.")
    if person.national_id_digest and unit.pk != person.unit_id:
        raise ValidationError({"unit": ValidationError(message, code="card_not_seen")})
    if person.national_id_digest and has_new_number:
        raise ValidationError({"national_id": ValidationError(message, code="card_not_seen")})


def _organisation_named(name: str, *, unit: Unit, by: User | None) -> Organisation:
    """Return the organisation on record in `unit`, else add it there if `by` may; else one on record where they may.

    Raise ValidationError (`not_yours`, keyed `organisation`) when there is none.
    """
    if by is None or by.can("register", unit):
        return find_or_add_organisation(name, unit=unit)
    own_namesakes = Organisation.objects.visible_to(by, "register").filter(folded=fold(name)[:200]).order_by("pk")
    organisation = find_organisation(name, unit=unit) or own_namesakes.first()
    if organisation is None:
        message = _("Chưa có đơn vị này ở %(unit)s, và bạn không được thêm đơn vị ở đó. Hãy nhờ nơi đó, hoặc cấp tỉnh, thêm vào.")
        raise ValidationError({"organisation": ValidationError(message % {"unit": unit}, code="not_yours")})
    return organisation


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
