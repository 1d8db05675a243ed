"""Private addresses of calendars: made, renewed, revoked, and what each one shows."""

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from accounts import digest_keys
from accounts.audit import trail
from accounts.models import User
from activities.models import Activity, ActivityQuerySet, CalendarFeed
from places.models import Unit

PAST_DAYS = 90  # a feed goes back so far: what is long past stands in the reports


def open_feed(user: User, *, unit: Unit | None, at: datetime) -> tuple[CalendarFeed, str]:
    """Give `user` a new address for a unit, or for everything that they see (None), and return it with its token.

    An address for the same from before ends. The token is stored nowhere: its digest is.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        feed = CalendarFeed.objects.select_for_update().filter(user=user, unit=unit).first()
        verb = "renewed" if feed else "opened"
        feed = feed or CalendarFeed(user=user, unit=unit)
        feed.token_digest, feed.made_at = digest_keys.digest(_message(token)), at
        feed.session_generation = user.session_generation
        feed.save()
        trail.record(verb, feed, changes=trail.created(feed) if verb == "opened" else {}, by=user)
    return feed, token


def revoke_feed(feed: CalendarFeed) -> None:
    """End an address."""
    with trail.changing("revoked", feed):
        feed.delete()


def standing_feeds(user: User) -> QuerySet[CalendarFeed]:
    """Return the addresses of `user` that are still answered."""
    feeds = CalendarFeed.objects.filter(user=user, session_generation=user.session_generation)
    return feeds.select_related("unit__parent__parent")


def find_feed(token: str) -> CalendarFeed | None:
    """Return the feed at an address, None when it was revoked or its user may no longer sign in; under an older key it is renewed."""
    feeds = CalendarFeed.objects.filter(token_digest__in=digest_keys.digests(_message(token)), user__is_active=True)
    feed = feeds.filter(session_generation=F("user__session_generation")).select_related("user", "unit__parent__parent").first()
    if feed and not digest_keys.is_newest(feed.token_digest):
        feed.token_digest = digest_keys.digest(_message(token))
        feed.save(update_fields=["token_digest"])
    return feed


def activities_of(feed: CalendarFeed, *, today: date) -> ActivityQuerySet:
    """Return what the feed shows: what its user may see today in its unit, without what is long past."""
    activities = Activity.objects.visible_to(feed.user).filter(ends_on__gte=today - timedelta(days=PAST_DAYS))
    return activities.in_unit(feed.unit) if feed.unit else activities


def _message(token: str) -> bytes:
    return b"calendar:" + token.encode()
