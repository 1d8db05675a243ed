"""What the sentences of a report may say: its figures, and words about the records behind them. Vietnamese, whatever the console speaks."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.db.models import F

from activities.documents.wording import cite
from activities.models import Document
from exports import periods
from exports.counting.scope import Scope
from outreach.models import Channel, OutreachItem
from outreach.report import items_in_scope
from people.models import AgencyPeriod
from reporting.composing.figures import (
    CHANNEL_FIGURES,
    CONTEST,
    FIGURES,
    SESSION,
    Figure,
    activities_of,
    channel_figure,
    documents_of,
    next_tasks_of,
    plan_of,
    tasks_of,
)
from reporting.composing.report_kinds import ReportKind
from reporting.models import ReportAddress, YearlyReport
from training.models import Topic
from vietnamese.numbers import official_number
from vietnamese.text import join_words, uncapitalise

MOST_NAMED = 6  # of places, topics, titles; more would be a table, which the annexes have
CHANNEL_WORDS = ("name", "measure", "titles", "partners", "documents", "languages")
WORDS = (
    "agency.name", "subject", "period", "next_period_caps", "place", "programme_line", "request", "addressees", "legal_bases",
    "plans.above", "plans.agency",
    "training.places", "training.topics", "contest.places", "contest.winners", "targets.training_percent", "targets.training_short",
    "targets.contest_percent", "targets.contest_short", "tasks.open_list", "next_tasks.lines",
)  # fmt: skip


class ReportFacts(Mapping[str, int | str]):
    """The facts of one report, each read when a sentence first asks for it. A fact that nobody defines raises KeyError."""

    def __init__(self, report: YearlyReport, kind: ReportKind, scope: Scope) -> None:
        self.report, self.kind, self.scope = report, kind, scope
        self.facts_read: dict[str, int | str] = {}
        self.words: dict[str, Callable[[], str]] = {name: getattr(self, f"_{name.replace('.', '_')}") for name in WORDS}

    def __getitem__(self, name: str) -> int | str:
        if name not in self.facts_read:
            self.facts_read[name] = self._read(name)
        return self.facts_read[name]

    def __iter__(self) -> Iterator[str]:
        yield from (*FIGURES, *WORDS)

    def __len__(self) -> int:
        return len(FIGURES) + len(WORDS)

    def _read(self, name: str) -> int | str:
        if name in FIGURES:
            return FIGURES[name].value(self.scope)
        if name in self.words:
            return self.words[name]()
        channel_key, _dot, word = name.rpartition(".")
        channel = self.channels_by_key[channel_key]
        if word in CHANNEL_FIGURES:
            return self.totals_by_channel.get(channel_key, {}).get(word) or 0
        return self._channel_word(channel, word)

    @cached_property
    def channels(self) -> list[Channel]:
        return list(Channel.objects.all())

    @cached_property
    def channels_by_key(self) -> dict[str, Channel]:
        return {channel.key: channel for channel in self.channels}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Return every figure, of channels too, by name."""
        of_channels = [channel_figure(channel, column) for channel in self.channels for column in CHANNEL_FIGURES]
        return FIGURES | {figure.name: figure for figure in of_channels}

    @cached_property
    def totals_by_channel(self) -> dict[str, dict[str, Any]]:
        """Return the figures of every channel that has items, as `channel_figure` counts them, in one statement."""
        totals = items_in_scope(self.scope).totals_by(channel_key=F("channel__key"))
        return {total["channel_key"]: total for total in totals}

    @cached_property
    def items_by_channel(self) -> dict[str, list[OutreachItem]]:
        """Return the items of every channel that has any, in the order in which they are named."""
        items: dict[str, list[OutreachItem]] = {}
        for item in items_in_scope(self.scope).select_related("channel").order_by("starts_on", "pk"):
            items.setdefault(item.channel.key, []).append(item)
        return items

    @cached_property
    def cited_documents(self) -> list[Document]:
        """Return the documents of the items of all channels, the oldest first."""
        return list(Document.objects.filter(pk__in=items_in_scope(self.scope).values("document")).order_by("dated", "pk"))

    # --- words about the report

    @cached_property
    def agency(self) -> AgencyPeriod | None:
        return AgencyPeriod.valid_on(self.report.day)

    def _agency_name(self) -> str:
        return self.agency.name if self.agency else "Cơ quan"

    def _subject(self) -> str:
        return self.kind.subject

    def _period(self) -> str:
        return periods.in_words(self.report.first, self.report.last)

    def _next_period_caps(self) -> str:
        return f"NĂM {self.report.year + 1}" if self.kind.period == "year" else "THỜI GIAN TỚI"

    def _place(self) -> str:
        return self.report.unit.full_name

    def _programme_line(self) -> str:
        return self.report.programme_line

    def _request(self) -> str:
        return self.report.document.citation() if self.report.document else ""

    def _addressees(self) -> str:
        return join_words(ReportAddress.valid_on(self.kind.key, self.report.day).lines["addressees"])

    def _legal_bases(self) -> str:
        return join_words(ReportAddress.valid_on(self.kind.key, self.report.day).lines["legal_bases"])

    # --- words about records

    def _plans(self) -> list[Document]:
        return list(documents_of(self.scope).filter(kind=Document.Kind.PLAN).order_by("dated", "pk"))

    def _plans_above(self) -> str:
        return join_words([plan.citation() for plan in self._plans() if not self._is_own(plan)])

    def _plans_agency(self) -> str:
        plans = [plan for plan in self._plans() if self._is_own(plan)]
        return join_words([cite(kind=plan.kind, number=plan.number, dated=plan.dated, issuer="", title=plan.title) for plan in plans])

    def _is_own(self, plan: Document) -> bool:
        """Return whether the agency issued it: 'Ban Dân tộc tỉnh Quảng Ngãi' is 'Ban Dân tộc'."""
        return plan.issuer.casefold().startswith(self._agency_name().casefold())

    def _training_places(self) -> str:
        return self._places(SESSION)

    def _contest_places(self) -> str:
        return self._places(CONTEST)

    def _contest_winners(self) -> str:
        """Name the teams that won a first prize, each with its school or its place: 'Đội Công lý (Trường PTDTNT Ba Tơ)'."""
        prizes = FIGURES["contest.first_prizes"].rows(self.scope).select_related("team__organisation", "team__contest__unit")
        teams = [prize.team for prize in prizes.order_by("team__contest__starts_on", "team__contest_id", "team__name")]
        whose = ((team.name, team.organisation.name if team.organisation else team.contest.unit.kind_and_name) for team in teams)
        return _name_first((f"{name} ({school})" for name, school in whose), of="đội")

    def _places(self, kind: str) -> str:
        units = [activity.unit for activity in activities_of(self.scope, kind).with_units().order_by("starts_on", "pk")]
        return _name_first((unit.kind_and_name for unit in units), of="nơi")

    def _training_topics(self) -> str:
        topics = Topic.objects.filter(session__in=activities_of(self.scope, SESSION).values("pk"))
        return _name_first(topics.order_by("session__starts_on", "session", "position").values_list("title", flat=True), of="nội dung")

    def _targets_training_percent(self) -> str:
        return self._percent(SESSION)

    def _targets_contest_percent(self) -> str:
        return self._percent(CONTEST)

    def _percent(self, kind: str) -> str:
        percent = plan_of(self.scope, kind).percent_activities
        return "" if percent is None else f"{percent:.1f}".replace(".", ",").removesuffix(",0") + "%"

    def _targets_training_short(self) -> str:
        return self._short("training.in_plan", "targets.training")

    def _targets_contest_short(self) -> str:
        return self._short("contest.in_plan", "targets.contest")

    def _short(self, held_figure: str, planned_figure: str) -> str:
        missing = int(self[planned_figure]) - int(self[held_figure])
        return official_number(missing) if missing > 0 else ""

    def _tasks_open_list(self) -> str:
        return "; ".join(task.text for task in tasks_of(self.scope).unfinished())

    def _next_tasks_lines(self) -> str:
        tasks = [task.text.rstrip(" .;") for task in next_tasks_of(self.scope)]
        return ";\n".join(f"- {task}" for task in tasks) + ("." if tasks else "")

    # --- words about a channel

    def _channel_word(self, channel: Channel, word: str) -> str:
        if word in ("name", "measure"):
            return str(getattr(channel, word))
        items = self.items_by_channel.get(channel.key, [])
        if word == "documents":
            document_ids = {item.document_id for item in items}
            cited = [document for document in self.cited_documents if document.pk in document_ids]
            return _name_first((document.citation() for document in cited), of="văn bản")
        if word == "languages":  # 'bằng tiếng Việt, tiếng Hrê'
            return _name_first((uncapitalise(item.languages) for item in items), of="thứ tiếng")
        column = {"titles": "title", "partners": "partner"}[word]
        return _name_first((getattr(item, column) for item in items), of="nội dung" if word == "titles" else "nơi")


def _name_first(names: Any, *, of: str) -> str:
    """Return the different names in their order, joined; of more than MOST_NAMED the first ones and how many others, 'và 04 nơi khác'."""
    different = list(dict.fromkeys(name for name in names if name))
    unnamed_count = len(different) - MOST_NAMED
    return join_words(different if unnamed_count <= 0 else [*different[:MOST_NAMED], f"{official_number(unnamed_count)} {of} khác"])
