"""Actions on registrations: people are registered, reinstated, changed and withdrawn, one by one or many at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Activity
from attendance.models import FormerPass, Registration
from attendance.registrations.withdrawals import begin_period, end_period
from people import notices
from people.actions import add_person, find_or_add_organisation, find_organisation, newer_contact, renew_contact
from people.models import Notice, Person
from places.models import Unit
from screens.nested_errors import errors_under

DESCRIPTION_FIELDS = ("gender", "birth_year", "birth_date", "ethnic_group", "ethnicity_note", "phone", "position", "national_id")
ROLES_OF_ANY_KIND = (Registration.Role.SPEAKER, Registration.Role.GUEST)  # the same in a training session and in a contest
ROWS_PER_INSERT = 1000


def require_open(activity: Activity) -> None:
    """Raise ValidationError (code `activity_closed`) for an activity that is over or was cancelled."""
    if not activity.takes_registrations:
        raise ValidationError(_("Hoạt động đã kết thúc hoặc đã hủy nên không nhận đăng ký."), code="activity_closed")


def register(
    activity: Activity, *, person: Person, role: str, by: User | None, category: str = "", notice: Notice | None = None
) -> Registration:
    """Register `person`, or reinstate their withdrawn registration, which keeps its pass.

    `notice`: the privacy notice that was shown to them; by default the one in force. Raises ValidationError: `activity_closed`, and
    `registered_already` (keyed `person`) for an active registration.
    """
    require_open(activity)
    registration = Registration.objects.filter(activity=activity, person=person).first()
    if registration is None:
        registration = new_registration(activity, person, role=role, category=category, by=by, notice=notice)
        try:
            with transaction.atomic():
                _save_with_new_codes(registration)
                trail.record("registered", registration, changes=trail.created(registration), by=by)
            return registration
        except IntegrityError as error:  # registered meanwhile by somebody else
            raise _registered_already(person) from error
    if not registration.is_withdrawn:
        raise _registered_already(person)
    reinstate(registration, role=role, category=category)
    return registration


def register_renewed(
    activity: Activity, *, person: Person, described: Mapping[str, Any], role: str, by: User | None, category: str = ""
) -> Registration:
    """Register somebody on record and take over the phone and position that were typed for them, in one transaction."""
    with transaction.atomic():
        registration = register(activity, person=person, role=role, category=category, by=by)
        if newer_contact(person, described):
            renew_contact(person, described)
    return registration


def register_described(
    activity: Activity, described: Mapping[str, Any], *, role: str, by: User | None, category: str = "", notice: Notice | None = None
) -> Registration:
    """Add the person who is described and register them, in one transaction.

    `described`: `full_name`, `unit`, and what is known of DESCRIPTION_FIELDS and `organisation` (its name). Raises ValidationError as
    `register` does, and keyed `person.<field>` for what is wrong in the description; nothing is written then.
    """
    with transaction.atomic():
        with errors_under("person"):
            person = add_described(described, unit=described["unit"], activity=activity, by=by)
        return register(activity, person=person, role=role, category=category, by=by, notice=notice)


def register_many(
    activity: Activity, people: Iterable[tuple[Person, str, str]], *, by: User | None, notice: Notice | None = None
) -> list[Registration]:
    """Register people, each with role and category, in few statements however many; return their registrations in the same order.

    Withdrawn registrations are reinstated with role and category, active ones stay as they are. The caller holds a lock on the
    activity and has called `require_open`; raises IntegrityError for somebody registered meanwhile.
    """
    existing = {registration.person_id: registration for registration in Registration.objects.filter(activity=activity)}
    withdrawn: dict[int, tuple[Registration, trail.Values]] = {}
    short_codes = {registration.short_code for registration in existing.values()}
    notice = notice or notices.current()
    registrations: list[Registration] = []
    new: list[Registration] = []
    for person, role, category in people:
        registration = existing.get(person.pk)
        if registration is None:
            registration = new_registration(activity, person, role=role, category=category, by=by, notice=notice)
            registration.take_new_codes(besides=short_codes)
            short_codes.add(registration.short_code)
            new.append(registration)
        elif registration.is_withdrawn:
            withdrawn[registration.pk] = registration, trail.values_of(registration)
            registration.role, registration.category = role, category
        registrations.append(registration)
    _reinstate_many(withdrawn.values(), activity=activity, by=by)
    Registration.objects.bulk_create(new, batch_size=ROWS_PER_INSERT)
    trail.record_many("registered", [(registration, trail.created(registration)) for registration in new], by=by)
    return registrations


def _reinstate_many(withdrawn: Iterable[tuple[Registration, trail.Values]], *, activity: Activity, by: User | None) -> None:
    """Make registrations active again that were withdrawn with the values beside them."""
    at = timezone.now()
    for registration, _before in withdrawn:
        registration.activity = activity
        registration.status, registration.withdrawals = Registration.Status.REGISTERED, end_period(registration.withdrawals, at=at)
    _save_many("reinstated", withdrawn, ["status", "withdrawals", "role", "category"], by=by, at=at)


def default_role(activity: Activity) -> str:
    """Return the role of somebody who named none: audience at a contest, whose contestants are registered with their teams."""
    is_contest = activity.kind == Activity.Kind.CONTEST
    return Registration.Role.AUDIENCE if is_contest else Registration.Role.PARTICIPANT


def role_from(former: Registration, *, activity: Activity) -> str:
    """Return the role in `activity` of somebody registered elsewhere: the same where it means the same there, else the usual one."""
    is_same = former.activity.kind == activity.kind or former.role in ROLES_OF_ANY_KIND
    return former.role if is_same else default_role(activity)


def details_of(described: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of DESCRIPTION_FIELDS that are given."""
    return {name: described[name] for name in DESCRIPTION_FIELDS if described.get(name) is not None}


