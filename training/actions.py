"""What happens to training sessions; their common part goes through activities.actions."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from activities import actions
from training.models import Speaker, Topic, TrainingSession
from vietnamese.text import clean


def record_session(
    session: TrainingSession,
    *,
    topics: Iterable[str] = (),
    speakers: Iterable[dict[str, str]] = (),
    sittings: Iterable[dict[str, Any]] | None = None,
    by: Any,
) -> TrainingSession:
    """Saves a new session with its topics, speakers and sittings (None: proposed from the dates)."""
    with transaction.atomic():
        actions.record(session, sittings=sittings, by=by)
        set_topics(session, topics)
        set_speakers(session, speakers)
    return session


def revise_session(
    session: TrainingSession, *, topics: Iterable[str] | None = None, speakers: Iterable[dict[str, str]] | None = None
) -> TrainingSession:
    """Saves changed fields; None leaves topics or speakers as they are."""
    with transaction.atomic():
        actions.revise(session)
        if topics is not None:
            set_topics(session, topics)
        if speakers is not None:
            set_speakers(session, speakers)
    return session


def set_topics(session: TrainingSession, topics: Iterable[str]) -> None:
    session.topics.all().delete()
    titles = [title for title in (clean(topic)[:200] for topic in topics) if title]
    Topic.objects.bulk_create(Topic(session=session, position=n, title=title) for n, title in enumerate(titles, 1))


def set_speakers(session: TrainingSession, speakers: Iterable[dict[str, str]]) -> None:
    session.speakers.all().delete()
    named = [(clean(s["full_name"])[:100], clean(s.get("title", ""))[:200]) for s in speakers]
    Speaker.objects.bulk_create(
        Speaker(session=session, position=n, full_name=name, title=title) for n, (name, title) in enumerate((s for s in named if s[0]), 1)
    )
