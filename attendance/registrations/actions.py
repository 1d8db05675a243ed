"""Actions on registrations: people are registered, reinstated, changed and withdrawn, one by one or many at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Activity
from attendance.access import people_whose_number_is_seen_by
from attendance.models import Device, FormerPass, Registration
from attendance.registrations.residence import province_of
from attendance.registrations.withdrawals import begin_period, end_period
from attendance.scans.card_lookups import CardQuestion, admit
from people import notices
from people.actions import add_person, describe_person, find_or_add_organisation, find_organisation, newer_contact, renew_contact
from people.identity.candidates import Candidate, describe, find_candidates
from people.identity.comparison import CARD, Particulars
from people.models import Notice, Person
from places.models import Unit

DESCRIPTION_FIELDS = ("gender", "birth_year", "birth_date", "ethnic_group", "ethnicity_note", "phone", "position", "national_id")
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
        registration = _new_registration(activity, person, role=role, category=category, by=by, notice=notice)
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
        try:
            person = _add_described(described, unit=described["unit"], activity=activity, by=by)
        except ValidationError as error:
            raise ValidationError({f"person.{field}": problems for field, problems in error.error_dict.items()}) from error
        return register(activity, person=person, role=role, category=category, by=by, notice=notice)


def register_many(
    activity: Activity, people: Iterable[tuple[Person, str]], *, role: str, by: User | None, notice: Notice | None = None
) -> list[Registration]:
    """Register people with their categories, in few statements however many; return their registrations in the same order.

    Withdrawn registrations are reinstated with `role` and the category, active ones stay as they are. The caller holds a lock on the
    activity and has called `require_open`; raises IntegrityError for somebody registered meanwhile.
    """
    existing = {registration.person_id: registration for registration in Registration.objects.filter(activity=activity)}
    withdrawn: dict[int, tuple[Registration, trail.Values]] = {}
    short_codes = {registration.short_code for registration in existing.values()}
    notice = notice or notices.current()
    registrations: list[Registration] = []
    new: list[Registration] = []
    for person, category in people:
        registration = existing.get(person.pk)
        if registration is None:
            registration = _new_registration(activity, person, role=role, category=category, by=by, notice=notice)
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


def register_walk_in(
    activity: Activity,
    person: Mapping[str, Any] | Person,
    *,
    by: User | None,
    device: Device | None = None,
    walk_in_id: UUID | None = None,
    role: str = "",
    category: str = "",
    notice: Notice | None = None,
    reinstates: bool = False,
) -> Registration:
    """Register somebody who came without a registration. The same `walk_in_id` is the same registration, whatever is sent with it.

    `person`: somebody on record, or a description: `full_name`, and what is known of DESCRIPTION_FIELDS and `unit` (None: elsewhere in the
    province). Whoever carries the card and the name of somebody registered here, or of somebody on record whose number `by` may see, is
    that person; registered in the activity already, that registration is returned, and reinstated only when `reinstates`. Accepted also
    after the activity was closed, since phones send late. Every other card makes somebody new, as a number that nobody carries: of another
    name, of somebody whose number `by` may not see, or one number too many (`card_lookups`); the two then stand among the duplicates.
    `by` or `device`: for whom numbers are compared; for neither, none is.

    Raises ValidationError: `no_walk_ins` when the activity takes none, `walk_in_elsewhere` when the id was used in another activity,
    `card_of_another` when a person with another name carries the card whose number `by` may see, else keyed by the field that is wrong.
    Nothing is written then.
    """
    on_record: Person | None = person if isinstance(person, Person) else None
    described: Mapping[str, Any] = {} if isinstance(person, Person) else person
    compares_card: bool | None = None
    for _try in range(5):
        if registration := _find_walk_in(activity, walk_in_id):
            return registration
        if not activity.takes_walk_ins:
            raise ValidationError(_("Hoạt động này không nhận đăng ký tại chỗ."), code="no_walk_ins")
        if compares_card is None:
            compares_card = on_record is None and _may_compare_card(described, activity, by=by, device=device)
        try:
            with transaction.atomic():
                existing = _find_card_holder(described, activity, by=by) if compares_card else on_record
                registrations = Registration.objects.select_related("person").filter(activity=activity)
                if existing and (registration := registrations.filter(person=existing).first()):
                    _take_up_walk_in(registration, walk_in_id, reinstates=reinstates)
                    return registration
                attendee = existing or _add_described(
                    described, unit=described.get("unit") or province_of(activity), activity=activity, by=by
                )
                role = role or default_role(activity)
                registration = _new_registration(activity, attendee, role=role, category=category, by=by, notice=notice)
                registration.is_walk_in, registration.walk_in_id = True, walk_in_id
                registration.take_new_codes()
                registration.save()
                trail.record("registered_on_the_spot", registration, changes=trail.created(registration), by=by)
                return registration
        except IntegrityError:  # the id, the person's place in the activity or the short code was taken meanwhile: look again
            continue
    raise RuntimeError("places kept being taken")


def _find_walk_in(activity: Activity, walk_in_id: UUID | None) -> Registration | None:
    if walk_in_id is None:
        return None
    former = FormerPass.objects.filter(walk_in_id=walk_in_id).values("registration")
    is_theirs = Q(walk_in_id=walk_in_id) | Q(pk__in=former)
    registration = Registration.objects.select_related("person").filter(is_theirs).first()
    if registration and registration.activity_id != activity.pk:
        raise ValidationError(_("Lượt đăng ký tại chỗ này thuộc hoạt động khác."), code="walk_in_elsewhere")
    return registration


def _take_up_walk_in(registration: Registration, walk_in_id: UUID | None, *, reinstates: bool) -> None:
    """Give a registration that was there already the id of the walk-in, and reinstate it if it was withdrawn and `reinstates`."""
    if walk_in_id and registration.walk_in_id is None:  # the phone then knows the registration again on its roster
        registration.walk_in_id = walk_in_id
        registration.save(update_fields=["walk_in_id", "changed_at"])
    if reinstates and registration.is_withdrawn:
        reinstate(registration)


def default_role(activity: Activity) -> str:
    """Return the role of somebody who named none: audience at a contest, whose contestants are registered with their teams."""
    is_contest = activity.kind == Activity.Kind.CONTEST
    return Registration.Role.AUDIENCE if is_contest else Registration.Role.PARTICIPANT


def _may_compare_card(described: Mapping[str, Any], activity: Activity, *, by: User | None, device: Device | None) -> bool:
    """Count the card of a description for `by` or `device`, and return whether it may be compared; False without a card.

    Raises ValidationError for what is wrong in the description, whosever the card is: a refusal must not tell either.
    """
    particulars = _describe_card(described)
    if particulars.card is None:
        return False
    describe_person(Person(), full_name=described.get("full_name") or "", **_details(described))
    number = "".join(described["national_id"].split())
    is_match = any(candidate.comparison.is_certain for candidate in _find_by_card(particulars, activity, by=by))
    return admit([CardQuestion(number, is_match)], activity=activity.pk, user=by, device=device, at=timezone.now())[0]


def _find_card_holder(described: Mapping[str, Any], activity: Activity, *, by: User | None) -> Person | None:
    """Return the person who carries the card and the name, as `_find_by_card` looks; of several, one registered here, else the first.

    Raises ValidationError (code `card_of_another`) when only people of another name carry it and `by` may see their numbers. Else None,
    as for a number that nobody carries: one digit typed wrong must neither count a stranger nor tell that there is one.
    """
    # Two phones that send the same new card at once wait for each other here, or the person would be added twice.
    Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    candidates = _find_by_card(_describe_card(described), activity, by=by)
    holders = [candidate.person for candidate in candidates if candidate.comparison.is_certain]
    others = [candidate.person.pk for candidate in candidates if CARD in candidate.comparison.reasons]
    if others and not holders and by and people_whose_number_is_seen_by(by).filter(pk__in=others).exists():
        message = _("Số căn cước này là của người có tên khác. Hãy kiểm tra từng chữ số, hoặc để trống.")
        raise ValidationError({"national_id": ValidationError(message, code="card_of_another")})
    registered_ids = set(Registration.objects.filter(activity=activity, person__in=holders).values_list("person", flat=True))
    return min(holders, key=lambda holder: (holder.pk not in registered_ids, holder.pk), default=None)


def _describe_card(described: Mapping[str, Any]) -> Particulars:
    """Return the card and the name of a description, and nothing else."""
    return describe({"full_name": described.get("full_name"), "national_id": described.get("national_id")})


def _find_by_card(particulars: Particulars, activity: Activity, *, by: User | None) -> list[Candidate]:
    """Return who carries the card: of those registered in the activity, whom a scan of the card would name, and those whose number `by`
    may see. Somebody else who carries it changes no answer."""
    may_be_told = Q(registrations__activity=activity)
    if by is not None:
        may_be_told |= Q(pk__in=people_whose_number_is_seen_by(by))
    people = Person.objects.filter(may_be_told, national_id_digest=particulars.card)
    return find_candidates(particulars, among=Person.objects.filter(pk__in=people.values("pk")))


def _details(described: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of DESCRIPTION_FIELDS that are given."""
    return {name: described[name] for name in DESCRIPTION_FIELDS if described.get(name) is not None}


def _add_described(described: Mapping[str, Any], *, unit: Unit, activity: Activity, by: User | None) -> Person:
    """Add a person with the values of DESCRIPTION_FIELDS and the organisation that are given; raises ValidationError keyed by field.

    An organisation that is not on record where the person lives is added there only by who may register there, else where the activity is.
    """
    details = _details(described)
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


def _new_registration(
    activity: Activity, person: Person, *, role: str, category: str, by: User | None, notice: Notice | None
) -> Registration:
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
