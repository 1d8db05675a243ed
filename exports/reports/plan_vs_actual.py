"""Report plan-vs-actual: what the plan promised beside what was held, and beside the same period a year earlier; furthest behind first."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.models import Activity
from exports import periods
from exports.charts import from_table
from exports.counting.estimate import (
    ESTIMATED,
    EstimateForm,
    estimate,
    estimate_cells,
    estimate_columns,
    estimate_notes,
    with_planned_groups,
)
from exports.counting.groupings import GROUPINGS, Grouping, no_such_row, refuse_overlaps
from exports.counting.held import tally_held
from exports.counting.notes import scope_notes
from exports.counting.plan_percent import Plan, percent_of, plan_notes, plans_of
from exports.counting.scope import PeriodForm, Scope
from exports.counting.tally import Figures
from exports.counting.uncounted import count_uncounted, unconfirmed_links
from exports.figure_rows.opened import OpenedFigure, open_figure
from exports.figure_rows.opening import figure_title, no_such_column, open_measure
from exports.figure_rows.opening_plans import PLANNED, open_estimate, open_targets
from exports.figure_rows.row_keys import TOTAL, key_in, text_of
from exports.reports.catalogue import Report, register
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Description, Kind, Table
from people.disclosures.lists import LoggedList
from vietnamese.text import uncapitalise

BY = [name for name in ("kind", "commune", "former-district", "quarter", "area", "programme-line") if name in GROUPINGS]
HELD, PEOPLE, BEFORE = gettext_lazy("Số cuộc"), gettext_lazy("Lượt người"), gettext_lazy("Cùng kỳ năm trước")
CHANGE, IN_PLAN = gettext_lazy("Tăng, giảm so với cùng kỳ"), gettext_lazy("Thực hiện trong chỉ tiêu")
CHANGE_PERCENT = gettext_lazy("Tăng, giảm (%)")
# Key, head, kind, what it counts, common head. Those of the API in its order; what came later stands behind.
COLUMNS: list[tuple[str, Any, Kind, Any, Any]] = [
    ("planned_activities", gettext_lazy("Kế hoạch"), "number", gettext_lazy("Số cuộc theo chỉ tiêu của kỳ"), HELD),
    (
        "activities",
        gettext_lazy("Thực hiện"),
        "number",
        gettext_lazy("Lớp tập huấn, hội thi đã tổ chức trong kỳ, có chỉ tiêu hay không"),
        HELD,
    ),
    (
        "percent_activities",
        gettext_lazy("Đạt (%)"),
        "percent",
        gettext_lazy("Số cuộc thực hiện trong chỉ tiêu so với số cuộc kế hoạch: đúng loại, đúng kỳ, ở địa bàn có chỉ tiêu"),
        HELD,
    ),
    ("planned_participants", gettext_lazy("Kế hoạch"), "number", gettext_lazy("Lượt người theo chỉ tiêu của kỳ"), PEOPLE),
    (
        "participations",
        gettext_lazy("Thực hiện"),
        "number",
        gettext_lazy("Mỗi người một lượt cho mỗi lớp, hội thi có mặt ít nhất một buổi"),
        PEOPLE,
    ),
    (
        "percent_participants",
        gettext_lazy("Đạt (%)"),
        "percent",
        gettext_lazy("Lượt người thực hiện trong chỉ tiêu so với lượt người kế hoạch, chỉ gồm chỉ tiêu có ghi số lượt người"),
        PEOPLE,
    ),
    ("activities_before", gettext_lazy("Số cuộc"), "number", gettext_lazy("Lớp tập huấn, hội thi của cùng kỳ năm trước"), BEFORE),
    ("participations_before", gettext_lazy("Lượt người"), "number", gettext_lazy("Lượt người của cùng kỳ năm trước"), BEFORE),
    ("change_activities", gettext_lazy("Số cuộc"), "number", gettext_lazy("Số cuộc kỳ này trừ số cuộc cùng kỳ năm trước"), CHANGE),
    (
        "change_participations",
        gettext_lazy("Lượt người"),
        "number",
        gettext_lazy("Lượt người kỳ này trừ lượt người cùng kỳ năm trước"),
        CHANGE,
    ),
    ("percent_change_activities", gettext_lazy("Số cuộc"), "percent", gettext_lazy("So với số cuộc cùng kỳ năm trước"), CHANGE_PERCENT),
    (
        "percent_change_participations",
        gettext_lazy("Lượt người"),
        "percent",
        gettext_lazy("So với lượt người cùng kỳ năm trước"),
        CHANGE_PERCENT,
    ),
    (
        "activities_in_plan",
        gettext_lazy("Số cuộc"),
        "number",
        gettext_lazy("Trong số cuộc thực hiện: đúng loại, kỳ, địa bàn có chỉ tiêu"),
        IN_PLAN,
    ),
    (
        "participations_in_plan",
        gettext_lazy("Lượt người"),
        "number",
        gettext_lazy("Lượt người của những cuộc thuộc chỉ tiêu có ghi số lượt người"),
        IN_PLAN,
    ),
]
ADD_UP = {"activities", "participations", "activities_before", "participations_before", "change_activities", "change_participations"}
IN_PLAN_TITLES = {
    "activities_in_plan": gettext_lazy("Số cuộc thực hiện trong chỉ tiêu"),
    "participations_in_plan": gettext_lazy("Lượt người thực hiện trong chỉ tiêu"),
}
OF_BEFORE = "_before"
OPENS_ROWS = {"activities", "participations", "activities_before", "participations_before", *PLANNED, *IN_PLAN_TITLES}
NEVER = 10**9  # behind every percentage: rows without a plan stand last


class PlanForm(EstimateForm, PeriodForm):
    """The filters: ?by= and ?kind= beside those of PeriodForm. A role divides no plan."""

    field_order = ["by", "kind", "programme_line", "unit", "area"]
    by = forms.ChoiceField(
        label=gettext_lazy("Tổng hợp theo"), required=False, choices=[(name, GROUPINGS[name].title) for name in BY], initial="kind"
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại hoạt động"), required=False, choices=[("", gettext_lazy("Tất cả")), *Activity.Kind.choices]
    )

    def clean_by(self) -> str:
        return self.cleaned_data["by"] or "kind"

    def scope(self, user: User, *, verb: str = "report") -> Scope:
        return replace(super().scope(user, verb=verb), kind=self.cleaned_data["kind"])


def plan_vs_actual(user: User, form: PlanForm) -> Table:
    table = _plan_table(user, form)
    pairs = [  # of plan and what was done of it: what no target covers has nothing to stand beside
        (_("Số cuộc: kế hoạch và thực hiện trong chỉ tiêu"), "planned_activities", "activities_in_plan"),
        (_("Lượt người: kế hoạch và thực hiện trong chỉ tiêu"), "planned_participants", "participations_in_plan"),
    ]
    series = [_("Kế hoạch"), _("Thực hiện trong chỉ tiêu")]
    charts = [chart for title, *columns in pairs for chart in from_table.planned_and_actual(title, table, *columns, series=series)]
    return replace(table, charts=charts)


def _plan_table(user: User, form: PlanForm) -> Table:
    scope, grouping = form.scope(user), GROUPINGS[form.cleaned_data["by"]]
    estimated = estimate(scope, grouping)
    now, before_scope = with_planned_groups(tally_held(scope, grouping, has_plan=True), estimated), scope_before(scope)
    before = tally_held(before_scope, grouping, has_plan=False) if before_scope else None
    groups_before = before.groups if before else {}
    if grouping.is_by_quarter:  # each stands beside the same quarter a year later
        groups_before = {f"{int(key[:4]) + 1}{key[4:]}": figures for key, figures in groups_before.items()}
    labels = grouping.labels({*now.groups, *groups_before})
    rows = {key: _cells(now.groups.get(key, Figures()), groups_before.get(key, Figures()) if before else None) for key in labels}
    ordered = sorted(labels, key=lambda key: _how_far(now.groups.get(key, Figures()).plan))
    uncounted = count_uncounted(scope.activities_in_any_state, timezone.localdate(), until=scope.actual_until)
    return Table(
        name="plan-vs-actual",
        title=_("So sánh kế hoạch và thực hiện"),
        columns=[Column("group", str(grouping.title), "text", 30), *_columns(), *estimate_columns(scope)],
        rows=[[labels[key], *rows[key], *estimate_cells(now, estimated, key)] for key in ordered],
        totals=[_("Tổng cộng"), *_cells(now.totals, before.totals if before else None), *estimate_cells(now, estimated)],
        row_keys=[text_of(key) for key in ordered],
        made_by=user.full_name,
        made_at=timezone.now(),
        numbered=True,
        notes=[
            *_notes(scope, before_scope),
            *scope_notes(scope, [grouping], uncounted, has_day_in_head=before_scope is not None),
            *plan_notes(scope, grouping),
            *estimate_notes(scope, estimated),
        ],
        links=unconfirmed_links(uncounted, scope),
        sheet_title=_("Kế hoạch, thực hiện"),
        **describe_plan(user, form),
        **letterhead_on(scope.date, user, kind="BC"),
    )


def describe_plan(user: User, form: PlanForm) -> Description:
    scope, title = form.scope(user), str(GROUPINGS[form.cleaned_data["by"]].title)
    by_title = uncapitalise(title)
    explanations = list(filter(None, [_("Tổng hợp theo %(by)s") % {"by": by_title}, scope.actual_in_words]))
    return {
        "subtitle": f"{scope.heading}\n({'; '.join(explanations)})",
        "filters": [*scope.in_words, (_("Tổng hợp theo"), title)],
        "unit_id": scope.unit.pk if scope.unit else None,
        "file_words": ["ke-hoach-thuc-hien", "theo", by_title, *scope.file_words],
    }


def _columns() -> list[Column]:
    return [
        Column(key, str(title), kind, 10, str(meaning), str(group), total=key in ADD_UP, opens_rows=key in OPENS_ROWS)
        for key, title, kind, meaning, group in COLUMNS
    ]


def _cells(now: Figures, before: Figures | None) -> list[Any]:
    """Return the cells of a row; None in those of the year before where there is none."""
    plan, activities = now.plan, now.activities
    values = {
        "planned_activities": plan.planned_activities,
        "activities": activities,
        "percent_activities": plan.percent_activities,
        "planned_participants": plan.planned_participants,
        "participations": now.participations,
        "percent_participants": plan.percent_participants,
        "activities_in_plan": len(plan.activities) if plan.planned_activities is not None else None,
        "participations_in_plan": plan.participations if plan.planned_participants is not None else None,
    }
    if before is not None:
        values |= {
            "activities_before": before.activities,
            "participations_before": before.participations,
            "change_activities": activities - before.activities,
            "change_participations": now.participations - before.participations,
            "percent_change_activities": _change(activities, before.activities),
            "percent_change_participations": _change(now.participations, before.participations),
        }
    return [values.get(key) for key, *_head in COLUMNS]


def _change(now: int, before: int) -> float | None:
    return percent_of(now - before, before) if before else None


def _how_far(plan: Plan) -> tuple[float, float]:
    """Return what puts the groups that are furthest behind plan first, and those without one last."""
    percents = (plan.percent_activities, plan.percent_participants)
    activities, people = (NEVER if percent is None else percent for percent in percents)
    return activities, people


def scope_before(scope: Scope) -> Scope | None:
    """Return the same scope a year earlier; None where the period is open."""
    if scope.first is None or scope.last is None:
        return None
    first, last = periods.year_earlier(scope.first, scope.last)
    return replace(scope, first=first, last=last, actual_until=None)


def _notes(scope: Scope, before: Scope | None) -> list[str]:
    if before is None:
        return [_("Không so với cùng kỳ năm trước: kỳ báo cáo chưa có đủ ngày đầu và ngày cuối.")]
    notes = [_("Cùng kỳ năm trước: %(period)s.") % {"period": before.period}]
    if scope.is_running or scope.actual_until:
        day = f"{scope.counted_until:%d/%m/%Y}"
        notes.append(_("Số thực hiện kỳ này đến ngày %(day)s; số của năm trước là của cả kỳ.") % {"day": day})
    return notes


def open_plan_figure(user: User, form: PlanForm, row: str, column: str) -> OpenedFigure:
    """Open what a figure counts: activities or registrations of the period or of the year before, or the targets that add up."""
    grouping = GROUPINGS[form.cleaned_data["by"]]

    def scope_for(verb: str) -> Scope:
        return form.scope(user, verb=verb)

    if column in PLANNED:
        return open_targets(scope_for, grouping, row, column)
    if column in ESTIMATED:
        return open_estimate(scope_for, grouping, row, column)
    if column in IN_PLAN_TITLES:
        return _open_in_plan(form, user, grouping, row, column)
    if column not in OPENS_ROWS:
        raise no_such_column()
    if not column.endswith(OF_BEFORE):
        return open_measure(scope_for, column, [(grouping, row)])
    if scope_before(form.scope(user)) is None:
        raise no_such_column()
    if row != TOTAL and grouping.is_by_quarter:
        key = grouping.read_key(key_in(row))
        row = text_of(f"{int(key[:4]) - 1:04}{key[4:]}")

    def countable(verb: str) -> Any:
        return scope_before(form.scope(user, verb=verb))

    return open_measure(countable, column.removesuffix(OF_BEFORE), [(grouping, row)])


def _open_in_plan(form: PlanForm, user: User, grouping: Grouping, row: str, column: str) -> OpenedFigure:
    """Open the activities or registrations that count towards the targets of a row."""
    scope = form.scope(user)
    refuse_overlaps(scope, [grouping])
    plans, total = plans_of(scope, grouping)
    plan = total if row == TOTAL else next((plan for key, plan in plans.items() if text_of(key) == row), None)
    if plan is None:
        raise no_such_row()
    title = figure_title(IN_PLAN_TITLES[column], [(grouping, row)])
    if column == "activities_in_plan":
        return open_figure(title, "activities", lambda verb: form.scope(user, verb=verb).activities.filter(pk__in=plan.activities))
    return open_figure(
        title,
        "registrations",
        lambda verb: form.scope(user, verb=verb).registrations.attended().filter(activity__in=plan.with_people),
    )


register(
    Report(
        title=gettext_lazy("So sánh kế hoạch và thực hiện"),
        purpose=gettext_lazy("Kế hoạch, thực hiện và cùng kỳ năm trước theo loại, địa bàn, quý, nguồn kinh phí; nơi chậm nhất đứng đầu."),
        form=PlanForm,
        build=plan_vs_actual,
        open_rows=open_plan_figure,
        describe=describe_plan,
        order=11,
        logged_list=LoggedList("plan-vs-actual", gettext_lazy("So sánh kế hoạch và thực hiện"), rows_are_people=False),
    )
)
