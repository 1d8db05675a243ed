"""A whole team typed at once: the lines read, people on record offered, and a choice for each line that may be one of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.models import Registration
from attendance.registrations.forms import BirthField
from contests.models import Team, TeamMember
from contests.teams.member_lines import MemberLine, read_lines
from people.actions import describe_person
from people.ethnic_groups import require_group
from people.identity.candidates import build_index, describe, find_places
from people.identity.comparison import Comparison, Particulars
from people.identity.index import Index
from people.models import EthnicGroup, Person, PersonQuerySet
from places.models import Unit
from vietnamese.text import fold

MOST_LINES = 100
MOST_OFFERED = 6  # people on record for one line
ANOTHER, SKIP = "another", "skip"


@dataclass(frozen=True, slots=True)
class MemberMatch:
    """A person on record who may be the one typed; `registration` is theirs in this contest, if any."""

    person: Person
    comparison: Comparison
    registration: Registration | None

    @property
    def why(self) -> str:
        if self.registration is None:
            return ""
        return _("Đã rút đăng ký hội thi này.") if self.registration.is_withdrawn else _("Đã đăng ký hội thi này.")

    @property
    def team_name(self) -> str:
        """Return where they have a place in this contest already; empty for nowhere."""
        member = getattr(self.registration, "team_member", None)
        return member.team.name_in_sentence if member and self.registration and not self.registration.is_withdrawn else ""


class MemberEntryRowForm(forms.Form):
    """What is decided about one line."""

    part = forms.ChoiceField(label=gettext_lazy("Vai trong đội"), choices=TeamMember.Part.choices)
    choice = forms.ChoiceField(
        label=gettext_lazy("Người này là"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"required": gettext_lazy("Hãy chọn: người đã có, hay là người khác.")},
    )


@dataclass
class MemberEntryRow:
    """One line: what was read, who is offered, and the form that decides. `values` as add_person takes them.

    `key` names the line in the form. `offers` are people on record who may be meant; `is_repeated`: an earlier line may be the same person.
    """

    line: MemberLine
    key: str
    values: dict[str, Any]
    group: EthnicGroup | None
    problems: list[ValidationError]
    offers: list[MemberMatch]
    is_repeated: bool
    form: MemberEntryRowForm

    @property
    def needs_choice(self) -> bool:
        return bool(self.offers) or self.is_repeated

    @property
    def chosen(self) -> str:
        return self.form.data.get(self.form.add_prefix("choice"), "")

    @property
    def is_skipped(self) -> bool:
        return self.chosen == SKIP

    @property
    def gender(self) -> Any:
        return Person.Gender(self.line.gender).label if self.line.gender else ""

    @property
    def offered(self) -> str:
        """Return with whom this line was shown; sent back, so that a choice made about others does not count."""
        return ",".join(str(offer.person.pk) for offer in self.offers)

    def member(self) -> tuple[Person | dict[str, Any], str]:
        """Return the member as contests.actions.add_members takes it. The form must be valid."""
        people = {str(offer.person.pk): offer.person for offer in self.offers}
        return people.get(self.chosen, self.values), self.form.cleaned_data["part"]


class MemberEntry:
    """All the lines of a team. Has what screens/_errors.html reads of a formset."""

    def __init__(
        self, text: str, *, team: Team, unit: Unit | None, among: PersonQuerySet, posted: Mapping[str, Any], is_writing: bool
    ) -> None:
        """`posted`: the POST with the choices made so far. `is_writing`: choices that are missing are errors, not questions."""
        self.team, self.unit, self.posted, self.is_writing = team, unit, posted, is_writing
        self.rows: list[MemberEntryRow] = []
        lines = read_lines(text)
        self.has_too_many = len(lines) > MOST_LINES
        if self.has_too_many:
            return
        place = find_places([(self.unit.pk, self.unit.level, self.unit.current_commune_id)])[self.unit.pk] if self.unit else None
        groups: dict[str, EthnicGroup | ValidationError] = {}
        read = [self._read_line(line, groups) for line in lines]
        described = [describe(values, place=place) for values, _group, _problems in read]
        offers = self._find_offers([person for person, (*_values, problems) in zip(described, read, strict=True) if not problems], among)
        earlier = Index(with_near_names=False)  # two lines with names a letter apart are two people
        times: Counter[str] = Counter()
        for position, (line, person, (values, group, problems)) in enumerate(zip(lines, described, read, strict=True)):
            times[line.written] += 1
            key = blake2b(f"{times[line.written]} {line.written}".encode(), digest_size=6).hexdigest()
            is_repeated = bool(earlier.find_matches(person))
            earlier.add(position, person)
            line_offers = [] if problems else offers.get(person, [])
            form = self._row_form(line, key, line_offers, problems, is_repeated=is_repeated)
            self.rows.append(MemberEntryRow(line, key, values, group, problems, line_offers, is_repeated, form))

    def _read_line(
        self, line: MemberLine, groups: dict[str, EthnicGroup | ValidationError]
    ) -> tuple[dict[str, Any], EthnicGroup | None, list[ValidationError]]:
        """Return what a new person would be, the ethnic group, and every problem with the line. `groups`: those looked up by spelling."""
        problems = [_not_understood(piece) for piece in line.unread]
        values: dict[str, Any] = {"full_name": line.full_name, "gender": line.gender or None}
        try:
            birth = BirthField(required=False).clean(line.birth)
            values |= {"birth_year": birth.year, "birth_date": birth.date} if birth else {}
        except ValidationError as error:
            problems.append(error)
        group = None
        if line.group:
            if line.group not in groups:
                try:
                    groups[line.group] = require_group(line.group)
                except ValidationError as error:
                    groups[line.group] = error
            looked_up = groups[line.group]
            if isinstance(looked_up, EthnicGroup):
                group = looked_up
                is_its_name = _letters_of(line.group) == _letters_of(group.name)
                values |= {"ethnic_group": group, "ethnicity_note": "" if is_its_name else line.group}
            else:
                problems.append(_not_understood(line.group))
        try:
            describe_person(Person(), **values)
        except ValidationError as error:
            problems += error.error_dict.get("full_name", []) + error.error_dict.get("birth_year", [])
        return values | {"unit": self.unit}, group, problems

    def _find_offers(self, described: list[Particulars], among: PersonQuerySet) -> dict[Particulars, list[MemberMatch]]:
        """Return for each described person those on record who may be meant, the certain first."""
        registrations = Registration.objects.filter(activity=self.team.contest_id)
        near = Q(pk__in=registrations.values("person"))
        if self.team.organisation_id is not None:
            near |= Q(organisation=self.team.organisation_id)
        index = build_index(described, among=among, on_the_list=Person.objects.filter(near))
        matches = {person: index.find_matches(person)[:MOST_OFFERED] for person in described}
        ids = {match.id for hits in matches.values() for match in hits}
        people = among.select_related("unit__parent__parent", "organisation").in_bulk(ids) if ids else {}
        by_person = {row.person_id: row for row in registrations.filter(person__in=ids).select_related("team_member__team")}
        return {
            person: [MemberMatch(people[match.id], match.comparison, by_person.get(match.id)) for match in hits if match.id in people]
            for person, hits in matches.items()
        }

    def _row_form(
        self, line: MemberLine, key: str, offers: list[MemberMatch], problems: list[ValidationError], *, is_repeated: bool
    ) -> MemberEntryRowForm:
        was_shown = self.posted.get(f"{key}-offered") == ",".join(str(offer.person.pk) for offer in offers)
        data = self.posted if was_shown else {f"{key}-part": line.part or TeamMember.Part.OFFICIAL}
        form = MemberEntryRowForm(data, prefix=key)
        if offers or is_repeated:
            people = [(str(offer.person.pk), offer.person.full_name) for offer in offers if not offer.team_name]
            choices = [*people, (ANOTHER, _("Người khác, thêm người mới")), (SKIP, _("Bỏ dòng này"))]
            form.fields["choice"].choices = choices  # type: ignore[attr-defined]
            form.fields["choice"].required = self.is_writing
        is_skipped = form.data.get(f"{key}-choice") == SKIP
        if not (offers or is_repeated):
            del form.fields["choice"]
        if not is_skipped:
            for problem in problems:
                form.add_error(None, problem)
            if self.is_writing and not was_shown and not problems:
                form.add_error(None, ValidationError(_("Dòng này mới hoặc vừa sửa. Hãy xem lại rồi lưu."), code="not_seen"))
        return form

    # --- as a formset, to screens/_errors.html

    @property
    def forms(self) -> list[MemberEntryRowForm]:
        return [row.form for row in self.rows]

    @property
    def non_form_errors(self) -> list[str]:
        if self.has_too_many:
            return [_("Nhiều nhất %(most)d dòng một lần.") % {"most": MOST_LINES}]
        return [] if self.rows else [_("Không có dòng nào ghi họ tên.")]

    @property
    def total_error_count(self) -> int:
        return sum(len(form.errors) for form in self.forms) + len(self.non_form_errors)

    # --- what it comes to

    @property
    def rows_to_write(self) -> list[MemberEntryRow]:
        return [row for row in self.rows if not row.is_skipped]

    @property
    def wrong(self) -> int:
        """Return how many lines have an error."""
        return sum(bool(form.non_field_errors()) for form in self.forms)

    @property
    def undecided(self) -> int:
        """Return how many lines wait for a choice."""
        return sum(row.needs_choice and not row.chosen for row in self.rows)

    @property
    def is_valid(self) -> bool:
        return not self.total_error_count

    def refuse(self, error: ValidationError) -> None:
        """Put what add_members refused beside the lines that it names."""
        for name, problems in error.error_dict.items() if hasattr(error, "error_dict") else [("", error.error_list)]:
            _members, _dot, place = name.partition(".")
            number, _dot, field = place.partition(".")
            row = self.rows_to_write[int(number)] if number.isdecimal() and len(number) < 5 else self.rows[0]
            row.form.add_error(field if field in row.form.fields else None, problems)


def _letters_of(name: str) -> str:
    return "".join(filter(str.isalnum, fold(name)))


def _not_understood(piece: str) -> ValidationError:
    message = _("Không hiểu “%(piece)s”. Sau họ tên chỉ ghi năm sinh, Nam hoặc Nữ, và tên dân tộc.")
    return ValidationError(message, code="not_understood", params={"piece": piece})
