"""The pages of a contest's rules: read, written, locked, amended."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.pages import crumbs_to
from contests.models import Contest, RuleSet, Team
from contests.results.closing import require_open_results
from contests.rules import actions
from contests.rules.description import describe_rules
from contests.rules.effects import RankChange, compare_rules
from contests.rules.forms import COMMANDS, RulesForm
from contests.rules.ready_made import TITLES, load_ready_made
from contests.rules.stored import latest_rules, rules_of
from contests.rules.typed import Typed, new_typed, type_rules
from contests.scoring.numbers import with_comma
from screens.forms import posted_data
from screens.pages import confirmation_page
from screens.query_strings import parse_id
from vietnamese.text import sort_key

CONTESTS = Contest.objects.with_units()
MOST_OFFERED = 50  # other contests whose rules can be copied


@require_safe
def rules_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    contest = fetch(CONTESTS, request.user, "view", pk=pk)
    versions = list(RuleSet.objects.filter(contest=contest).select_related("locked_by", "created_by", "document"))
    rule_set = versions[0] if versions else None
    may_record = request.user.can("record", contest.unit_id)
    others_with_rules = Contest.objects.visible_to(request.user).filter(rule_sets__version=1).exclude(pk=contest.pk)
    copyable = others_with_rules.order_by("-starts_on", "-pk")[:MOST_OFFERED]
    context = {
        "activity": contest,
        "crumbs": crumbs_to(contest),
        "rule_set": rule_set,
        "rules": describe_rules(rules_of(rule_set)) if rule_set else None,
        "versions": versions,
        "sees_document": bool(rule_set and rule_set.document and request.user.can("view", rule_set.document.unit_id)),
        "may_record": may_record,
        "is_closed": contest.snapshots.standing().exists(),
        "ready_made": TITLES.items(),
        "copyable": list(copyable) if may_record and not (rule_set and rule_set.is_locked) else [],
    }
    return render(request, "contests/rules/rules.html", context)


def rules_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write rules that are not locked. A GET may name where to begin: `?set=` ready-made rules, `?from=` another contest's."""
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    rule_set = latest_rules(contest)
    if rule_set is not None and rule_set.is_locked and request.method != "POST":  # what was typed before it was locked is kept
        return redirect("contest-rules-amend", contest.pk)
    form = RulesForm(posted_data(request), typed=_beginning(request, contest, rule_set), user=request.user, rule_set=rule_set)
    if form.is_valid():
        try:
            actions.save_rules(contest, form.data, **form.head_values, revision=form.revision, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã lưu thể lệ. Khi đã ban hành, hãy khóa thể lệ để bắt đầu bốc thăm và chấm điểm."))
            return redirect("contest-rules", contest.pk)
    elif form.is_sent:
        _refuse_rules(form)
    return _form_page(request, contest, form, heading=_("Soạn thể lệ"), submit_label=_("Lưu thể lệ"))


def _beginning(request: SignedInRequest, contest: Contest, rule_set: RuleSet | None) -> Typed:
    """Return what a form of new rules is filled with."""
    if ready_made := load_ready_made(request.GET.get("set", "")):
        return type_rules(ready_made)
    source = Contest.objects.visible_to(request.user).filter(pk=parse_id(request.GET.get("from"))).first()
    copied = latest_rules(source) if source else None
    rule_set = copied or rule_set
    return type_rules(rule_set.data) if rule_set else new_typed()


def _refuse_rules(form: RulesForm) -> None:
    """Say beside the fields everything that is wrong with the rules, also where the head has mistakes of its own."""
    try:
        actions.read_or_refuse(form.data)
    except ValidationError as error:
        form.refuse(error)


def _form_page(
    request: SignedInRequest, contest: Contest, form: RulesForm, *, heading: str, submit_label: str, is_amendment: bool = False
) -> HttpResponse:
    context = {
        "activity": contest,
        "crumbs": [*crumbs_to(contest), (_("Thể lệ"), _address(contest))],
        "heading": heading,
        "rules_form": form,
        "submit_label": submit_label,
        "is_amendment": is_amendment,
        "cancel_url": _address(contest),
    }
    return render(request, "contests/rules/rules_form.html", context)


def _address(contest: Contest) -> str:
    return reverse("contest-rules", args=[contest.pk])


def rules_lock(request: SignedInRequest, pk: int) -> HttpResponse:
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    form = forms.Form(posted_data(request))
    if form.is_valid():
        try:
            actions.lock_rules(contest, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Đã khóa thể lệ. Việc tiếp theo: bốc thăm thứ tự thi và lập Ban giám khảo."))
            return redirect("contest-rules", contest.pk)
    consequences = [
        _("Các phần thi, tiêu chí, thang điểm và cơ cấu giải được giữ nguyên từ lúc này; phiếu chấm chỉ nhận theo thể lệ đã khóa."),
        _("Không mở khóa lại được. Muốn đổi thì sửa đổi bằng một phiên bản mới, có số, ngày và lý do; phiên bản cũ vẫn còn."),
        _("Hạng và giải từ lúc này chấm theo thể lệ, không nhập tay được nữa. Kết quả đã nhập tay vẫn hiện cho đến khi công bố."),
    ]
    rule_set = latest_rules(contest)
    if rule_set and rule_set.number and rule_set.dated:
        params = {"number": rule_set.number, "day": date_format(rule_set.dated, "d/m/Y")}
        consequences.insert(0, _("Khóa thể lệ số %(number)s ngày %(day)s.") % params)
    return confirmation_page(
        request,
        form,
        heading=_("Khóa thể lệ"),
        consequences=consequences,
        crumbs=[*crumbs_to(contest), (_("Thể lệ"), _address(contest))],
        cancel_url=_address(contest),
    )


def rules_amend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change locked rules by a new version: typed, then shown with what it does to totals and places, then written (`write`)."""
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    rule_set = latest_rules(contest)
    if rule_set is None or not rule_set.is_locked:
        return redirect("contest-rules-edit", contest.pk)
    form = RulesForm(posted_data(request), typed=type_rules(rule_set.data), user=request.user, rule_set=rule_set, is_amendment=True)
    if form.is_valid() and "back" not in request.POST:
        try:
            rules = actions.read_or_refuse(form.data)
            require_open_results(contest)
            actions.require_same_criteria(contest, rules_of(rule_set), rules)
            if "write" not in request.POST:
                return _preview_page(request, contest, form, compare_rules(contest, rules))
            revision, now = form.revision, timezone.now()
            amended = actions.amend_rules(contest, form.data, **form.head_values, revision=revision, by=request.user, at=now)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã sửa đổi thể lệ: phiên bản %(version)d.") % {"version": amended.version})
            return redirect("contest-rules", contest.pk)
    elif form.is_sent:
        _refuse_rules(form)
    return _form_page(request, contest, form, heading=_("Sửa đổi thể lệ"), submit_label=_("Xem trước tác động"), is_amendment=True)


def _preview_page(request: SignedInRequest, contest: Contest, form: RulesForm, changes: list[RankChange]) -> HttpResponse:
    teams = Team.objects.in_bulk([change.team for change in changes])
    rows = [
        (teams[change.team], replace(change, total_before=with_comma(change.total_before), total_after=with_comma(change.total_after)))
        for change in changes
    ]
    rows.sort(key=lambda row: sort_key(row[0].name))
    sent = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "write", "back", *COMMANDS)]
    context = {
        "activity": contest,
        "crumbs": [*crumbs_to(contest), (_("Thể lệ"), _address(contest))],
        "reason": form.head_values["reason"],
        "number": form.head_values["number"],
        "dated": form.head_values["dated"],
        "rows": rows,
        "sent": sent,
    }
    return render(request, "contests/rules/amendment_preview.html", context)
