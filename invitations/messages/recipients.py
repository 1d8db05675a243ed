"""The people of an activity with the message of each, and what they were told before."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activities.models import Activity
from attendance.models import Registration
from invitations.messages.texts import (
    CANCELLATION,
    CHANGE,
    INVITATION,
    TO_TELL,
    Addressing,
    Occasion,
    State,
    fill,
    message_values,
    state_of,
)
from invitations.models import Invitation, Notification
from people.models import AgencyPeriod

USUAL_TEXTS = {"message": INVITATION, "change_message": CHANGE, "cancellation_message": CANCELLATION}


@dataclass(frozen=True, slots=True)
class Recipient:
    """A registered person, the text for them, and when they were last told. `text`: empty where nothing has to be said."""

    registration: Registration
    state: State
    text: str
    link: str
    last: Notification | None

    @property
    def phone(self) -> str:
        return self.registration.person.phone or ""

    @property
    def is_to_be_told(self) -> bool:
        return self.state in TO_TELL


def occasion_of(activity: Activity) -> Occasion:
    """Return when and where the activity is, as it stands now."""
    first_start = activity.sittings.order_by("starts_at").values_list("starts_at", flat=True).first()
    starts_at = timezone.localtime(first_start).time() if first_start else None
    return Occasion(activity.starts_on, activity.ends_on, starts_at, place_of(activity), activity.is_cancelled)


def place_of(activity: Activity) -> str:
    """Return venue and unit; the unit alone where no venue is written, the venue alone where it names the unit."""
    unit = activity.unit.kind_and_name
    if not activity.venue:
        return unit
    return activity.venue if activity.unit.name.lower() in activity.venue.lower() else f"{activity.venue}, {unit}"


def organiser_of(activity: Activity) -> str:
    """Return who invites: the organiser as written, else the agency as it is called today."""
    period = None if activity.organiser else AgencyPeriod.valid_on(timezone.localdate())
    return activity.organiser or (period.name if period else "")


def texts_of(activity: Activity) -> dict[str, str]:
    """Return {column of Invitation: text}, the usual one where the activity has none of its own."""
    invitation = Invitation.objects.filter(activity=activity).first()
    return {name: (getattr(invitation, name) if invitation else "") or usual for name, usual in USUAL_TEXTS.items()}


def addressing_of(activity: Activity, registration: Registration, *, link: str, organiser: str) -> Addressing:
    return Addressing(registration.person.full_name, activity.title, organiser, link, activity.cancel_reason)


def registrations_to_invite(activity: Activity, user: User) -> QuerySet[Registration]:
    registrations = Registration.objects.visible_to(user, "see_personal").filter(activity=activity).active()
    return registrations.with_people().in_name_order()


def list_recipients(activity: Activity, user: User, *, base_url: str) -> list[Recipient]:
    """Return everybody who is registered and whom `user` may see, by given name. `base_url`: where their passes are opened."""
    now, texts, organiser = occasion_of(activity), texts_of(activity), organiser_of(activity)
    last_told = {row.registration_id: row for row in Notification.objects.filter(registration__activity=activity).select_related("told_by")}
    recipients = []
    for registration in registrations_to_invite(activity, user):
        last = last_told.get(registration.pk)
        before = last.occasion if last else None
        state, link = state_of(before, now), base_url + reverse("pass-page", args=[registration.code])
        values = message_values(addressing_of(activity, registration, link=link, organiser=organiser), now=now, before=before)
        usual_name = "change_message" if state == State.CHANGED else "message"
        text_name = "cancellation_message" if now.is_cancelled else usual_name
        text = "" if state == State.UNNEEDED else fill(texts[text_name], values)
        recipients.append(Recipient(registration, state, text, link, last))
    return recipients


BELONGS_TO_PART = {
    "to-tell": lambda recipient: recipient.is_to_be_told and recipient.phone,
    "no-phone": lambda recipient: recipient.is_to_be_told and not recipient.phone,
    "told": lambda recipient: recipient.state == State.TOLD,
    "all": lambda recipient: True,
}


def narrow(recipients: Iterable[Recipient], part: str) -> list[Recipient]:
    """Return those of one part of the list: to-tell, no-phone, told or all."""
    return [recipient for recipient in recipients if BELONGS_TO_PART[part](recipient)]
