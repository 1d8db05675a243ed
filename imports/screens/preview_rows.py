"""The rows of a preview as the screen shows them: which rows, in what words, whom they match. Reads only."""

import json
from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from attendance.access import people_known_to
from attendance.models import Registration
from imports.models import RosterImport, RosterRow
from imports.problem_messages import describe_reasons, field_label, lower_first, problem_message
from people.models import Person
from vietnamese.name_search import matches_name
from vietnamese.text import fold

TONES = {"create": "good", "match": "info", "duplicate": "warn", "error": "bad"}
ROW_FILTERS: dict[str, Any] = {
    "": gettext_lazy("Tất cả"),
    "create": pgettext_lazy("several", "Người mới"),
    "match": gettext_lazy("Đã có hồ sơ"),
    "error": gettext_lazy("Có lỗi"),
    "duplicate": gettext_lazy("Trùng"),
    "unsure": gettext_lazy("Nên xem lại"),
    "excluded": gettext_lazy("Bị loại"),
}
_BIRTH_FIELDS = ("birth", "birth_year", "birth_day", "birth_month", "male", "female")
_FILLED = {"birth_year": gettext_lazy("năm sinh"), "birth_date": gettext_lazy("ngày, tháng sinh"), "phone": gettext_lazy("số điện thoại")}
_INCLUDED = Q(is_excluded=False)
_TO_BE_WRITTEN = _INCLUDED & Q(action__in=["create", "match"])


def preview_version(roster: RosterImport) -> str:
    """Return what changes whenever a choice or the counts do: what somebody commits is what they were shown."""
    state = json.dumps([roster.state, roster.choices, roster.summary.get("counts"), roster.summary.get("excluded")], sort_keys=True)
    return blake2b(state.encode(), digest_size=8).hexdigest()


# --- which rows


def count_rows(roster: RosterImport) -> dict[str, int]:
    """Count what each filter shows, and `written`, `registered` (of the matched: on the list already), `unsaid` (no commune)."""
    counts = _with_problem_text(roster).aggregate(
        all=Count("pk"),
        create=Count("pk", filter=_INCLUDED & Q(action="create")),
        match=Count("pk", filter=_INCLUDED & Q(action="match")),
        duplicate=Count("pk", filter=_INCLUDED & Q(action="duplicate")),
        error=Count("pk", filter=_INCLUDED & Q(action="error")),
        excluded=Count("pk", filter=~_INCLUDED),
        unsure=Count("pk", filter=_TO_BE_WRITTEN & Q(problem_text__contains='"warning"')),
        registered=Count("pk", filter=_TO_BE_WRITTEN & Q(is_registered=True)),
        unsaid=Count("pk", filter=_TO_BE_WRITTEN & Q(problem_text__contains='"commune_unsaid"')),
    )
    return counts | {"written": counts["create"] + counts["match"]}


def filter_rows(roster: RosterImport, show: str = "", q: str = "") -> QuerySet[Any]:
    """Return the rows of one filter in the order of the file; of a search, those whose name or number fits."""
    rows = _with_problem_text(roster).order_by("position")
    if show in ("create", "match", "duplicate", "error"):
        rows = rows.filter(_INCLUDED, action=show)
    elif show == "unsure":
        rows = rows.filter(_TO_BE_WRITTEN, problem_text__contains='"warning"')
    elif show == "excluded":
        rows = rows.exclude(_INCLUDED)
    words = fold(q)
    if words.isdecimal() and len(words) < 8:
        return rows.filter(number=int(words))
    if words:
        return rows.filter(pk__in=[pk for pk, name in rows.values_list("pk", "data__full_name") if matches_name(q, name or "")])
    return rows


def _with_problem_text(roster: RosterImport) -> QuerySet[Any]:
    """Return the rows with their problems as text, to look for a word in them on either engine."""
    return RosterRow.objects.filter(roster=roster).annotate(problem_text=Cast("problems", TextField()))


# --- a row in words


