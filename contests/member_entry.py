"""A whole team typed at once: the lines read, known people offered, and a choice for each line that may be somebody known."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.models import Registration
from attendance.registrations.forms import BirthField
from contests.member_lines import MemberLine, read_lines
from contests.models import Team, TeamMember
from people.actions import describe_person
from people.ethnic_groups import require_group
from people.models import EthnicGroup, Person, PersonQuerySet
from places.models import Unit
from vietnamese.text import fold

MOST_LINES = 100
MOST_OFFERED = 6  # namesakes for one line
ANOTHER, SKIP = "another", "skip"


@dataclass(frozen=True, slots=True)
class Offer:
    """A known person who may be the one typed; `team_name`: where they have a place in this contest already."""

    person: Person
    why: str
    team_name: str = ""


class RowForm(forms.Form):
    """What is decided about one line."""

    part = forms.ChoiceField(label=gettext_lazy("Vai trong đội"), choices=TeamMember.Part.choices)
    choice = forms.ChoiceField(
        label=gettext_lazy("Người này là"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"required": gettext_lazy("Hãy chọn: người đã có, hay là người khác.")},
    )


@dataclass
class Row:
    """One line: what was read, who is offered, and the form that decides. `values` as add_person takes them."""

    line: MemberLine
    key: str
    values: dict[str, Any]
    group: EthnicGroup | None
    offers: list[Offer]
    is_repeated: bool
    form: RowForm

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
        """Whom this line was shown with; sent back, so that a choice made about others does not count."""
        return ",".join(str(offer.person.pk) for offer in self.offers)

    def entry(self) -> tuple[Person | dict[str, Any], str]:
        """As contests.actions.add_members takes it. The form must be valid."""
        known = {str(offer.person.pk): offer.person for offer in self.offers}
        return known.get(self.chosen, self.values), self.form.cleaned_data["part"]


class Entry:
    """All the lines. Has what console/_errors.html reads of a formset."""

    def __init__(self, text: str, *, team: Team, unit: Unit | None, among: PersonQuerySet, sent: Mapping[str, Any], writes: bool) -> None:
        """`sent`: the POST with the choices made so far. `writes`: choices that are missing are errors, not questions."""
        self.team, self.unit, self.sent, self.writes = team, unit, sent, writes
        lines = read_lines(text)
        self.has_too_many = len(lines) > MOST_LINES
        self.groups: dict[str, EthnicGroup | ValidationError] = {}
        offers = _offers([line.full_name for line in lines], team, among)
        self.rows = [] if self.has_too_many else list(self._rows(lines, offers))

    def _rows(self, lines: list[MemberLine], offers: dict[str, list[tuple[Offer, Any]]]) -> Iterator[Row]:
        times: Counter[str] = Counter()
        people: Counter[tuple[str, str]] = Counter()
        for line in lines:
            times[line.written] += 1
            key = blake2b(f"{times[line.written]} {line.written}".encode(), digest_size=6).hexdigest()
            same = fold(line.full_name), line.birth
            people[same] += 1
            yield self._row(line, key, offers.get(same[0], []), is_repeated=people[same] > 1)

    def _row(self, line: MemberLine, key: str, namesakes: list[tuple[Offer, Any]], *, is_repeated: bool) -> Row:
        values, group, problems = self._read(line)
        year = values.get("birth_year")
        offers = [] if problems else [offer for offer, place in namesakes if _may_be(offer.person, year, self.unit, place)][:MOST_OFFERED]
        offered = ",".join(str(offer.person.pk) for offer in offers)
        was_shown = self.sent.get(f"{key}-offered") == offered
        data = self.sent if was_shown else {f"{key}-part": line.part or TeamMember.Part.OFFICIAL}
        form = RowForm(data, prefix=key)
        form.fields["choice"].choices = _choices(offers, is_repeated)  # type: ignore[attr-defined]
        needs_choice = bool(offers) or is_repeated
        form.fields["choice"].required = needs_choice and self.writes
        if not needs_choice:
            del form.fields["choice"]
        if form.data.get(f"{key}-choice") != SKIP:
            for problem in problems:
                form.add_error(None, problem)
            if self.writes and not was_shown and not problems:
                form.add_error(None, ValidationError(_("Dòng này mới hoặc vừa sửa. Hãy xem lại rồi ghi."), code="not_seen"))
        return Row(line, key, values, group, offers, is_repeated, form)

    def _read(self, line: MemberLine) -> tuple[dict[str, Any], EthnicGroup | None, list[ValidationError]]:
        """What a new person would be, and every problem with the line."""
        problems = [_unread(piece) for piece in line.unread]
        values: dict[str, Any] = {"full_name": line.full_name, "gender": line.gender or None}
        try:
            birth = BirthField(required=False).clean(line.birth)
            values |= {"birth_year": birth.year, "birth_date": birth.date} if birth else {}
        except ValidationError as error:
            problems.append(error)
        group = self._group(line.group) if line.group else None
        if isinstance(group, ValidationError):
            problems.append(_unread(line.group))
            group = None
        if group:
            values |= {"ethnic_group": group, "ethnicity_note": "" if _letters(line.group) == _letters(group.name) else line.group}
        try:
            describe_person(Person(), **values)
        except ValidationError as error:
            problems += error.error_dict.get("full_name", []) + error.error_dict.get("birth_year", [])
        return values | {"unit": self.unit}, group, problems

    def _group(self, written: str) -> EthnicGroup | ValidationError:
        """Looked up once a spelling."""
        if written not in self.groups:
            try:
                self.groups[written] = require_group(written)
            except ValidationError as error:
                self.groups[written] = error
        return self.groups[written]

    # --- as a formset, to console/_errors.html

    @property
    def forms(self) -> list[RowForm]:
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
    def kept(self) -> list[Row]:
        return [row for row in self.rows if not row.is_skipped]

    @property
    def wrong(self) -> int:
        return sum(bool(form.non_field_errors()) for form in self.forms)

    @property
    def undecided(self) -> int:
        return sum(row.needs_choice and not row.chosen for row in self.rows)

    @property
    def is_valid(self) -> bool:
        return not self.total_error_count

    def refuse(self, error: ValidationError) -> None:
        """Puts what add_members refused beside the lines it was said of."""
        for name, problems in error.error_dict.items() if hasattr(error, "error_dict") else [("", error.error_list)]:
            _members, _dot, place = name.partition(".")
            number, _dot, field = place.partition(".")
            row = self.kept[int(number)] if number.isdecimal() and len(number) < 5 else self.rows[0]
            row.form.add_error(field if field in row.form.fields else None, problems)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, fold(name)))


def _unread(piece: str) -> ValidationError:
    message = _("Không hiểu “%(piece)s”. Sau họ tên chỉ ghi năm sinh, Nam hoặc Nữ, và tên dân tộc.")
    return ValidationError(message, code="not_understood", params={"piece": piece})


def _choices(offers: list[Offer], is_repeated: bool) -> list[tuple[str, str]]:
    known = [(str(offer.person.pk), offer.person.full_name) for offer in offers if not offer.team_name]
    return [*known, (ANOTHER, _("Người khác, ghi người mới")), (SKIP, _("Bỏ dòng này"))]


def _offers(names: list[str], team: Team, among: PersonQuerySet) -> dict[str, list[tuple[Offer, Any]]]:
    """Known namesakes by folded name, who is nearest to the team first; each with whether they are of its organisation or contest."""
    namesakes = (
        among.filter(folded__in={fold(name) for name in names}).select_related("unit__parent__parent", "organisation").in_name_order()
    )
    here = Registration.objects.filter(activity=team.contest_id, person__folded__in={fold(name) for name in names})
    registered = {row.person_id: row for row in here.select_related("team_member__team")}
    found: dict[str, list[tuple[Offer, Any]]] = {}
    for person in namesakes:
        registration = registered.get(person.pk)
        is_near = registration is not None or (team.organisation_id is not None and person.organisation_id == team.organisation_id)
        found.setdefault(person.folded, []).append((Offer(person, _why(registration), _team_of(registration)), is_near))
    return {name: sorted(offers, key=lambda one: not one[1]) for name, offers in found.items()}


def _team_of(registration: Registration | None) -> str:
    member = getattr(registration, "team_member", None)
    return member.team.called if member and registration and not registration.is_withdrawn else ""


def _why(registration: Registration | None) -> str:
    if registration is None:
        return ""
    return _("Đã rút đăng ký hội thi này.") if registration.is_withdrawn else _("Đã đăng ký hội thi này.")


def _may_be(person: Person, year: int | None, unit: Unit | None, is_near: bool) -> bool:
    """A namesake born in the same year, wherever they live: pupils board far from home. Where a year is missing, only one who is near."""
    if year and person.birth_year:
        return year == person.birth_year
    return is_near or person.unit_id == getattr(unit, "pk", None)
