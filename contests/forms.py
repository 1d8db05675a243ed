from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.forms import ActivityForm
from attendance.registrations.copying.forms import PeopleCopyForm
from contests.actions import LAST_PLACE, proposed_evenings
from contests.models import Contest, Result, Team, TeamMember
from contests.organisations import find_organisation, guess_kind, suggest_names
from contests.teams.roster import is_roster_locked
from people.models import Organisation
from places.actions import require_valid
from places.forms import UnitChoiceField
from places.models import Unit
from screens.forms import LinesField, SuggestedInput, TextField

# Giải phụ as contests of the region name them.
SPECIAL_PRIZES = (
    "Tiểu phẩm hay nhất", "Chào hỏi hay nhất", "Diễn xuất hay nhất", "Trang phục, đạo cụ đẹp nhất", "Khán giả yêu thích nhất",
)  # fmt: skip


class ContestForm(ActivityForm):
    """The head of a contest. `school` becomes an Organisation: a known one, or one not written yet that the action writes."""

    EVENINGS, HALF_DAYS = "evenings", "half_days"
    GROUPS = (
        (_("Nội dung"), ("title", "theme", "rounds", "target_group")),
        (_("Thời gian và địa điểm"), (("starts_on", "ends_on"), "sitting_plan", "unit", "school", "venue", "organiser")),
        *ActivityForm.GROUPS[2:],
    )

    school = TextField(
        label=_("Trường đăng cai"),
        required=False,
        max_length=200,
        help_text=_("Gõ tên rồi chọn trường đã có. Trường chưa có thì ghi tên đầy đủ, hệ thống tự thêm."),
    )
    rounds = LinesField(
        label=_("Các phần thi"),
        required=False,
        longest=120,
        most=30,
        help_text=_("Mỗi phần một dòng, theo thứ tự. Thường có: Chào hỏi, Kiến thức pháp luật, Xử lý tình huống, Tiểu phẩm."),
    )
    sitting_plan = forms.ChoiceField(
        label=_("Các buổi"),
        widget=forms.RadioSelect,
        initial=EVENINGS,
        choices=[(EVENINGS, _("Buổi tối 18:30–21:30 mỗi ngày")), (HALF_DAYS, _("Sáng và chiều mỗi ngày"))],
        help_text=_("Giờ của từng buổi sửa được sau khi lưu."),
        error_messages={"required": _("Hãy chọn các buổi.")},
    )

    class Meta(ActivityForm.Meta):
        model = Contest
        fields = [*ActivityForm.Meta.fields, "theme", "rounds"]
        field_classes = ActivityForm.Meta.field_classes | {"theme": TextField}
        help_texts = ActivityForm.Meta.help_texts | {
            "theme": _("Ví dụ: Nói không với tảo hôn và hôn nhân cận huyết thống."),
            "target_group": _("Ví dụ: Học sinh trường PTDTNT."),
            "venue": _("Ví dụ: Sân trường, nhà văn hóa xã."),
        }

    def __init__(self, *args: Any, instance: Contest | None = None, **kwargs: Any) -> None:
        if instance and instance.school:
            kwargs["initial"] = {"school": instance.school.name} | (kwargs.get("initial") or {})
        super().__init__(*args, instance=instance, **kwargs)
        self.organisations = Organisation.objects.visible_to(self.user)
        self.fields["school"].widget = SuggestedInput({"maxlength": 200}, suggest_names(self.organisations))
        if self.instance.pk:
            del self.fields["sitting_plan"]  # they have their own pages

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("unit"):
            school = self.instance.school if "school" not in self.changed_data else None
            if school is None:
                name, kind = values.get("school", ""), Organisation.Kind.SCHOOL
                try:
                    school = find_organisation(name, unit=values["unit"], kind=kind, among=self.organisations)
                except ValidationError as error:  # a name that several have
                    self.add_error("school", error)
            self.instance.school = school
        return values

    def sittings(self) -> list[dict[str, Any]] | None:
        """Return the sittings as record_contest takes them. The form must be valid."""
        return proposed_evenings(self.instance) if self.cleaned_data["sitting_plan"] == self.EVENINGS else None


