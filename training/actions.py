"""Actions on training sessions; what they have in common with other activities goes through activities.actions."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from accounts.audit import trail
from accounts.models import User
from activities import actions
from activities.copying.actions import record_copies
from activities.schedule.date_changes import DateChange
from attendance.models import Registration
from attendance.registrations.copying.actions import register_again
from training.models import Speaker, Topic, TrainingSession
from vietnamese.text import clean


def record_session(
    session: TrainingSession,
    *,
    topics: Iterable[str] = (),
    speakers: Iterable[dict[str, str]] = (),
    sittings: Iterable[dict[str, Any]] | None = None,
    by: User,
) -> TrainingSession:
    """Save a new session with its topics, speakers and sittings (None: proposed from the dates). Raise ValidationError keyed by field."""
    with transaction.atomic():
        actions.record(session, sittings=sittings, by=by)
        set_topics(session, topics)
        set_speakers(session, speakers)
    return session


def copy_session(
    source: TrainingSession,
    copies: Iterable[TrainingSession],
    *,
    topics: Iterable[str] | None = None,
    speakers: Iterable[dict[str, str]] | None = None,
    registrations: Collection[Registration] = (),
    by: User,
) -> list[TrainingSession]:
    """Save planned copies of `source`, all or none, with its sittings and, unless others are named, its topics and speakers.

    registrations: whose people are registered for each copy, as `load_registrations_to_copy` reads them. Raise ValidationError; the fields
    of the n-th copy are named `copies.<n>.<field>`.
    """
    if topics is None:
        topics = list(source.topics.values_list("title", flat=True))
    if speakers is None:
        speakers = [{"full_name": speaker.full_name, "title": speaker.title} for speaker in source.speakers.all()]
    with transaction.atomic():
        sessions = record_copies(source, copies, by=by)
        for session in sessions:
            set_topics(session, topics)
            set_speakers(session, speakers)
            if registrations:
                register_again(session, registrations, by=by)
    return sessions


def revise_session(
    session: TrainingSession,
    *,
    topics: Iterable[str] | None = None,
    speakers: Iterable[dict[str, str]] | None = None,
    date_change: DateChange | None = None,
) -> TrainingSession:
    """Save changed fields; None leaves topics or speakers as they are. Raise ValidationError keyed by field, as actions.revise does."""
    with transaction.atomic():
        actions.revise(session, date_change=date_change)
        before = _programme(session)
        if topics is not None:
            set_topics(session, topics)
        if speakers is not None:
            set_speakers(session, speakers)
        if changes := trail.differences(before, _programme(session)):
            trail.record("revised", session, changes=changes)
    return session


def _programme(session: TrainingSession) -> dict[str, Any]:
    """Return topics and speakers as the audit trail holds them."""
    return {
        "topics": list(session.topics.values_list("title", flat=True)),
        "speakers": [" · ".join(filter(None, names)) for names in session.speakers.values_list("full_name", "title")],
    }


def set_topics(session: TrainingSession, topics: Iterable[str]) -> None:
    """Save the session's topics in place of the earlier ones; blank ones are left out."""
    session.topics.all().delete()
    titles = [title for title in (clean(topic)[:200] for topic in topics) if title]
    Topic.objects.bulk_create(Topic(session=session, position=position, title=title) for position, title in enumerate(titles, 1))


def set_speakers(session: TrainingSession, speakers: Iterable[dict[str, str]]) -> None:
    """Save the session's speakers ({full_name, title}) in place of the earlier ones; those without a name are left out."""
    session.speakers.all().delete()
    cleaned = [(clean(speaker["full_name"])[:100], clean(speaker.get("title", ""))[:200]) for speaker in speakers]
    named = [(full_name, title) for full_name, title in cleaned if full_name]
    Speaker.objects.bulk_create(
        Speaker(session=session, position=position, full_name=full_name, title=title)
        for position, (full_name, title) in enumerate(named, 1)
    )
