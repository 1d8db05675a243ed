"""Registrations: made, reinstated, withdrawn, changed."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from activities.models import Activity
from attendance.models import Registration
from attendance.registrations.residence import province_of
from people import notices
from people.actions import add_person, organisation_named
from people.models import Notice, Person
from people.national_id import digest
from vietnamese.text import clean, fold

DETAILS = ("gender", "birth_year", "birth_date", "ethnic_group", "ethnicity_note", "phone", "national_id")


def register(activity: Activity, *, person: Person, role: str, by: Any, category: str = "", notice: Notice | None = None) -> Registration:
    """Gives `person` a pass. Someone who had withdrawn stands again with the same pass; raises ValidationError
    (code `registered_already`) for someone who stands. `notice`: what was told to them; the one in force unless said."""
    if not activity.takes_registrations:
        raise ValidationError(_("Hoạt động đã kết thúc hoặc đã hủy nên không nhận đăng ký."), code="activity_closed")
    existing = Registration.objects.filter(activity=activity, person=person).first()
    if existing and not existing.is_withdrawn:
        raise ValidationError(
            {"person": ValidationError(_("%(name)s đã có trong danh sách.") % {"name": person.full_name}, code="registered_already")}
        )
    if existing:
        return _stand_again(existing, role=role, category=category)
    told = notice or notices.current()
    return _with_free_codes(Registration(activity=activity, person=person, role=role, category=category, registered_by=by, notice=told))


def _stand_again(registration: Registration, *, role: str, category: str) -> Registration:
    registration.status, registration.role, registration.category = Registration.Status.REGISTERED, role, category
    registration.save(update_fields=["status", "role", "category", "changed_at"])
    return registration


def _with_free_codes(registration: Registration) -> Registration:
    """A short code may be taken within its activity (1 in 594 million per pair): then another is drawn."""
    for _try in range(5):
        registration.take_new_codes()
        taken = Registration.objects.filter(activity=registration.activity, short_code=registration.short_code).exists()
        if taken:
            continue
        try:
            with transaction.atomic():
                registration.save()
        except IntegrityError as error:
            if Registration.objects.filter(activity=registration.activity, person=registration.person).exists():
                message = _("%(name)s đã có trong danh sách.") % {"name": registration.person.full_name}
                raise ValidationError({"person": ValidationError(message, code="registered_already")}) from error
            continue
        return registration
    raise RuntimeError("five short codes in a row were taken")


def give_new_codes(registration: Registration) -> Registration:
    """Another pass: what is printed or saved of the one before opens nothing and names nobody."""
    for _try in range(5):
        registration.take_new_codes()
        try:
            with transaction.atomic():
                registration.save(update_fields=["code", "code_digest", "short_code", "changed_at"])
        except IntegrityError:  # the short code was taken
            continue
        return registration
    raise RuntimeError("five short codes in a row were taken")


def withdraw(registration: Registration) -> Registration:
    registration.status = Registration.Status.WITHDRAWN
    registration.save(update_fields=["status", "changed_at"])
    return registration


def change_registration(registration: Registration, *, role: str, category: str) -> Registration:
    registration.role, registration.category = role, category
    registration.save(update_fields=["role", "category", "changed_at"])
    return registration


def enrol(activity: Activity, asked: dict[str, Any], *, by: Any, notice: Notice | None = None) -> Registration:
    """`asked`: `person` (a new one's values) or `person_id` (a Person), with `role` and `category`. `notice` as for `register`.

    Raises ValidationError; a new person's fields are named `person.<field>`. Nothing is written then.
    """
    with transaction.atomic():
        person = asked.get("person_id") or _new_person(asked["person"])
        return register(activity, person=person, role=asked["role"], category=asked.get("category", ""), by=by, notice=notice)


def _new_person(values: dict[str, Any]) -> Person:
    values = dict(values)
    organisation = values.pop("organisation", None)
    try:
        if organisation and organisation.strip():
            values["organisation"] = organisation_named(organisation, unit=values["unit"])
        return add_person(**{name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        raise ValidationError({f"person.{field}": problems for field, problems in error.error_dict.items()}) from error


def enrol_walk_in(
    activity: Activity, values: dict[str, Any], *, by: Any, walk_in_id: UUID | None = None, stands_again: bool = False
) -> Registration:
    """The place of somebody who came without one. The same `walk_in_id` is the same registration, whatever is sent with it.

    `values`: `full_name`, and what is known of `birth_year`, `birth_date`, `gender`, `unit` (a Unit; None: elsewhere in the
    province), `phone`, `national_id` (12 digits), `ethnic_group`, `role`, `category`, `notice` (a Notice: what was told to them; the
    one in force unless said); or `person` (a known Person) instead of what describes one. Who carries the card of somebody known is
    that person: registered here already, that registration is answered, which stands again only when `stands_again`. Also taken
    after the activity was closed: a hall sends late.

    Raises ValidationError: `no_walk_ins` when the activity takes none, `walk_in_elsewhere` when the id was used in another activity,
    `card_of_another` when a known person with another name carries the card, else keyed by the field that is wrong. Nothing is
    written then.
    """
    for _try in range(5):
        if found := _sent_before(activity, walk_in_id):
            return found
        if not activity.takes_walk_ins:
            raise ValidationError(_("Hoạt động này không nhận đăng ký tại chỗ."), code="no_walk_ins")
        try:
            with transaction.atomic():
                return _enrol(activity, values, by, walk_in_id, stands_again)
        except IntegrityError:  # the id, the person's place or the short code was taken meanwhile: look again
            continue
    raise RuntimeError("places kept being taken")


def _sent_before(activity: Activity, walk_in_id: UUID | None) -> Registration | None:
    if walk_in_id is None:
        return None
    found = Registration.objects.select_related("person").filter(walk_in_id=walk_in_id).first()
    if found and found.activity_id != activity.pk:
        raise ValidationError(_("Lượt đăng ký tại chỗ này thuộc hoạt động khác."), code="walk_in_elsewhere")
    return found


def _enrol(activity: Activity, values: dict[str, Any], by: Any, walk_in_id: UUID | None, stands_again: bool) -> Registration:
    known = values.get("person") or _who_carries(values.get("national_id"), values.get("full_name") or "", activity)
    if known and (here := Registration.objects.select_related("person").filter(activity=activity, person=known).first()):
        return _answered_by(here, walk_in_id, stands_again)
    registration = Registration(
        activity=activity,
        person=known or _new_walk_in(activity, values),
        role=values.get("role") or default_role(activity),
        category=values.get("category") or "",
        is_walk_in=True,
        walk_in_id=walk_in_id,
        registered_by=by,
        notice=values.get("notice") or notices.current(),
    )
    registration.take_new_codes()
    registration.save()
    return registration


def _who_carries(national_id: str | None, full_name: str, activity: Activity) -> Person | None:
    """Whose card it is; of several, who is registered here, then the first. What is no number, add_person says.

    Raises ValidationError (code `card_of_another`) when whoever carries it has another name: one digit typed wrong must neither count
    a stranger nor tell who they are."""
    try:
        carried = digest("".join(national_id.split())) if national_id else None
    except ValueError:
        return None
    if carried is None:
        return None
    # Two phones that send the same new card at once wait for each other here, or the person would be there twice.
    Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    carriers = list(Person.objects.filter(national_id_digest=carried).order_by("pk"))
    holders = [one for one in carriers if one.folded == fold(clean(full_name))[:200]]
    if carriers and not holders:
        message = _("Số căn cước này là của người có tên khác. Hãy kiểm tra từng chữ số, hoặc để trống.")
        raise ValidationError({"national_id": ValidationError(message, code="card_of_another")})
    here = set(Registration.objects.filter(activity=activity, person__in=holders).values_list("person", flat=True))
    return min(holders, key=lambda holder: (holder.pk not in here, holder.pk), default=None)


def _answered_by(here: Registration, walk_in_id: UUID | None, stands_again: bool) -> Registration:
    """A place that was there before takes the phone's id, if it has none: the phone then knows it again in the roster."""
    changed = []
    if walk_in_id and here.walk_in_id is None:
        here.walk_in_id = walk_in_id
        changed.append("walk_in_id")
    if stands_again and here.is_withdrawn:
        here.status = Registration.Status.REGISTERED
        changed.append("status")
    if changed:
        here.save(update_fields=[*changed, "changed_at"])
    return here


def default_role(activity: Activity) -> str:
    """As what somebody comes who said nothing else: contestants are on the list of their team."""
    is_contest = activity.kind == Activity.Kind.CONTEST
    return Registration.Role.AUDIENCE if is_contest else Registration.Role.PARTICIPANT


def _new_walk_in(activity: Activity, values: dict[str, Any]) -> Person:
    details = {name: values[name] for name in DETAILS if values.get(name)}
    return add_person(full_name=values.get("full_name") or "", unit=values.get("unit") or province_of(activity), **details)