class ContestCopyForm(PeopleCopyForm, ContestForm):
    """Contests like `source`; a school that is typed anew is looked for where each is held."""

    SOURCE_FIELDS = (*PeopleCopyForm.SOURCE_FIELDS, "theme", "rounds")
    GROUPS = (
        (_("Nội dung"), ("title", "theme", "rounds", "target_group")),
        (_("Đội và người dự"), ("school", "teams", "people", "walk_ins")),
        (_("Kế hoạch"), ("organiser", *ContestForm.GROUPS[-1][1])),
    )

    teams = forms.BooleanField(label=_("Lập lại các đội"), required=False, initial=True)

    class Meta(ContestForm.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["sitting_plan"]  # the source's own sittings
        names = list(self.source.teams.values_list("name", flat=True))
        if names:
            self.fields["teams"].help_text = _("Chưa có thành viên, trừ những người được đăng ký lại: %(names)s.") % {
                "names": ", ".join(names)
            }
        else:
            del self.fields["teams"]

    def kind_initial(self, source: Contest) -> dict[str, Any]:
        return {"school": source.school.name if source.school else ""}

    def prepare_copy(self, copy: Contest) -> None:
        if "school" not in self.changed_data:
            copy.school = self.source.school
            return
        try:
            copy.school = find_organisation(
                self.cleaned_data.get("school", ""), unit=copy.unit, kind=Organisation.Kind.SCHOOL, among=self.organisations
            )
        except ValidationError as error:  # a name that several have
            raise ValidationError({"school": error}) from error


class TeamForm(forms.Form):
    name = TextField(label=_("Tên đội"), max_length=120, error_messages={"required": _("Hãy đặt tên đội.")})
    organisation = TextField(
        label=_("Trường, đơn vị dự thi"),
        required=False,
        max_length=200,
        help_text=_("Gõ tên rồi chọn nơi đã có. Nơi chưa có thì ghi tên đầy đủ, hệ thống tự thêm."),
    )
    represents = TextField(
        label=_("Đại diện cho khối, lớp, cụm"), required=False, max_length=120, help_text=_("Ví dụ: Khối 8; Cụm các xã phía tây.")
    )

    def __init__(self, data: Any = None, *, contest: Contest, user: User, team: Team | None = None) -> None:
        organisation = team.organisation.name if team and team.organisation else ""
        initial = {"name": team.name, "organisation": organisation, "represents": team.represents} if team else {}
        super().__init__(data, initial=initial)
        self.contest, self.team, self.organisations = contest, team, Organisation.objects.visible_to(user)
        self.fields["organisation"].widget = SuggestedInput({"maxlength": 200}, suggest_names(self.organisations))

    def clean_organisation(self) -> Organisation | None:
        typed = self.cleaned_data["organisation"]
        if self.team and "organisation" not in self.changed_data:
            return self.team.organisation
        return find_organisation(typed, unit=self.contest.unit, kind=guess_kind(typed), among=self.organisations)


def roster_reason_field() -> forms.CharField:
    return TextField(
        label=_("Lý do thay đổi sau khi khóa danh sách"),
        max_length=500,
        error_messages={"required": _("Danh sách các đội đã khóa: hãy ghi lý do thay đổi.")},
    )


class MembersForm(forms.Form):
    """A whole team's lines; contests.teams.member_entry.MemberEntry reads them."""

    held_on = forms.DateField(widget=forms.HiddenInput, disabled=True)  # which day's communes the picker offers
    lines = forms.CharField(
        label=_("Danh sách thành viên"),
        widget=forms.Textarea(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "words"}),
        max_length=20_000,
        help_text=_(
            "Mỗi dòng một người: Họ tên; năm sinh; Nam hoặc Nữ; dân tộc. Ví dụ: Phạm Văn Rê; 2010; Nam; Hrê. Dán từ Excel cũng được."
        ),
        error_messages={"required": _("Hãy ghi ít nhất một người.")},
    )
    unit = UnitChoiceField(
        label=_("Nơi cư trú"),
        on_field="held_on",
        help_text=_("Áp dụng cho những người mới trong danh sách này. Người ở nơi khác thì nhập riêng."),
    )

    reason = roster_reason_field()

    def __init__(self, data: Any = None, *, team: Team, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial | {"held_on": team.contest.starts_on})
        if not is_roster_locked(team.contest):
            del self.fields["reason"]

    def clean_unit(self) -> Unit:
        unit = self.cleaned_data["unit"]
        require_valid(unit, on=self.initial["held_on"])
        return unit


