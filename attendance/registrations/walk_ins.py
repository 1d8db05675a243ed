"""Đăng ký tại chỗ: somebody who is on no list is given a place, by a desk, a door or a phone that was offline then."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from activities.models import Activity
from attendance.models import Registration
from people import notices
from people.actions import add_person
from people.models import Person
from people.national_id import digest
from places.models import Unit, UnitQuerySet
from vietnamese.text import clean, fold


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
        person=known or _new_person(activity, values),
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


DETAILS = ("gender", "birth_year", "birth_date", "ethnic_group", "ethnicity_note", "phone", "national_id")


def _new_person(activity: Activity, values: dict[str, Any]) -> Person:
    details = {name: values[name] for name in DETAILS if values.get(name)}
    return add_person(full_name=values.get("full_name") or "", unit=values.get("unit") or province_of(activity), **details)


def province_of(activity: Activity) -> Unit:
    """Where somebody lives who named no commune: the province of the activity, on its date."""
    unit = activity.unit
    while unit.level != Unit.Level.PROVINCE and unit.parent:
        unit = unit.parent
    return unit


def default_role(activity: Activity) -> str:
    """As what somebody comes who said nothing else: contestants are on the list of their team."""
    is_contest = activity.kind == Activity.Kind.CONTEST
    return Registration.Role.AUDIENCE if is_contest else Registration.Role.PARTICIPANT


def communes_around(activity: Activity) -> UnitQuerySet:
    """Where somebody from near by lives: the communes of the activity's district, or of what was the district; of a province all of it."""
    unit, day = activity.unit, activity.starts_on
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(day).order_by("sort_key", "pk")
    if unit.level != Unit.Level.COMMUNE:
        return communes.filter(path__startswith=unit.path)
    district = unit.district_on(day)
    if district:
        return communes.filter(path__startswith=district.path)
    return communes.filter(former_district=unit.former_district_id, parent=unit.parent_id)
