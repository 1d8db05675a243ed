"""The pages on which the teams are locked, a team is accepted although the rules say otherwise, or does not take part."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.pages import crumbs_to
from contests.models import Contest, Performance
from contests.stage.actions import mark_team
from contests.teams.composition import composition_check
from contests.teams.roster import LONGEST_REASON, accept_composition, set_roster_lock
from contests.teams.views import TEAMS, crumbs_to_team
from screens.day_filters import MomentField
from screens.forms import TextField, add_errors, posted_data
from screens.pages import form_page


class RosterLockForm(forms.Form):
    roster_locked_at = MomentField(
        label=gettext_lazy("Khóa danh sách đội từ"),
        required=False,
        help_text=gettext_lazy("Từ lúc này, thêm, bớt, đổi vai thành viên phải ghi lý do. Để trống: không khóa."),
    )


class CompositionForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Lý do chấp nhận"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Ví dụ: Ban Tổ chức đồng ý vì trường ít học sinh nam. Để trống: không chấp nhận nữa."),
    )


class TeamStatusForm(forms.Form):
    status = forms.ChoiceField(
        label=gettext_lazy("Tình trạng của đội"),
        widget=forms.RadioSelect,
        choices=[
            (Performance.Status.NO_SHOW, gettext_lazy("Vắng những phần chưa thi (0 điểm các phần đó, vẫn xếp hạng)")),
            (Performance.Status.WITHDRAWN, gettext_lazy("Rút khỏi hội thi (không xếp hạng)")),
            (Performance.Status.DISQUALIFIED, gettext_lazy("Bị loại (không xếp hạng)")),
            (Performance.Status.WAITING, gettext_lazy("Trở lại thi bình thường")),
        ],
        error_messages={"required": gettext_lazy("Hãy chọn một trong các trạng thái.")},
    )
    reason = TextField(label=gettext_lazy("Lý do"), max_length=LONGEST_REASON, error_messages={"required": gettext_lazy("Hãy ghi lý do.")})


def roster_lock(request: SignedInRequest, pk: int) -> HttpResponse:
    contest = fetch(Contest.objects.with_units(), request.user, "record", pk=pk)
    form = RosterLockForm(posted_data(request), initial={"roster_locked_at": contest.roster_locked_at})
    if form.is_valid():
        set_roster_lock(contest, at=form.cleaned_data["roster_locked_at"], by=request.user)
        messages.success(request, _("Đã lưu."))
        return redirect(contest)
    heading, back = _("Khóa danh sách đội"), contest.get_absolute_url()
    return form_page(request, form, heading=heading, crumbs=crumbs_to(contest), cancel_url=back)


def composition_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    team = fetch(TEAMS.with_everything(), request.user, "record", pk=pk)
    sees_personal = request.user.can("see_personal", team.contest.unit_id)
    departures = composition_check(team.contest, sees_personal=sees_personal).departures_of(team)
    form = CompositionForm(posted_data(request), initial={"reason": team.composition_reason})
    if form.is_valid():
        accept_composition(team, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Đã lưu %(team)s.") % {"team": team.name_in_sentence})
        return redirect("team", team.pk)
    facts = [(_("Khác thể lệ"), sentence) for sentence in departures]
    return _team_form_page(request, team, form, heading=_("Chấp nhận thành phần đội"), facts=facts)


def team_status(request: SignedInRequest, pk: int) -> HttpResponse:
    team = fetch(TEAMS, request.user, "record", pk=pk)
    form = TeamStatusForm(posted_data(request), use_required_attribute=False)
    if form.is_valid():
        try:
            count = mark_team(team, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            params = {"team": team.name_in_sentence, "count": count}
            messages.success(request, _("Đã ghi tình trạng của %(team)s cho %(count)d phần thi.") % params)
            return redirect("team", team.pk)
    return _team_form_page(request, team, form, heading=_("Đội rút, vắng hoặc bị loại"))


def _team_form_page(request: SignedInRequest, team: Any, form: forms.Form, *, heading: str, **more: Any) -> HttpResponse:
    back = reverse("team", args=[team.pk])
    return form_page(request, form, heading=heading, crumbs=crumbs_to_team(team), cancel_url=back, **more)
