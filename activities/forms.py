"""Forms of activities, sittings and targets.

A kind's own form (training, contests) subclasses ActivityForm with `class Meta(ActivityForm.Meta): model = …`, adds fields and names them
in GROUPS.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.actions import check
from activities.documents.fields import DocumentField
from activities.filters import ActivityFilter
from activities.models import CLOSES_AFTER, OPENS_BEFORE, Activity, Sitting
from activities.schedule.date_changes import DateChange, plan_date_change
from people.models import AgencyPeriod
from places.forms import UnitChoiceField, UnitChoiceFilter
from places.models import Unit
from screens.day_filters import ClockField, DayField, say_day
from screens.forms import COUNT_ERRORS, AskingForm, Group, GroupedForm, Question, SuggestedInput, TextField, add_errors

SUGGESTIONS = 30
HELD = "held"  # name of the button that says that a new activity, which is over, was held
PLAN_HINT = _("Chỉ ghi khi văn bản không có trong danh sách, ví dụ: Kế hoạch số 12/KH-BDT ngày 15/01/2026.")
DOCUMENT_HINT = _("Kế hoạch hoặc quyết định làm căn cứ; số và ngày lấy từ văn bản.")


def earlier_values(user: User, field: str) -> list[str]:
    """Return the values of this field in activities that `user` sees, the latest first, to be suggested."""
    values = Activity.objects.visible_to(user).exclude(**{field: ""}).values_list(field).annotate(last=Max("starts_on"))
    return [value for value, _last in values.order_by("-last", field)[:SUGGESTIONS]]


def past_day_question(day: date, *, today: date) -> Question | None:
    """Return what is asked about a day on which an activity is to be held; None for one that is still to come."""
    if day >= today:
        return None
    text = _("Ngày bắt đầu đã qua: %(day)s. Có đúng là hoạt động đã tổ chức không?")
    return Question(f"past:{day}", text % {"day": say_day(day)})


def twin_question(activity: Activity, *, user: User) -> Question | None:
    """Return what is asked about an activity when `user` sees another one of its title in its place on one of its days."""
    twin = Activity.objects.visible_to(user).twins_of(activity).first()
    if twin is None:
        return None
    text = _("Đã có “%(title)s” ở %(unit)s, từ %(first)s đến %(last)s. Vẫn thêm một hoạt động nữa?")
    values = {"title": twin.title, "unit": twin.unit, "first": f"{twin.starts_on:%d/%m/%Y}", "last": f"{twin.ends_on:%d/%m/%Y}"}
    return Question(f"twin:{twin.pk}", text % values, link=(_("Xem hoạt động đó"), twin.get_absolute_url()))


class ActivityForm(forms.ModelForm, AskingForm, GroupedForm):
    """The fields that every kind of activity has. actions.check is called here, too, so that all errors are shown at once.

    It asks about a day that has passed, whether what is over was held, about an activity that is there already, and about sittings that new
    dates leave outside; `date_change` is what becomes of those. attended: {sitting id: number of arrivals} of the sittings that keep their
    day.
    """

    SUGGESTED = ("target_group", "programme_line", "plan_reference")
    GROUPS: tuple[Group, ...] = (
        (_("Nội dung"), ("title", "target_group")),
        (_("Thời gian và địa điểm"), (("starts_on", "ends_on"), "unit", "venue", "organiser")),
        (_("Điểm danh"), ("walk_ins",)),
        (_("Kế hoạch"), ("planned_participants", "programme_line", "document", "plan_reference", "status")),
    )

    ends_on = DayField(label=_("Đến ngày, nếu nhiều ngày"), required=False)
    unit = UnitChoiceField(
        label=_("Địa bàn"),
        on_field="starts_on",
        help_text=_("Nơi tổ chức, theo tên gọi vào ngày tổ chức. Chọn ngày trước để danh sách đúng với ngày đó."),
    )
    planned_participants = forms.IntegerField(
        label=_("Số người dự kiến"), required=False, min_value=0, max_value=1_000_000, error_messages=COUNT_ERRORS
    )
    status = forms.ChoiceField(
        label=_("Trạng thái khi ghi"),
        widget=forms.RadioSelect,
        initial=Activity.Status.OPEN,
        error_messages={"required": _("Hãy chọn một trạng thái."), "invalid_choice": _("Hãy chọn một trạng thái.")},
        choices=[
            (Activity.Status.OPEN, _("Mở ngay: được tính vào báo cáo khi có người dự hoặc đã kết thúc")),
            (Activity.Status.DRAFT, _("Nháp: chưa tính vào báo cáo, mở sau")),
        ],
    )

    walk_ins = forms.ChoiceField(
        label=_("Người chưa có tên trong danh sách mà đến dự"),
        help_text=_("Đăng ký tại chỗ: ghi tên và điểm danh một lần, được đánh dấu riêng trong danh sách và báo cáo."),
        widget=forms.RadioSelect,
        initial=Activity.WalkIns.STAFF,
        error_messages={"required": _("Hãy chọn một cách."), "invalid_choice": _("Hãy chọn một cách.")},
        choices=[
            (Activity.WalkIns.STAFF, _("Người điểm danh ghi tên tại bàn hoặc bằng máy quét")),
            (Activity.WalkIns.ANYONE, _("Như trên, và người đến tự ghi tên trên điện thoại khi quét mã QR điểm danh")),
            (Activity.WalkIns.NONE, _("Không nhận: chỉ người có trong danh sách")),
        ],
    )

    document = DocumentField(help_text=DOCUMENT_HINT)

    class Meta:
        model = Activity
        fields = [
            "title", "target_group", "starts_on", "ends_on", "unit", "venue", "organiser", "walk_ins",
            "planned_participants", "programme_line", "document", "plan_reference", "status",
        ]  # fmt: skip
        field_classes: dict[str, Any] = {
            "starts_on": DayField,
            **dict.fromkeys(["title", "venue", "organiser", "target_group", "programme_line", "plan_reference"], TextField),
        }
        widgets = dict.fromkeys(["target_group", "programme_line", "plan_reference"], SuggestedInput)
        help_texts = {
            "title": _("Như trong kế hoạch, không viết tắt."),
            "target_group": _("Ví dụ: Người có uy tín, trưởng thôn."),
            "venue": _("Ví dụ: Hội trường UBND xã."),
            "plan_reference": PLAN_HINT,
        }
        error_messages = {
            "title": {"required": _("Hãy nhập tên hoạt động.")},
            "starts_on": {"required": _("Hãy chọn ngày bắt đầu.")},
        }

    def __init__(self, *args: Any, user: User, attended: Mapping[int, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.attended = user, attended or {}
        self.date_change: DateChange | None = None
        self.ends_follow = False
        self.fields["ends_on"].widget.near_field = "starts_on"
        if self.instance.pk:
            self.fields["starts_on"].widget.near = self.instance.starts_on
            del self.fields["status"]  # changed by buttons of the activity's page
        elif agency := AgencyPeriod.valid_on(timezone.localdate()):
            hint = _("Để trống thì ghi tên cơ quan vào ngày tổ chức (hôm nay là: %(name)s).")
            self.fields["organiser"].help_text = hint % {"name": agency.name}
        self.fields["document"].offer_to(user, stored_id=self.instance.document_id)  # type: ignore[attr-defined]
        for name in self.SUGGESTED:
            self.fields[name].widget.suggestions = earlier_values(user, name)

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        self.fields["ends_on"].widget.near = starts_on
        return starts_on

    def clean_unit(self) -> Unit:
        unit = self.cleaned_data["unit"]
        if not self.user.can("record", unit):
            raise ValidationError(_("Bạn không được lập hoạt động ở %(unit)s."), code="not_yours", params={"unit": unit})
        return unit

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "ends_on" in values:
            values["ends_on"] = values["ends_on"] or values.get("starts_on")
        if self.instance.pk and {"starts_on", "ends_on"} <= values.keys():
            self._read_dates(values)
        if not self.instance.pk and not values.get("organiser") and values.get("starts_on"):
            agency = AgencyPeriod.valid_on(values["starts_on"])
            values["organiser"] = agency.name if agency else ""
        if self.is_said_to_be_held and values.get("status") == Activity.Status.OPEN:
            values["status"] = Activity.Status.CLOSED
        return values

    @property
    def is_said_to_be_held(self) -> bool:
        """Whoever typed a new activity that is over said that it was held, when asked about its day."""
        last_day: date | None = self.cleaned_data.get("ends_on")
        is_over = last_day is not None and last_day < timezone.localdate()
        return is_over and not self.instance.pk and self.data.get(HELD) == "yes"

    def _read_dates(self, values: dict[str, Any]) -> None:
        """Change the typed dates as the answer to an earlier question says; the last day follows a first day that was changed alone."""
        answer, before = self.data.get("dates"), self.instance
        if answer == "keep":
            values["starts_on"], values["ends_on"] = before.starts_on, before.ends_on
        elif answer == "typed":
            self.repeated.append(("dates", "typed"))
        elif values["starts_on"] != before.starts_on and values["ends_on"] == before.ends_on:
            if values["ends_on"] >= values["starts_on"]:
                typed = {"first": say_day(values["starts_on"]), "last": say_day(values["ends_on"])}
                self.answers.append(("dates", "typed", _("Không dời: từ %(first)s đến %(last)s") % typed))
            values["ends_on"] += values["starts_on"] - before.starts_on
            self.ends_follow = True

    def _get_validation_exclusions(self) -> set[str]:
        # Else the database constraint's message, which shows its name, would come before that of actions.check.
        return super()._get_validation_exclusions() | {"ends_on"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.check_instance()

    def check_instance(self) -> None:
        """Show what actions.check refuses, and ask about what may be a slip."""
        activity = self.instance
        if not {"starts_on", "ends_on", "unit"} & self.errors.keys():
            try:
                check(activity)
            except ValidationError as error:
                add_errors(self, error)
        if self.errors:
            return
        has_new_dates = (activity.starts_on, activity.ends_on) != (self.initial.get("starts_on"), self.initial.get("ends_on"))
        question = past_day_question(activity.starts_on, today=timezone.localdate())
        if self.is_said_to_be_held:
            self.repeated.append((HELD, "yes"))
        elif question and activity.starts_on != self.initial.get("starts_on"):
            self.ask(question)
            if not activity.pk and activity.ends_on < timezone.localdate() and activity.status == Activity.Status.OPEN:
                self.confirm_label = _("Lưu, có người dự mới tính vào báo cáo")
                self.answers.append((HELD, "yes", _("Đúng, đã tổ chức xong: lưu và tính vào báo cáo")))
        is_elsewhere = has_new_dates or {"title", "unit", "venue"} & set(self.changed_data)
        if is_elsewhere and (twin := twin_question(activity, user=self.user)):
            self.ask(twin)
        self._plan_date_change()

    def _plan_date_change(self) -> None:
        """Plan what becomes of the sittings under new dates, and ask about it, or refuse dates that leave out who has come."""
        activity = self.instance
        has_added = self.data.get("days_added") != "none"
        change = plan_date_change(activity, attended=self.attended, has_added=has_added) if activity.pk else None
        if not has_added:
            self.repeated.append(("days_added", "none"))
        if change is None and not self.ends_follow:
            return
        dates = {"first": say_day(activity.starts_on), "last": say_day(activity.ends_on)}
        if change is None:
            self.ask(Question(f"dates:{activity.starts_on}:{activity.ends_on}", _("Thời gian mới: từ %(first)s đến %(last)s.") % dates))
        elif change.outside:
            message = _("Đã có người điểm danh ở buổi %(sittings)s nên buổi ấy không dời. Thời gian mới phải gồm cả ngày đó.")
            sittings = [
                _("%(sitting)s (%(number)d lượt điểm danh)") % {"sitting": name_with_day(sitting), "number": self.attended[sitting.pk]}
                for sitting in change.outside
            ]
            self.add_error("starts_on", ValidationError(message % {"sittings": "; ".join(sittings)}, code="has_attendance"))
            self.questions = [Question("", _("Ngày thì chưa đổi được. Những phần khác có thể lưu ngay, với ngày cũ."))]
        else:
            self._ask_about_sittings(change, dates)
        self.answers.append(("dates", "keep", _("Giữ ngày cũ, lưu phần còn lại")))

    def _ask_about_sittings(self, change: DateChange, dates: dict[str, str]) -> None:
        """Show what becomes of each sitting; the button that says yes names it."""
        if change.moved or change.removed:
            text = _("Thời gian mới: từ %(first)s đến %(last)s. Các buổi thay đổi như sau, giờ của từng buổi giữ nguyên.")
            is_only_moved = not change.removed and not change.added
            self.confirm_label = _("Lưu và dời các buổi") if is_only_moved else _("Lưu và đổi các buổi như trên")
        else:
            text = _("Thời gian mới: từ %(first)s đến %(last)s. Ngày mới chưa có buổi nào, nên thêm các buổi sau:")
            self.confirm_label = _("Lưu và thêm các buổi")
        self.ask(Question(change.key, text % dates, describe(change)))
        if change.added:
            self.answers.append(("days_added", "none", _("Lưu, không thêm buổi nào")))
        self.date_change = change


def name_with_day(sitting: Sitting) -> str:
    """Return 'Sáng, Thứ Ba, 15/12/2026'; the label may have the day already, as in “Sáng 15/12”."""
    return f"{sitting.label_without_day}, {say_day(timezone.localdate(sitting.starts_at))}"


def describe(change: DateChange) -> list[str]:
    """Return a line for each sitting: old and new day, or why there is no new one."""
    lines = [
        _("%(sitting)s → %(new)s")
        % {"sitting": name_with_day(sitting), "new": say_day(timezone.localdate(sitting.starts_at) + change.shift)}
        for sitting in change.moved
    ]
    removed = _("%(sitting)s: bị xóa, vì thời gian mới không còn ngày này. Chưa ai điểm danh.")
    lines += [removed % {"sitting": name_with_day(sitting)} for sitting in change.removed]
    added = _("%(sitting)s, %(starts)s–%(ends)s: thêm mới.")
    lines += [
        added
        % {
            "sitting": name_with_day(sitting),
            "starts": f"{timezone.localtime(sitting.starts_at):%H:%M}",
            "ends": f"{timezone.localtime(sitting.ends_at):%H:%M}",
        }
        for sitting in change.added
    ]
    fixed = _("%(sitting)s: giữ nguyên, vì đã có người điểm danh.")
    return lines + [fixed % {"sitting": name_with_day(sitting)} for sitting in change.fixed]


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("Lý do hủy"),
        help_text=_("Ví dụ: Mưa lũ, không tổ chức nữa. Chỉ hoãn sang ngày khác thì không hủy mà dùng Dời ngày."),
        max_length=300,
        error_messages={"required": _("Hãy ghi lý do hủy.")},
    )


class SittingForm(GroupedForm):
    """A sitting by its day and times of day. A time that lies on another day than the sitting's stays on that day unless it is changed."""

    TIMES = ("starts_at", "ends_at", "opens_at", "closes_at")
    GROUPS: tuple[Group, ...] = (
        ("", ("label", "day", ("starts_at", "ends_at"))),
        (_("Điểm danh"), (("opens_at", "closes_at"), "door")),
    )

    label = TextField(
        label=_("Tên buổi"), max_length=60, widget=SuggestedInput(suggestions=("Sáng", "Chiều", "Tối")),
        error_messages={"required": _("Hãy đặt tên buổi, ví dụ Sáng.")},
    )  # fmt: skip
    day = DayField(label=_("Ngày"), error_messages={"required": _("Hãy chọn ngày.")})
    starts_at = ClockField(label=_("Bắt đầu"), error_messages={"required": _("Hãy nhập giờ bắt đầu.")})
    ends_at = ClockField(label=_("Kết thúc"), error_messages={"required": _("Hãy nhập giờ kết thúc.")})
    opens_at = ClockField(label=_("Mở điểm danh lúc"), required=False)
    closes_at = ClockField(label=_("Đóng điểm danh lúc"), required=False)
    door = forms.ChoiceField(
        label=_("Mã QR điểm danh"),
        help_text=_("Mã để người dự tự điểm danh bằng điện thoại của mình."),
        widget=forms.RadioSelect,
        initial=Sitting.Door.ROTATING,
        choices=[
            (Sitting.Door.ROTATING, _("Mã đổi liên tục, chiếu lên màn hình: người ở nhà không dùng được")),
            (Sitting.Door.POSTER, _("Mã in cố định, dán ở cửa: dùng khi không có màn hình, được ghi rõ trong sổ")),
            (Sitting.Door.OFF, _("Tắt: chỉ quét thẻ hoặc đánh dấu trong danh sách")),
        ],
    )

    def __init__(self, *args: Any, activity: Activity, sitting: Sitting | None = None, **kwargs: Any) -> None:
        self.day_offsets: dict[str, int] = {}  # of times that do not lie on the sitting's day
        initial: dict[str, Any] = {"day": activity.starts_on}
        if sitting:
            times = (sitting.starts_at, sitting.ends_at, sitting.set_opens_at, sitting.set_closes_at)  # the usual ones are not shown
            moments = {name: timezone.localtime(moment) for name, moment in zip(self.TIMES, times, strict=True) if moment}
            day = moments["starts_at"].date()
            self.day_offsets = {name: (moment.date() - day).days for name, moment in moments.items()}
            initial = {"label": sitting.label, "door": sitting.door, "day": day}
            initial |= {name: moment.time() for name, moment in moments.items()}
        super().__init__(*args, **kwargs | {"initial": initial})
        first, last = activity.starts_on, activity.ends_on
        self.fields["opens_at"].help_text = _("Để trống: trước giờ bắt đầu %(minutes)d phút.") % {"minutes": OPENS_BEFORE.seconds // 60}
        self.fields["closes_at"].help_text = _("Để trống: sau giờ kết thúc %(minutes)d phút.") % {"minutes": CLOSES_AFTER.seconds // 60}
        self.fields["day"].widget.near = first
        if first != last:
            self.fields["day"].help_text = _("Từ %(first)s đến %(last)s.") % {"first": date_format(first), "last": date_format(last)}

    def values(self) -> dict[str, Any]:
        """Return the arguments of add_sitting and change_sitting."""
        values: dict[str, Any] = {"label": self.cleaned_data["label"], "door": self.cleaned_data["door"]}
        day: date = self.cleaned_data["day"]
        for name in self.TIMES:
            clock: time | None = self.cleaned_data[name]
            offset = 0 if name in self.changed_data else self.day_offsets.get(name, 0)
            values[name] = clock and datetime.combine(day + timedelta(days=offset), clock, timezone.get_current_timezone())
        return values

    def add_error(self, field: str | None, error: Any) -> None:
        """Show that a sitting lies outside its activity beside the day, a field of its own here."""
        errors = error if isinstance(error, list) else [error]
        if any(getattr(error, "code", "") == "outside_activity" for error in errors):
            field = "day"
        super().add_error(field, error)


class ActivityListFilter(ActivityFilter):
    """ActivityFilter as the page of activities draws it."""

    unit = UnitChoiceFilter(method="filter_by_unit", label=_("Địa bàn"), at_any_time=True, empty_label=_("Mọi địa bàn"))
