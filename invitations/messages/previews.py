"""The three messages as the first person of the list would get them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.urls import reverse

from accounts.models import User
from activities.models import Activity
from invitations.messages.recipients import addressing_of, occasion_of, organiser_of, registrations_to_invite
from invitations.messages.texts import fill, message_values
from invitations.models import Invitation


def preview_texts(activity: Activity, user: User, texts: Mapping[str, str], *, base_url: str) -> list[tuple[Any, str]]:
    """Return (title, text) of each message for the first person, none without people; the change is one of a week, as an example."""
    first = registrations_to_invite(activity, user).first()
    if first is None:
        return []
    now = replace(occasion_of(activity), is_cancelled=False)
    week = timedelta(days=7)
    earlier = replace(now, starts_on=now.starts_on - week, ends_on=now.ends_on - week)
    cancelled = replace(now, is_cancelled=True)
    situations = {"message": (now, None), "change_message": (now, earlier), "cancellation_message": (cancelled, now)}
    titles = {field.name: field.verbose_name for field in Invitation._meta.concrete_fields}
    link = base_url + reverse("pass-page", args=[first.code])
    addressing = addressing_of(activity, first, link=link, organiser=organiser_of(activity))
    return [
        (titles[name], fill(texts[name], message_values(addressing, now=occasion, before=before)))
        for name, (occasion, before) in situations.items()
    ]
