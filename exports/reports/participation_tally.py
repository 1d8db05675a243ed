"""Report participation-tally: its filters, its columns and what each of them counts."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from exports.charts import from_table
from exports.charts.commune_map import CommuneMap, map_communes
from exports.counting.estimate import (
    ESTIMATED,
    EstimateForm,
    estimate,
    estimate_cells,
    estimate_columns,
    estimate_notes,
    with_planned_groups,
)
from exports.counting.groupings import GROUPINGS, Grouping, label_of
from exports.counting.measures import MEASURES
from exports.counting.notes import scope_notes
from exports.counting.plan_percent import plan_notes
from exports.counting.scope import Scope, ScopeForm
from exports.counting.tally import Figures, tally
from exports.counting.uncounted import count_uncounted, unconfirmed_links
from exports.figure_rows.data_sheets import data_sheets
from exports.figure_rows.opened import OpenedFigure
from exports.figure_rows.opening import open_measure
from exports.figure_rows.opening_plans import PLANNED, open_estimate, open_targets
from exports.figure_rows.row_keys import text_of
from exports.preview import as_text
from exports.publication.tables import PublicationForm, is_for_publication, publish_tally
from exports.reports.catalogue import Report, register
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Description, Kind, Table
from people.disclosures.lists import LoggedList
from vietnamese.text import uncapitalise


class TallyForm(EstimateForm, PublicationForm, ScopeForm):
    by = forms.ChoiceField(
        label=gettext_lazy("Tổng hợp theo"), required=False, choices=[(name, grouping.title) for name, grouping in GROUPINGS.items()]
    )

    def clean_by(self) -> str:
        return self.cleaned_data["by"] or "commune"


AMONG, AMONG_COUNTED, PLAN = gettext_lazy("Trong số người"), gettext_lazy("Trong số chỉ đếm"), gettext_lazy("Kế hoạch")
OF_CONTESTS = gettext_lazy("Dự thi")
# Key, head, what it counts, common head. The four numbers (people, participations, sitting attendances, headcount) are never mixed.
TALLY_COLUMNS: list[tuple[str, Any, Any, Any]] = [
    (
        "training_sessions",
        pgettext_lazy("count", "Lớp tập huấn"),
        gettext_lazy("Lớp tập huấn bắt đầu trong kỳ; không tính lớp nháp, đã hủy, chưa đến ngày hoặc chưa xác nhận đã tổ chức"),
        "",
    ),
    (
        "contests",
        pgettext_lazy("count", "Hội thi"),
        gettext_lazy("Hội thi bắt đầu trong kỳ; không tính hội thi nháp, đã hủy, chưa đến ngày hoặc chưa xác nhận đã tổ chức"),
        "",
    ),
    ("sittings", gettext_lazy("Số buổi"), gettext_lazy("Các buổi của những lớp, hội thi đó"), ""),
    (
        "registered",
        gettext_lazy("Đăng ký"),
        gettext_lazy("Mỗi người một lượt cho mỗi lớp, hội thi đã đăng ký; người đã rút chỉ tính khi có mặt"),
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
        gettext_lazy("Khán giả, đại biểu (chỉ đếm số)"),
        gettext_lazy("Khán giả, đại biểu chỉ đếm số, không lập danh sách, cộng các buổi; không cộng với các cột đếm người khác"),
        "",
    ),
    ("headcount_female", gettext_lazy("Nữ"), gettext_lazy("Trong số chỉ đếm: nữ, ở những buổi có đếm riêng"), AMONG_COUNTED),
    (
        "headcount_ethnic_minority",
        gettext_lazy("Dân tộc thiểu số"),
        gettext_lazy("Trong số chỉ đếm: người dân tộc thiểu số, ở những buổi có đếm riêng"),
        AMONG_COUNTED,
    ),
    (
        "teams",
        gettext_lazy("Đội dự thi"),
        gettext_lazy("Đội có tên trong các hội thi đó, kể cả đội đã rút hoặc bị loại"),
        OF_CONTESTS,
    ),
    (
        "schools",
        gettext_lazy("Trường, đơn vị"),
        gettext_lazy("Trường, đơn vị mà các đội đại diện, đếm một lần trong mỗi dòng và một lần trong dòng tổng"),
        OF_CONTESTS,
    ),
    (
        "contestants",
        gettext_lazy("Thí sinh"),
        gettext_lazy("Trong cột “Đăng ký”: vai trò thí sinh, gồm mọi thành viên của các đội"),
        OF_CONTESTS,
    ),
    (
        "audience",
        gettext_lazy("Khán giả có tên"),
        gettext_lazy("Trong cột “Đăng ký”: vai trò khán giả, cổ động viên; khán giả chỉ đếm số đứng ở cột riêng"),
        OF_CONTESTS,
    ),
    (
        "planned_activities",
        gettext_lazy("Số cuộc"),
        gettext_lazy("Theo chỉ tiêu của kỳ; chỉ tiêu của xã, huyện nằm trong chỉ tiêu cấp trên"),
        PLAN,
    ),
    ("planned_participants", gettext_lazy("Lượt người"), gettext_lazy("Lượt người theo chỉ tiêu của kỳ"), PLAN),
    (
        "percent_of_plan",
        gettext_lazy("Số cuộc đạt (%)"),
        gettext_lazy("Số cuộc đã tổ chức so với số cuộc kế hoạch, chỉ gồm hoạt động đúng loại, kỳ và địa bàn có chỉ tiêu"),
        PLAN,
    ),
    (
        "percent_participants",
        gettext_lazy("Lượt người đạt (%)"),
        gettext_lazy("Lượt người của những cuộc đó so với lượt người kế hoạch, chỉ gồm chỉ tiêu có ghi số lượt người"),
        PLAN,
    ),
]
ADD_UP = {"training_sessions", "contests", "sittings", "registered", "walk_ins", "participations", "sitting_attendances", "headcount"}
ADD_UP |= {"headcount_female", "headcount_ethnic_minority", "teams", "contestants", "audience"}
# Grouped by what belongs to a person, one class stands in several rows.
PER_PERSON = {
    "training_sessions": gettext_lazy("Lớp tập huấn có người thuộc dòng này dự; một lớp có thể nằm ở nhiều dòng"),
    "contests": gettext_lazy("Hội thi có người thuộc dòng này dự; một hội thi có thể nằm ở nhiều dòng"),
}
KINDS: dict[str, Kind] = {"percent_of_plan": "percent", "percent_participants": "percent"}
FILE_WORDS = {"commune": ["theo-noi-to-chuc"], "residence": ["theo-noi-cu-tru"]}
HIGHLIGHTED = {
    "training_sessions",
    "contests",
    "people",
    "participations",
    "sitting_attendances",
    "percent_of_plan",
    "percent_participants",
}


def participation_tally(user: User, form: TallyForm) -> Table:
    table, by = _whole_tally(user, form), GROUPINGS[form.cleaned_data["by"]]
    if is_for_publication(form):
        table = publish_tally(table)
    title = _("Lượt người theo %(by)s") % {"by": uncapitalise(table.columns[0].title)}
    if by.is_time:
        charts = from_table.over_time(title, table, "participations", keys=table.row_keys, label=lambda key: label_of(by, key))
    else:
        charts = from_table.by_group(title, table, "participations")
    return replace(table, charts=charts)


def describe_tally(user: User, form: TallyForm) -> Description:
    scope, by = form.scope(user), form.cleaned_data["by"]
    title = str(GROUPINGS[by].title)
    explanations = [_("Tổng hợp theo %(by)s") % {"by": uncapitalise(title)}]
    if scope.actual_until:
        explanations.append(scope.actual_in_words)
    elif scope.is_running:
        explanations.append(_("số liệu đến ngày %(day)s") % {"day": f"{timezone.localdate():%d/%m/%Y}"})
    return {
        "subtitle": f"{scope.heading}\n({'; '.join(explanations)})",
        "filters": [*scope.in_words, (_("Tổng hợp theo"), title)],
        "unit_id": scope.unit.pk if scope.unit else None,
        "file_words": ["tong-hop", *FILE_WORDS.get(by, ("theo", title.lower())), *scope.file_words],
    }


def _whole_tally(user: User, form: TallyForm) -> Table:
    scope, grouping = form.scope(user), GROUPINGS[form.cleaned_data["by"]]
    estimated = estimate(scope, grouping)
    counted = with_planned_groups(tally(scope, grouping), estimated)
    labels = grouping.labels(counted.groups)
    uncounted = count_uncounted(scope.activities_in_any_state, timezone.localdate(), until=scope.actual_until)
    return Table(
        name="participation-tally",
        title=_("Tổng hợp kết quả tập huấn, hội thi"),
        columns=[*_tally_columns(grouping), *estimate_columns(scope)],
        rows=[[label, *_tally_cells(counted.groups[key]), *estimate_cells(counted, estimated, key)] for key, label in labels.items()],
        totals=[_("Tổng cộng"), *_tally_cells(counted.totals), *estimate_cells(counted, estimated)],
        row_keys=[text_of(key) for key in labels],
        made_by=user.full_name,
        made_at=timezone.now(),
        numbered=True,
        notes=[
            _("Nữ, dân tộc thiểu số, học sinh là số người, có thể trùng nhau nên không cộng với nhau."),
            *scope_notes(scope, [grouping], uncounted, has_day_in_head=True),
            *plan_notes(scope, grouping),
            *estimate_notes(scope, estimated),
        ],
        links=unconfirmed_links(uncounted, scope),
        sheet_title=_("Tổng hợp"),
        **describe_tally(user, form),
        **letterhead_on(scope.date, user, kind="BC"),
    )


def _tally_columns(grouping: Grouping) -> list[Column]:
    columns = [Column("group", str(grouping.title), "text", 30)]
    for key, title, meaning, group in TALLY_COLUMNS:
        differs = grouping.per_person and key in PER_PERSON
        columns.append(
            Column(
                key,
                str(title),
                KINDS.get(key, "number"),
                10,
                str(PER_PERSON[key] if differs else meaning),
                str(group),
                total=key in ADD_UP and not differs,
                opens_rows=key in MEASURES or key in PLANNED,
                omit_if_empty=group in (PLAN, AMONG_COUNTED, OF_CONTESTS),
                is_zero_empty=group == OF_CONTESTS,
            )
        )
    return columns


def _tally_cells(figures: Figures) -> list[Any]:
    return [getattr(figures, key) for key, *_head in TALLY_COLUMNS]


def open_tally_figure(user: User, form: TallyForm, row: str, column: str) -> OpenedFigure:
    """Open a figure of the tally: what is counted in it, or the targets that add up to it."""
    grouping = GROUPINGS[form.cleaned_data["by"]]

    def scope_for(verb: str) -> Scope:
        return form.scope(user, verb=verb)

    if column in ESTIMATED:
        return open_estimate(scope_for, grouping, row, column)
    if column in PLANNED:
        return open_targets(scope_for, grouping, row, column)
    return open_measure(scope_for, column, [(grouping, row)])


def tally_highlights(table: Table) -> dict[str, Any]:
    """Return what the screen shows above the table: the totals that are asked about first."""
    totals = zip(table.columns, table.totals or [], strict=False)
    summary = [(column.title, as_text(total, column.kind)) for column, total in totals if column.key in HIGHLIGHTED and total is not None]
    return {"summary": summary}


def tally_map(user: User, form: TallyForm, table: Table, rows_url: str) -> CommuneMap | None:
    """Return the map of today's communes by participations; None where the rows are neither places nor homes in communes."""
    by = form.cleaned_data["by"]
    if by not in ("commune", "residence"):
        return None
    title = _("Bản đồ ô: lượt người theo %(by)s") % {"by": uncapitalise(table.columns[0].title)}
    return map_communes(title, table, "participations", form.scope(user), shows_others_places=by == "residence", rows_url=rows_url)


register(
    Report(
        title=gettext_lazy("Tổng hợp kết quả tập huấn, hội thi"),
        purpose=gettext_lazy("Số lớp, hội thi, đội, số người, lượt người theo địa bàn, thời gian, loại, đối tượng; so với kế hoạch năm."),
        form=TallyForm,
        build=participation_tally,
        order=10,
        logged_list=LoggedList("participation-tally", gettext_lazy("Tổng hợp kết quả tập huấn, hội thi"), rows_are_people=False),
        highlights=tally_highlights,
        tile_map=tally_map,
        data_sheets=lambda user, form: data_sheets(user, lambda verb: form.scope(user, verb=verb), GROUPINGS[form.cleaned_data["by"]]),
        open_rows=open_tally_figure,
        describe=describe_tally,
    )
)