class PartForm(forms.Form):
    part = forms.ChoiceField(label=_("Vai trong đội"), choices=TeamMember.Part.choices, initial=TeamMember.Part.OFFICIAL)
    reason = roster_reason_field()

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_roster_locked(contest):
            del self.fields["reason"]


class LeaveForm(forms.Form):
    """Asked of who takes somebody out of a team: why, where the teams are locked."""

    reason = roster_reason_field()

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_roster_locked(contest):
            del self.fields["reason"]


class ResultForm(forms.Form):
    """One team's row of the results."""

    place = forms.IntegerField(
        label=_("Xếp hạng"),
        required=False,
        min_value=1,
        max_value=LAST_PLACE,
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], _("Hãy nhập số thứ hạng từ 1 đến 1000, hoặc để trống.")),
    )
    prize = forms.ChoiceField(
        label=_("Giải"), required=False, choices=[("", _("Chưa nhập")), *(c for c in Result.Prize.choices if c[0] != Result.Prize.SPECIAL)]
    )

    def __init__(self, data: Any = None, *, team: Team) -> None:
        result = team.ranked_result
        initial = {"place": result.place, "prize": result.prize} if result else {}
        super().__init__(data, initial=initial, prefix=f"team-{team.pk}")
        self.team = team


class ResultForms:
    """The rows of all teams, valid together or not at all. Has what screens/_errors.html reads of a formset."""

    non_form_errors = ()

    def __init__(self, teams: Iterable[Team], data: Any = None) -> None:
        self.forms = [ResultForm(data, team=team) for team in teams]

    @property
    def total_error_count(self) -> int:
        return sum(len(form.errors) for form in self.forms)

    def is_valid(self) -> bool:
        return not self.total_error_count

    def has_changed(self) -> bool:
        return any(form.has_changed() for form in self.forms)

    def ranked(self) -> dict[Team, tuple[int | None, str]]:
        """Return the results as record_results takes them."""
        return {form.team: (form.cleaned_data["place"], form.cleaned_data["prize"]) for form in self.forms}

    def refuse(self, error: ValidationError) -> None:
        """Put what record_results refused into the rows that it names."""
        rows = {str(form.team.pk): form for form in self.forms}
        for name, problems in error.error_dict.items():
            _results, team, field = name.split(".")
            rows[team].add_error(field, problems)


class SpecialPrizeForm(forms.Form):
    """A special prize to be given with the results: none where nothing is typed, unless the button `add` asks for one."""

    title = TextField(
        label=_("Tên giải phụ"),
        max_length=120,
        widget=SuggestedInput(suggestions=SPECIAL_PRIZES),
        error_messages={"required": _("Hãy ghi tên giải phụ, ví dụ Tiểu phẩm hay nhất.")},
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Đội"), empty_label=_("Chọn đội"), error_messages={"required": _("Hãy chọn đội.")}
    )

    def __init__(self, data: Any = None, *, contest: Contest) -> None:
        is_asked_for = bool(data) and "add" in data
        super().__init__(data, prefix="special", empty_permitted=not is_asked_for, use_required_attribute=False)
        self.fields["team"].queryset = contest.teams.all()  # type: ignore[attr-defined]

    @property
    def prize(self) -> tuple[Team, str] | None:
        """Return (team, title) of the valid form, None where nothing was typed."""
        return (self.cleaned_data["team"], self.cleaned_data["title"]) if self.cleaned_data else None