def add_described(described: Mapping[str, Any], *, unit: Unit, activity: Activity, by: User | None) -> Person:
    """Add a person with the values of DESCRIPTION_FIELDS and the organisation that are given; raises ValidationError keyed by field.

    An organisation that is not on record where the person lives is added there only by who may register there, else where the activity is.
    """
    details = details_of(described)
    organisation = (described.get("organisation") or "").strip()
    if organisation:
        may_add = by is not None and by.can("register", unit.pk)
        details["organisation"] = find_organisation(organisation, unit=unit) or find_or_add_organisation(
            organisation, unit=unit if may_add else activity.unit
        )
    return add_person(full_name=described.get("full_name") or "", unit=unit, **details)


def reinstate(registration: Registration, *, at: datetime | None = None, **changes: str) -> bool:
    """Make a withdrawn registration active again, with its pass, and write `changes` (`role`, `category`).

    Returns False, and writes nothing, for one that is not withdrawn in the database. `at` becomes its `changed_at`, which tells
    whoever undoes a decision whether the registration was changed since.
    """
    at = at or timezone.now()
    with trail.changing("reinstated", registration):
        withdrawn = Registration.objects.select_for_update(no_key=True).filter(pk=registration.pk, status=Registration.Status.WITHDRAWN)
        withdrawals = withdrawn.values_list("withdrawals", flat=True).first()
        if withdrawals is None:
            return False
        values = {
            "status": Registration.Status.REGISTERED,
            "withdrawals": end_period(withdrawals, at=at),
            "changed_at": at,
            **changes,
        }
        Registration.objects.filter(pk=registration.pk).update(**values)
    for name, value in values.items():
        setattr(registration, name, value)
    return True


def withdraw(registration: Registration, *, at: datetime | None = None) -> Registration:
    """Withdraw a registration; attendances stay, and scans made before count whenever they arrive."""
    with trail.changing("withdrawn", registration):
        stored = Registration.objects.select_for_update(no_key=True).filter(pk=registration.pk)
        registration.withdrawals = begin_period(stored.values_list("withdrawals", flat=True).get(), at=at or timezone.now())
        registration.status = Registration.Status.WITHDRAWN
        registration.save(update_fields=["status", "withdrawals", "changed_at"])
    return registration


def change_role(registration: Registration, *, role: str, category: str) -> Registration:
    """Change the role and the category of a registration."""
    with trail.changing("role_changed", registration):
        registration.role, registration.category = role, category
        registration.save(update_fields=["role", "category", "changed_at"])
    return registration


