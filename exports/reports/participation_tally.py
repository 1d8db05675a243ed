"""participation-tally as a table: its filters, its columns and what each of them counts."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from exports.letterhead import paper_of
from exports.preview import as_text
from exports.reports.catalogue import Report, register
from exports.reports.groupings import GROUPINGS, Grouping
from exports.reports.scope import Scope, ScopeForm
from exports.reports.tally import Figures, tally
from exports.table import Column, Table, capitalised
from people.disclosures import LoggedList
from places.models import Unit


class TallyForm(ScopeForm):
    by = forms.ChoiceField(
        label=gettext_lazy("Tổng hợp theo"), required=False, choices=[(name, grouping.title) for name, grouping in GROUPINGS.items()]
    )

    def clean_by(self) -> str:
        return self.cleaned_data["by"] or "commune"


AMONG, PLAN = gettext_lazy("Trong số người"), gettext_lazy("Kế hoạch")
# Key, head, what it counts, common head. The four numbers (people, participations, sitting attendances, headcount) are never mixed.
TALLY_COLUMNS: list[tuple[str, Any, Any, Any]] = [
    (
        "training_sessions",
        pgettext_lazy("count", "Lớp tập huấn"),
        gettext_lazy("Lớp tập huấn bắt đầu trong kỳ; không tính lớp nháp, đã hủy hoặc chưa đến ngày"),
        "",
    ),
    (
        "contests",
        pgettext_lazy("count", "Hội thi"),
        gettext_lazy("Hội thi bắt đầu trong kỳ; không tính hội thi nháp, đã hủy hoặc chưa đến ngày"),
        "",
    ),
    ("sittings", gettext_lazy("Số buổi"), gettext_lazy("Các buổi của những lớp, hội thi đó"), ""),
    (
        "registered",
        gettext_lazy("Đăng ký"),
        gettext_lazy("Mỗi người một lượt cho mỗi lớp, hội thi đã đăng ký; không tính người đã rút"),
        "",
    ),
    (
        "walk_ins",
        gettext_lazy("Đăng ký tại chỗ"),
        gettext_lazy("Trong cột “Đăng ký”: người không có trong danh sách trước, được ghi tên khi đến dự"),
        "",
    ),
    (
        "people",
        gettext_lazy("Số người"),
        gettext_lazy("Người có mặt ít nhất một buổi, đếm một lần trong mỗi dòng, một lần trong dòng tổng"),
        "",
    ),
    (
        "participations",
        gettext_lazy("Lượt người"),
        gettext_lazy("Mỗi người một lượt cho mỗi lớp, hội thi có mặt ít nhất một buổi"),
        "",
    ),
    (
        "sitting_attendances",
        gettext_lazy("Lượt điểm danh"),
        gettext_lazy("Mỗi người một lượt cho mỗi buổi có mặt; không tính lượt đã hủy"),
        "",
    ),
    ("female", gettext_lazy("Nữ"), gettext_lazy("Trong cột “Số người”: nữ"), AMONG),
    (
        "ethnic_minority",
        gettext_lazy("Dân tộc thiểu số"),
        gettext_lazy("Trong cột “Số người”: khác dân tộc Kinh (NĐ 05/2011 Điều 4); không tính người chưa rõ"),
        AMONG,
    ),
    ("pupils", gettext_lazy("Học sinh"), gettext_lazy("Trong cột “Số người”: đăng ký với đối tượng Học sinh"), AMONG),
    (
        "headcount",
        gettext_lazy("Đếm không ghi tên"),
        gettext_lazy("Khán giả, người dự chỉ đếm số, không ghi tên, cộng các buổi; không cộng với các cột đếm người khác"),
        "",
    ),
    (
        "planned_activities",
        gettext_lazy("Số cuộc"),
        gettext_lazy("Theo chỉ tiêu cả năm; chỉ tiêu của xã, huyện nằm trong chỉ tiêu cấp trên"),
        PLAN,
    ),
    ("planned_participants", gettext_lazy("Lượt người"), gettext_lazy("Lượt người theo chỉ tiêu cả năm"), PLAN),
    (
        "percent_of_plan",
        gettext_lazy("Đạt (%)"),
        gettext_lazy("Số cuộc đã tổ chức so với số cuộc kế hoạch, chỉ gồm loại hoạt động và năm có chỉ tiêu"),
        PLAN,
    ),
]
ADD_UP = {"training_sessions", "contests", "sittings", "registered", "walk_ins", "participations", "sitting_attendances", "headcount"}
# Grouped by what belongs to a person, one class stands in several rows.
PER_PERSON = {
    "training_sessions": gettext_lazy("Lớp tập huấn có người thuộc dòng này dự; một lớp có thể nằm ở nhiều dòng"),
    "contests": gettext_lazy("Hội thi có người thuộc dòng này dự; một hội thi có thể nằm ở nhiều dòng"),
}
KINDS = {"percent_of_plan": "percent"}
MOST_BARS = 12
AT_A_GLANCE = {"training_sessions", "contests", "people", "participations", "sitting_attendances", "percent_of_plan"}


def participation_tally(user: Any, form: TallyForm) -> Table:
    scope, by = form.scope(user), form.cleaned_data["by"]
    grouping = GROUPINGS[by]
    counted = tally(scope, grouping)
    labels = grouping.labels(counted.groups)
    return Table(
        name="participation-tally",
        title=_("Tổng hợp kết quả tập huấn, hội thi"),
        subtitle=_subtitle(scope, grouping),
        columns=_columns(grouping),
        rows=[[label, *_figures(counted.groups[key])] for key, label in labels.items()],
        totals=[_("Tổng cộng"), *_figures(counted.totals)],
        filters=[*scope.in_words, (_("Tổng hợp theo"), str(grouping.title))],
        made_by=user.full_name,
        made_at=timezone.now(),
        numbered=True,
        notes=_notes(scope, by),
        **paper_of(scope.date, kind="BC").given,
    )


def _subtitle(scope: Scope, grouping: Grouping) -> str:
    title = str(grouping.title)
    how = [_("Tổng hợp theo %(by)s") % {"by": title[:1].lower() + title[1:]}]
    if scope.is_running:
        how.append(_("số liệu đến ngày %(day)s") % {"day": f"{timezone.localdate():%d/%m/%Y}"})
    return f"{capitalised(scope.period)}\n({'; '.join(how)})"


def _columns(grouping: Grouping) -> list[Column]:
    columns = [Column("group", str(grouping.title), "text", 30)]
    for key, title, meaning, group in TALLY_COLUMNS:
        differs = grouping.per_person and key in PER_PERSON
        columns.append(
            Column(
                key,
                str(title),
                KINDS.get(key, "number"),  # type: ignore[arg-type]
                10,
                str(PER_PERSON[key] if differs else meaning),
                str(group),
                total=key in ADD_UP and not differs,
                spare=group == PLAN,
            )
        )
    return columns


def _figures(figures: Figures) -> list[Any]:
    return [getattr(figures, key) for key, *_rest in TALLY_COLUMNS]


def _notes(scope: Scope, by: str) -> list[str]:
    notes = [_("Nữ, dân tộc thiểu số, học sinh là số người, có thể trùng nhau nên không cộng với nhau.")]
    if scope.role and GROUPINGS[by].per_person:
        notes.append(_("Chỉ đếm người có vai trò %(role)s; số lớp, hội thi ở dòng tổng là của mọi hoạt động.") % {"role": _role_of(scope)})
    elif scope.role:
        notes.append(_("Chỉ đếm người có vai trò %(role)s; số lớp, hội thi, số buổi là của mọi hoạt động.") % {"role": _role_of(scope)})
    if by == "former-district":
        notes += [_note_on(unit) for unit in _spanning(scope)]
    return notes


def _role_of(scope: Scope) -> str:
    return dict(scope.in_words)[_("Vai trò")].lower()


def _spanning(scope: Scope) -> list[Unit]:
    """Communes of today that came from two districts: their activities stand with one of them."""
    held_in = scope.activities.order_by().values("unit")
    return list(Unit.objects.filter(spans_districts=True, pk__in=held_in).select_related("former_district"))


def _note_on(unit: Unit) -> str:
    district = unit.former_district.kind_and_name if unit.former_district else _("không huyện nào")
    return _("%(commune)s gồm phần của nhiều huyện trước đây; số liệu của xã tính vào %(district)s.") % {
        "commune": capitalised(unit.kind_and_name),
        "district": district,
    }


def tally_bars(table: Table) -> tuple[str, list[tuple[str, int]]]:
    """A title, and participations by row: the largest where there are more than a dozen; none where one bar says nothing."""
    at = [column.key for column in table.columns].index("participations")
    bars = [(row[0], row[at]) for row in table.rows if row[at]]
    if len(bars) < 2:
        return "", []
    by = table.columns[0].title
    if len(bars) <= MOST_BARS:
        return _("Lượt người theo %(by)s") % {"by": by[:1].lower() + by[1:]}, bars
    largest = sorted(bars, key=lambda bar: -bar[1])[:MOST_BARS]
    return _("Lượt người theo %(by)s: %(most)d dòng đông nhất") % {"by": by[:1].lower() + by[1:], "most": MOST_BARS}, largest


def tally_summary(table: Table) -> list[tuple[str, str, Any]]:
    """(head, kind, total) of what is asked about first."""
    totals = zip(table.columns, table.totals or [], strict=False)
    return [(column.title, column.kind, total) for column, total in totals if column.key in AT_A_GLANCE and total is not None]


def tally_highlights(table: Table) -> dict[str, Any]:
    bars_title, bars = tally_bars(table)
    summary = [(title, as_text(total, kind)) for title, kind, total in tally_summary(table)]
    return {"bars_title": bars_title, "bars": bars, "summary": summary}


register(
    Report(
        title=gettext_lazy("Tổng hợp kết quả tập huấn, hội thi"),
        purpose=gettext_lazy("Số lớp, hội thi, số người, lượt người theo địa bàn, thời gian, loại, đối tượng; so với kế hoạch năm."),
        form=TallyForm,
        build=participation_tally,
        order=10,
        logged_list=LoggedList("participation-tally", gettext_lazy("Tổng hợp kết quả tập huấn, hội thi"), rows_are_people=False),
        highlights=tally_highlights,
    )
)