class ShownProblem(NamedTuple):
    severity: str
    where: str  # 'Cột G · SĐT', or ""
    sentence: str


class ShownCandidate(NamedTuple):
    """A person on record who may be the one in a row."""

    pk: int
    person: Person
    why: str
    is_chosen: bool


class ShownRow:
    """One row in words. `people`: those among its candidates whom the reader may know."""

    def __init__(
        self, row: RosterRow, heads: dict[Any, Any], people: dict[int, Person], choice: dict[str, Any], *, with_sheet: bool
    ) -> None:
        self.row, self.data, self.with_sheet = row, row.data, with_sheet
        self.key, self.number, self.position, self.is_excluded = row.key, row.number, row.position, row.is_excluded
        self.person = people.get(row.person_id) if row.person_id else None
        self.label = _("Bị loại") if row.is_excluded else row.get_action_display()
        self.tone = "" if row.is_excluded else TONES[row.action]
        self.is_mended = bool(choice.get("values"))
        self.is_emptied = not row.data  # its particulars were deleted: the person asked for it, or the time was over
        self.why = describe_reasons(row.why)
        self.fills = ", ".join(str(_FILLED.get(field) or lower_first(field_label(field))) for field in row.data.get("fills", []))
        self.offered = [
            ShownCandidate(pk, person, describe_reasons(reasons), pk == row.person_id)
            for pk, reasons in row.candidates
            if (person := people.get(pk))
        ]
        self.has_choice = bool(self.offered) and not row.is_excluded  # somebody to take instead, or to refuse
        self.said = []
        for problem in row.problems:
            column = heads.get((row.sheet, problem["column"]))
            where = _("Cột %(letter)s · %(head)s") % {"letter": column["letter"], "head": column["head"]} if column else ""
            self.said.append(ShownProblem(problem["severity"], where, problem_message(problem["code"], problem["params"])))

    @property
    def birth(self) -> str:
        day, year = self.data.get("birth_date"), self.data.get("birth_year")
        return f"{date.fromisoformat(day):%d/%m/%Y}" if day else str(year or "")

    @property
    def gender(self) -> str:
        return str(dict(Person.Gender.choices).get(self.data.get("gender") or "", ""))

    @property
    def wrongs(self) -> dict[str, str]:
        """Return what stands in the file where it could not be taken: column of the table → text, "" where nothing is wrong."""
        texts = {problem["field"]: problem["params"].get("value") for problem in self.row.problems if problem["severity"] == "error"}
        wrong = {field: str(texts.get(field) or "") for field in ("gender", "ethnic_group", "commune", "phone")}
        return wrong | {"birth": next((str(texts[field]) for field in _BIRTH_FIELDS if texts.get(field)), "")}


def show_rows(roster: RosterImport, rows: Iterable[RosterRow], *, reader: User) -> list[ShownRow]:
    """Return a page of rows in words, with the persons whom the reader may know and their last other activity that the reader may see.

    One statement more, whatever the number of rows.
    """
    rows = list(rows)
    person_ids = {row.person_id for row in rows} | {pk for row in rows for pk, _reasons in row.candidates}
    others = Registration.objects.visible_to(reader).filter(person=OuterRef("pk")).exclude(activity=roster.activity_id)
    last = others.active().order_by("-activity__starts_on", "-pk")
    persons = people_known_to(reader).filter(pk__in=person_ids - {None}).select_related("unit").annotate(
        last_title=Subquery(last.values("activity__title")[:1]), last_on=Subquery(last.values("activity__starts_on")[:1])
    )  # fmt: skip
    people = {person.pk: person for person in persons}
    columns = roster.summary.get("columns", [])
    heads = {(column["sheet"], column["index"]): column for column in reversed(columns)}
    with_sheet = len({column["sheet"] for column in columns}) > 1
    choices = roster.choices.get("rows", {})
    return [ShownRow(row, heads, people, choices.get(row.key, {}), with_sheet=with_sheet) for row in rows]