def lock_many(activity: Activity, ids: Iterable[int]) -> list[Registration]:
    """Return those of the registrations that are of `activity`, with their people, locked in one order until the transaction ends."""
    registrations = Registration.objects.select_for_update(of=("self",), no_key=True).filter(activity=activity, pk__in=list(ids))
    locked = list(registrations.select_related("person").order_by("pk"))
    for registration in locked:
        registration.activity = activity
    return locked


def withdraw_many(registrations: Iterable[Registration], *, by: User, at: datetime) -> None:
    """Withdraw active registrations that `lock_many` returned, as `withdraw` does, in few statements however many."""
    changed = []
    for registration in registrations:
        changed.append((registration, trail.values_of(registration)))
        registration.status = Registration.Status.WITHDRAWN
        registration.withdrawals = begin_period(registration.withdrawals, at=at)
    _save_many("withdrawn", changed, ["status", "withdrawals"], by=by, at=at)


def change_role_many(registrations: Iterable[Registration], *, role: str | None, category: str | None, by: User, at: datetime) -> None:
    """Change the role or the category of registrations that `lock_many` returned; None leaves each as it is."""
    changed = []
    for registration in registrations:
        changed.append((registration, trail.values_of(registration)))
        registration.role = registration.role if role is None else role
        registration.category = registration.category if category is None else category
    _save_many("role_changed", changed, ["role", "category"], by=by, at=at)


def restore_many(
    verb: str, registrations: Iterable[tuple[Registration, Mapping[str, Any]]], *, by: User, at: datetime, reason: str
) -> None:
    """Give registrations that `lock_many` returned the values beside them again: some of status, withdrawals, role and category."""
    changed: list[tuple[Registration, trail.Values]] = []
    columns: set[str] = set()
    for registration, values in registrations:
        changed.append((registration, trail.values_of(registration)))
        columns |= values.keys()
        for name, value in values.items():
            setattr(registration, name, value)
    _save_many(verb, changed, sorted(columns), by=by, at=at, reason=reason)


def _save_many(
    verb: str, changed: Iterable[tuple[Registration, trail.Values]], columns: list[str], *, by: User | None, at: datetime, reason: str = ""
) -> None:
    """Save the columns of registrations and record how each differs from the values that it had before."""
    changed = list(changed)
    for registration, _before in changed:
        registration.changed_at = at
    rows = [registration for registration, _before in changed]
    Registration.objects.bulk_update(rows, [*columns, "changed_at"], batch_size=ROWS_PER_INSERT)
    trail.record_many(
        verb, [(registration, trail.changes_between(before, registration)) for registration, before in changed], by=by, reason=reason
    )


def give_new_codes(registration: Registration) -> Registration:
    """Replace the codes of a pass: the old pass is not accepted any more."""
    with transaction.atomic():
        _save_with_new_codes(registration, update_fields=["code", "code_digest", "short_code", "changed_at"])
        FormerPass.objects.filter(registration=registration).update(code="", short_code="")
        trail.record("pass_replaced", registration)
    return registration


def new_registration(
    activity: Activity, person: Person, *, role: str, category: str, by: User | None, notice: Notice | None
) -> Registration:
    """Return an unsaved registration without codes."""
    return Registration(
        activity=activity,
        person=person,
        role=role,
        category=category,
        registered_by=by,
        notice=notice or notices.current(),
    )


def _save_with_new_codes(registration: Registration, *, update_fields: list[str] | None = None) -> Registration:
    """Draw a pass and save; a short code that is taken in the activity (1 in 594 million per pair) is drawn again.

    Raises IntegrityError for any other conflict.
    """
    for _try in range(5):
        registration.take_new_codes()
        try:
            with transaction.atomic():
                registration.save(update_fields=update_fields)
        except IntegrityError:
            same_code = Registration.objects.filter(activity=registration.activity_id, short_code=registration.short_code)
            if not same_code.exclude(pk=registration.pk).exists():
                raise
            continue
        return registration
    raise RuntimeError("five short codes in a row were taken")


def _registered_already(person: Person) -> ValidationError:
    message = _("%(name)s đã có trong danh sách.") % {"name": person.full_name}
    return ValidationError({"person": ValidationError(message, code="registered_already")})
