"""Actions on walk-ins: somebody on no list is registered on the spot, once however often it is sent."""

from collections.abc import Mapping
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
from attendance.registrations.actions import add_described, default_role, details_of, new_registration, reinstate
from attendance.registrations.residence import province_of
from attendance.scans.card_lookups import CardQuestion, admit
from people.actions import describe_person
from people.identity.candidates import Candidate, describe, find_candidates
from people.identity.comparison import CARD, Particulars
from people.models import Notice, Person


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
                attendee = existing or add_described(
                    described, unit=described.get("unit") or province_of(activity), activity=activity, by=by
                )
                role = role or default_role(activity)
                registration = new_registration(activity, attendee, role=role, category=category, by=by, notice=notice)
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


def _may_compare_card(described: Mapping[str, Any], activity: Activity, *, by: User | None, device: Device | None) -> bool:
    """Count the card of a description for `by` or `device`, and return whether it may be compared; False without a card.

    Raises ValidationError for what is wrong in the description, whosever the card is: a refusal must not tell either.
    """
    particulars = _describe_card(described)
    if particulars.card is None:
        return False
    describe_person(Person(), full_name=described.get("full_name") or "", **details_of(described))
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
        message = _("Số định danh này là của người có tên khác. Hãy kiểm tra từng chữ số, hoặc để trống.")
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
