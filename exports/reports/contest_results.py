"""Report contest-results: one row per contest held, with how its results came about, places, prizes and totals."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.db.models import Case, CharField, Count, Exists, OuterRef, Prefetch, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.models import Activity, ActivityQuerySet
from attendance.models import Registration
from contests.models import Contest, Result, RuleSet, Snapshot, Team
from contests.scoring.numbers import with_comma
from exports.charts import from_table
from exports.counting.countable import PartOf
from exports.counting.groupings import BY_ACTIVITY, GROUPINGS, label_of
from exports.counting.notes import scope_notes
from exports.counting.scope import PeriodForm, Scope
from exports.counting.uncounted import count_uncounted, unconfirmed_links
from exports.figure_rows.opened import OpenedFigure
from exports.figure_rows.opening import no_such_column, open_measure
from exports.figure_rows.row_keys import text_of
from exports.reports.catalogue import Report, register
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Description, Table
from people.disclosures.lists import LoggedList

NONE = "none"
ORIGINS = {**dict(Result.Origin.choices), NONE: gettext_lazy("Chưa có kết quả")}
PRIZES = gettext_lazy("Số giải")
# Key, head, what it counts, common head; each is a measure of its own.
FIGURES: list[tuple[str, Any, Any, Any]] = [
    ("teams", gettext_lazy("Đội"), gettext_lazy("Đội có tên trong hội thi, kể cả đội đã rút hoặc bị loại"), ""),
    ("schools", gettext_lazy("Trường, đơn vị"), gettext_lazy("Trường, đơn vị mà các đội đại diện, đếm một lần"), ""),
    ("contestants", gettext_lazy("Thí sinh"), gettext_lazy("Đăng ký với vai trò thí sinh; người đã rút chỉ tính khi có mặt"), ""),
    ("first_prizes", gettext_lazy("Nhất"), gettext_lazy("Giải Nhất đã công bố hoặc nhập tay"), PRIZES),
    ("second_prizes", gettext_lazy("Nhì"), gettext_lazy("Giải Nhì đã công bố hoặc nhập tay"), PRIZES),
    ("third_prizes", gettext_lazy("Ba"), gettext_lazy("Giải Ba đã công bố hoặc nhập tay"), PRIZES),
    ("consolation_prizes", gettext_lazy("Khuyến khích"), gettext_lazy("Giải Khuyến khích đã công bố hoặc nhập tay"), PRIZES),
    ("special_prizes", gettext_lazy("Giải phụ"), gettext_lazy("Giải phụ đã công bố hoặc ghi tay"), PRIZES),
]
OF_PRIZE = {
    Result.Prize.FIRST: "first_prizes",
    Result.Prize.SECOND: "second_prizes",
    Result.Prize.THIRD: "third_prizes",
    Result.Prize.CONSOLATION: "consolation_prizes",
    Result.Prize.SPECIAL: "special_prizes",
}


class ContestResultsForm(PeriodForm):
    """The filters: ?origin=, how the results came about, beside those of PeriodForm."""

    field_order = ["origin", "programme_line", "unit", "area"]
    origin = forms.ChoiceField(
        label=gettext_lazy("Cách có kết quả"), required=False, choices=[("", gettext_lazy("Tất cả")), *ORIGINS.items()]
    )

    def scope(self, user: User, *, verb: str = "report") -> Scope:
        return replace(super().scope(user, verb=verb), kind=Activity.Kind.CONTEST)


def origin_of_results() -> Case:
    """Return, of a contest, whether its results are scored by locked rules or typed; places typed before the lock stand until others do."""
    results = Result.objects.filter(team__contest=OuterRef("pk"))
    is_locked = Exists(RuleSet.objects.locked().filter(contest=OuterRef("pk")))
    has_typed_places = Exists(results.filter(snapshot=None).exclude(prize=Result.Prize.SPECIAL))
    return Case(
        When(has_typed_places, then=Value(Result.Origin.TYPED)),
        When(is_locked, then=Value(Result.Origin.SCORED)),
        When(Exists(results), then=Value(Result.Origin.TYPED)),
        default=Value(NONE),
        output_field=CharField(),
    )


def contests_in(scope: Scope, origin: str) -> ActivityQuerySet:
    """Return the contests held in scope, those alone whose results came about so, where one way is named."""
    return scope.activities.alias(origin=origin_of_results()).filter(origin=origin) if origin else scope.activities


def load_contests(activities: ActivityQuerySet) -> list[Any]:
    """Return the contests with all that a row says of them, in five statements."""
    contestants = Registration.objects.active_or_attended().filter(activity=OuterRef("pk"), role=Registration.Role.CONTESTANT)
    counted = contestants.order_by().values("activity").annotate(number=Count("pk")).values("number")
    contests = Contest.objects.filter(pk__in=activities.order_by().values("pk")).with_units()
    return list(
        contests.annotate(origin=origin_of_results(), contestant_count=Coalesce(Subquery(counted), 0))
        .prefetch_related(
            Prefetch("teams", Team.objects.prefetch_related("results")),
            Prefetch("rule_sets", RuleSet.objects.locked().defer("data").order_by("-version")),
            Prefetch("snapshots", Snapshot.objects.defer("data").order_by("-revision")),
        )
        .order_by("starts_on", "pk")
    )


def contest_results(user: User, form: ContestResultsForm) -> Table:
    scope, origin = form.scope(user), form.cleaned_data["origin"]
    contests = load_contests(contests_in(scope, origin))
    uncounted = count_uncounted(scope.activities_in_any_state, timezone.localdate())
    totals = {key: sum(_figures(contest)[key] for contest in contests) for key, *_head in FIGURES}
    totals["schools"] = len({team.organisation_id for contest in contests for team in contest.teams.all() if team.organisation_id})
    table = Table(
        name="contest-results",
        title=_("Kết quả hội thi"),
        columns=[
            Column("title", _("Hội thi"), "text", 34),
            Column("starts_on", _("Ngày"), "date", 11),
            Column("unit", _("Địa bàn"), "text", 20),
            *(
                Column(key, str(head), "number", 8, str(meaning), str(group), total=key != "schools", opens_rows=True)
                for key, head, meaning, group in FIGURES
            ),
            Column("places", _("Xếp hạng, tổng điểm, giải"), "text", 44, _("Tên đội theo thứ hạng; không ghi tên người")),
            Column("origin", _("Cách có kết quả"), "text", 14, _("Chấm theo thể lệ đã khóa, hoặc Ban Tổ chức nhập tay")),
            Column("rules", _("Thể lệ"), "text", 16, omit_if_empty=True),
            Column("state", _("Tình trạng"), "text", 20, _("Lần chốt và công bố của kết quả chấm theo thể lệ"), omit_if_empty=True),
        ],
        rows=[_contest_row(contest) for contest in contests],
        totals=[_("Tổng cộng"), None, None, *totals.values(), None, None, None, None],
        row_keys=[text_of(contest.pk) for contest in contests],
        made_by=user.full_name,
        made_at=timezone.now(),
        numbered=True,
        notes=[
            _("Kết quả chấm theo thể lệ chỉ có trong bảng khi đã công bố; mở lại thì không còn cho đến khi công bố lại."),
            *scope_notes(scope, [], uncounted),
        ],
        links=unconfirmed_links(uncounted, scope),
        sheet_title=_("Kết quả hội thi"),
        **describe_contests(user, form),
        **letterhead_on(scope.date, user, kind="BC"),
    )
    days, label = [contest.starts_on for contest in contests], partial(label_of, GROUPINGS["month"])
    charts = from_table.added_up_by_month(_("Thí sinh theo tháng bắt đầu"), table, "contestants", days=days, label=label)
    return replace(table, charts=charts or from_table.by_group(_("Thí sinh theo hội thi"), table, "contestants"))


def _figures(contest: Any) -> dict[str, int]:
    """Return the figures of a contest as `load_contests` reads it, in the order of the columns."""
    teams = contest.teams.all()
    prizes = Counter(OF_PRIZE.get(result.prize) for team in teams for result in team.results.all())
    own = {
        "teams": len(teams),
        "schools": len({team.organisation_id for team in teams if team.organisation_id}),
        "contestants": contest.contestant_count,
    }
    return own | {key: prizes[key] for key, *_head in FIGURES if key not in own}


def _contest_row(contest: Any) -> list[Any]:
    rule_sets, snapshots = contest.rule_sets.all(), contest.snapshots.all()
    return [
        contest.title,
        contest.starts_on,
        contest.unit.label,
        *_figures(contest).values(),
        "; ".join(_places_in_words(contest.teams.all())),
        str(ORIGINS[contest.origin]),
        _("%(number)s, phiên bản %(version)d") % {"number": rule_sets[0].number, "version": rule_sets[0].version} if rule_sets else "",
        _state_in_words(snapshots[0] if snapshots else None, is_locked=bool(rule_sets)),
    ]


def _places_in_words(teams: Iterable[Team]) -> list[str]:
    """Return '1. Đội A (41,00 điểm, Giải Nhất)' for each team that has a place or a prize, then special prizes."""
    results = [(result, team) for team in teams for result in team.results.all()]
    ranked = [(result, team) for result, team in results if result.prize != Result.Prize.SPECIAL]
    ranked.sort(key=lambda row: (row[0].place is None, row[0].place or 0, row[1].name))
    texts = []
    for result, team in ranked:
        total = _("%(total)s điểm") % {"total": with_comma(f"{result.total:.2f}")} if result.total is not None else ""
        prize = "" if result.prize == Result.Prize.NONE else str(result.get_prize_display())
        details = ", ".join(filter(None, [total, prize]))
        texts.append((f"{result.place}. " if result.place else "") + team.name + (f" ({details})" if details else ""))
    return texts + [f"{result.title}: {team.name}" for result, team in results if result.prize == Result.Prize.SPECIAL]


def _state_in_words(latest: Snapshot | None, *, is_locked: bool) -> str:
    if latest is None:
        return _("Chưa chốt") if is_locked else ""
    revision = {"revision": latest.revision}
    if latest.status == Snapshot.Status.PUBLISHED:
        return _("Đã công bố, lần chốt %(revision)d") % revision
    if latest.status == Snapshot.Status.FINAL:
        return _("Đã chốt lần %(revision)d, chưa công bố") % revision
    return _("Đã mở lại kết quả lần %(revision)d, chưa chốt lại") % revision


def describe_contests(user: User, form: ContestResultsForm) -> Description:
    scope, origin = form.scope(user), form.cleaned_data["origin"]
    filters = [row for row in scope.in_words if row[0] != _("Loại hoạt động")]
    return {
        "subtitle": scope.heading,
        "filters": [*filters, *([(_("Cách có kết quả"), str(ORIGINS[origin]))] if origin else [])],
        "unit_id": scope.unit.pk if scope.unit else None,
        "file_words": ["ket-qua-hoi-thi", *scope.file_words],
    }


def open_contest_figure(user: User, form: ContestResultsForm, row: str, column: str) -> OpenedFigure:
    """Open a figure of one contest or of all in the table."""
    if column not in {key for key, *_head in FIGURES}:
        raise no_such_column()
    origin = form.cleaned_data["origin"]
    return open_measure(lambda verb: PartOf(contests_in(form.scope(user, verb=verb), origin)), column, [(BY_ACTIVITY, row)])


register(
    Report(
        title=gettext_lazy("Kết quả hội thi"),
        purpose=gettext_lazy("Mỗi hội thi một dòng: đội, thí sinh, hạng, giải, tổng điểm; chấm theo thể lệ hay nhập tay, đã công bố chưa."),
        form=ContestResultsForm,
        build=contest_results,
        order=14,
        open_rows=open_contest_figure,
        describe=describe_contests,
        logged_list=LoggedList("contest-results", gettext_lazy("Kết quả hội thi"), rows_are_people=False),
    )
)
