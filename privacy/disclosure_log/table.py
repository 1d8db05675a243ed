"""The log of who saw or took personal data: who may read which lines, the filters, a line in words, and the log as a table."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Kind, Table
from people.disclosures.lists import logged_list, logged_lists
from people.disclosures.log import sensitive_among
from people.models import DisclosedPerson, Disclosure, Person
from people.personal_columns import title_of
from privacy.data_subject.personal_data_index import is_on_list
from screens.day_filters import DayField

ROWS_PER_CHUNK = 2000
PHONE = gettext_lazy("máy quét")
ALL = ("", gettext_lazy("Tất cả"))
LOG_COLUMNS: list[tuple[str, Any, Kind, int]] = [
    ("at", gettext_lazy("Lúc"), "datetime", 16),
    ("user", gettext_lazy("Ai"), "text", 22),
    ("what", gettext_lazy("Nội dung xem"), "text", 26),
    ("about", gettext_lazy("Về"), "text", 40),
    ("way", gettext_lazy("Cách"), "text", 14),
    ("people", gettext_lazy("Số người"), "number", 9),
    ("sensitive", gettext_lazy("Dữ liệu nhạy cảm"), "text", 14),
]


def readable_by(user: User) -> QuerySet[Disclosure]:
    """Return lines about a unit where `user` administers, and about whatever the users did whom they administer.

    A line of no unit, as of a file taken by somebody with roles in several, is about the units of the people in it. An administrator of
    the whole province reads every line of no unit.
    """
    if not user.can_anywhere("administer"):
        return Disclosure.objects.none()
    administered = user.reach("administer")
    readable = Q(unit__in=administered) | Q(user__in=User.objects.administered_by(user).values("pk"))
    people_there = DisclosedPerson.objects.filter(disclosure=OuterRef("pk"), person__unit__in=administered)
    readable |= Q(unit=None) & (Q(person__unit__in=administered) | Q(Exists(people_there)))
    if user.administers_province_served:
        readable |= Q(unit=None)
    return Disclosure.objects.filter(readable)


class LogFilter(forms.Form):
    """?q=&user=&what=&from=&to=&person="""

    q = forms.CharField(label=gettext_lazy("Tên hoạt động, máy quét"), required=False, max_length=100)
    user = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Ai"), required=False, empty_label=ALL[1])
    what = forms.ChoiceField(label=gettext_lazy("Nội dung xem"), required=False)
    person = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.fields["user"].queryset = User.objects.administered_by(user) | User.objects.filter(pk=user.pk)  # type: ignore[attr-defined]
        lists = [(row.name, row.title) for row in logged_lists()]
        self.fields["what"].choices = [ALL, *lists]  # type: ignore[attr-defined]
        self.fields["from"] = DayField(label=gettext_lazy("Từ ngày"), required=False)
        self.fields["to"] = DayField(label=gettext_lazy("Đến ngày"), required=False)

    def narrow(self, lines: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
        """Filter the lines; what is wrongly filled in narrows nothing: the form says so."""
        self.is_valid()
        filters = getattr(self, "cleaned_data", {})
        if filters.get("q"):
            lines = lines.filter(about__icontains=filters["q"].strip())
        for name in ("user", "what"):
            if filters.get(name):
                lines = lines.filter(**{name: filters[name]})
        if person_id := filters.get("person"):  # also of lists and files with many people
            lines = lines.filter(Q(person=person_id) | is_on_list(person_id))
        if filters.get("from"):
            lines = lines.filter(at__gte=_start_of(filters["from"]))
        if filters.get("to"):
            lines = lines.filter(at__lt=_start_of(filters["to"] + timedelta(days=1)))
        return lines

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """The filters as (label, value), for the notes sheet and the log."""
        filters = self.cleaned_data
        words = [(str(self.fields[name].label or _("Người")), filters.get(name)) for name in ("q", "user", "from", "to", "person")]
        if filters.get("what"):
            words.append((str(self.fields["what"].label), logged_list(filters["what"]).title))
        return [(label, str(value)) for label, value in words if value]


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def reader_name(line: Disclosure) -> str:
    """Return who read; a phone of a hall has no account: `about` names it."""
    if line.user is not None:
        return line.user.full_name
    return str(PHONE) if logged_list(line.what).is_read_by_phones else _("tài khoản đã xóa")


def list_title(line: Disclosure) -> str:
    return str(logged_list(line.what).title)


def row_count(line: Disclosure) -> str:
    """Return how many people were shown; rows of figures are no people, and nothing is known of a download that broke off."""
    if line.people is None:
        return _("dở dang")
    if not logged_list(line.what).rows_are_people:
        return ngettext("%(number)s dòng", "%(number)s dòng", line.people) % {"number": line.people}
    return str(line.people)


def sensitive_titles(line: Disclosure) -> str:
    fields: list[Any] = [Person._meta.get_field(name) for name in sensitive_among(line.sensitive)]
    return ", ".join(str(title_of(field)) for field in fields)


class LogRows:
    """The rows, read as they are asked for; their number without reading them."""

    def __init__(self, lines: QuerySet[Disclosure]) -> None:
        self.lines = lines.select_related("user", "person")

    def __len__(self) -> int:
        return self.lines.count()

    def __iter__(self) -> Iterator[list[Any]]:
        for line in self.lines.iterator(chunk_size=ROWS_PER_CHUNK):
            about = " · ".join(filter(None, [line.person.full_name if line.person else "", line.about]))
            way = str(line.get_way_display())
            yield [line.at, reader_name(line), list_title(line), about, way, line.people, sensitive_titles(line) or None]


def log_table(lines: QuerySet[Disclosure], form: LogFilter, user: User) -> Table:
    now = timezone.now()
    return Table(
        name="disclosure-log",
        title=_("Nhật ký truy cập dữ liệu cá nhân"),
        columns=[Column(key, str(title), kind, width) for key, title, kind, width in LOG_COLUMNS],
        rows=LogRows(lines),
        filters=form.in_words,
        made_by=user.full_name,
        made_at=now,
        numbered=True,
        sheet_title=_("Nhật ký truy cập"),
        file_words=["nhat-ky-truy-cap", f"{timezone.localdate(now):%Y-%m-%d}"],
        is_filtered_by_column=True,
        notes=[_("Một lần xem danh sách ghi một dòng cho mỗi 15 phút; số người là nhiều nhất trong lần xem đó.")],
        **letterhead_on(timezone.localdate(now), user),
    )
