"""What is missing in the records that a report is composed from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Activity, Target
from activities.schedule.evidence import evidence_of
from attendance.models import Headcount
from exports.counting.groupings import ALTOGETHER
from exports.counting.plan_percent import targets_in, targets_without_activities
from exports.counting.scope import Scope
from exports.counting.uncounted import unconfirmed_url
from outreach.report import items_in_scope
from reporting.composing.composition import scope_of
from reporting.composing.figures import CONTEST, activities_of, documents_of, tasks_of
from reporting.composing.report_kinds import report_kinds
from reporting.models import YearlyReport

MOST_SHOWN = 5


@dataclass(frozen=True)
class MissingRecords:
    """One sort of what is missing. `rows`: the first of them as (name, address); `count`: of all; `url`: where it is added."""

    title: str
    rows: list[tuple[str, str]]
    count: int
    url: str = ""


def find_missing_records(report: YearlyReport, user: User) -> list[MissingRecords]:
    """Return what somebody has to write down before the report says all that was done."""
    if report.kind not in report_kinds():
        return []
    scope = scope_of(report, user)
    lists = []
    if not scope.activities_in_any_state.exists():
        lists.append(MissingRecords(_("Chưa ghi lớp tập huấn, hội thi nào"), [], 1, reverse("activity-list")))
    if not items_in_scope(scope).exists():
        list_url = _form_or_list(user, "outreach-choose", "outreach-list")
        lists.append(MissingRecords(_("Chưa ghi mục tuyên truyền khác nào"), [], 1, list_url))
    lists += [*_activities_that_lack_something(scope), *_plans_that_lack_something(scope)]
    items = items_in_scope(scope).filter(channel__section="press", document=None)
    lists.append(_named(_("Mục phối hợp với báo, đài chưa ghi hợp đồng, quyết định"), items))
    return [missing for missing in lists if missing.count]


def _activities_that_lack_something(scope: Scope) -> list[MissingRecords]:
    activities, contests = scope.activities, activities_of(scope, CONTEST)
    has_headcount = Exists(Headcount.objects.filter(sitting__activity=OuterRef("pk")))  # also of nobody: no spectators is an answer
    in_any_state, today = scope.activities_in_any_state, timezone.localdate()
    return [
        _named(_("Đã đến ngày nhưng còn là nháp, chưa được tính"), in_any_state.filter(status=Activity.Status.DRAFT, starts_on__lte=today)),
        _named(_("Đã đến ngày nhưng chưa xác nhận đã tổ chức, chưa được tính"), in_any_state.unconfirmed(today), unconfirmed_url(scope)),
        _named(
            _("Chưa điểm danh ai và chưa ghi số người"), activities.exclude(evidence_of("attendances")).exclude(evidence_of("headcounts"))
        ),
        _named(_("Hội thi chưa ghi kết quả, giải thưởng"), contests.exclude(evidence_of("results"))),
        _named(_("Hội thi chưa ghi số khán giả, đại biểu"), contests.exclude(has_headcount)),
        _named(_("Chưa ghi căn cứ kế hoạch"), activities.filter(document=None, plan_reference="")),
    ]


def _plans_that_lack_something(scope: Scope) -> list[MissingRecords]:
    targets = targets_in(scope, ALTOGETHER, None)
    year = scope.last.year if scope.last else 0
    list_url = reverse("target-list", query={"year": year})
    lists = [] if targets.exists() else [MissingRecords(_("Chưa ghi chỉ tiêu kế hoạch của năm %(year)s") % {"year": year}, [], 1, list_url)]
    lists += [
        _named_at(_("Chỉ tiêu chưa gắn văn bản kế hoạch"), targets.filter(document=None), list_url),
        _named_at(_("Chỉ tiêu chưa có hoạt động nào"), targets_without_activities(scope), list_url),
    ]
    if not documents_of(scope).filter(kind="plan").exists():
        title = _("Chưa có văn bản kế hoạch nào của năm %(year)s") % {"year": year}
        lists.append(MissingRecords(title, [], 1, _form_or_list(scope.user, "document-create", "document-list")))
    if not tasks_of(scope, years_later=1).exists():
        title = _("Chưa ghi nhiệm vụ của năm %(year)s") % {"year": year + 1}
        lists.append(MissingRecords(title, [], 1, reverse("plan-task-list", query={"year": year + 1})))
    tasks = tasks_of(scope)
    return [*lists, _named(_("Nhiệm vụ chưa ghi kết quả"), tasks.filter(outcome=""))]


def _form_or_list(user: User, form: str, record_list: str) -> str:
    """Return the address of the form, of the list for who records nothing anywhere."""
    return reverse(form if user.can_anywhere("record") else record_list)


def _named(title: str, rows: Any, url: str = "") -> MissingRecords:
    first: Iterable[Any] = rows[:MOST_SHOWN]
    return MissingRecords(title, [(str(row), row.get_absolute_url()) for row in first], rows.count(), url)


def _named_at(title: str, targets: Any, url: str) -> MissingRecords:
    first: Iterable[Target] = targets.select_related("unit__parent__parent")[:MOST_SHOWN]
    return MissingRecords(title, [(str(target), url) for target in first], targets.count())
