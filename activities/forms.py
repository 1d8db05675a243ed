"""What the screens of every kind of activity share. A kind's own app (training, contests) builds on these:

here        ActivityForm: the head of an activity, with whoever fills it in; subclass it with `class Meta(ActivityForm.Meta): model = …`,
            add fields, and put them into GROUPS. TextField (cleaned text), LinesField (one value per line), SuggestedInput (datalist),
            errors_on(form): an action's ValidationError goes onto the form.
views       detail_context(activity, user), crumbs_to(activity), require_anywhere(user, verb), posted(request), form_page(request, form, …)
addresses   activity-list, activity (goes to its kind's page), activity-status (POST status=), activity-cancel, activity-restore (POST),
            activity-remove, sitting-create (activity pk), sitting-edit, sitting-remove: for any Activity pk. They return to
            activity.get_absolute_url(), which is the address named as its kind ("training-session", "contest") with its pk.
templates   activities/form_page.html (a page around one form), and for a detail page: _notices.html, _menu.html, _head.html,
            _sittings.html, _dates.html; each says at its top what it reads.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from activities.actions import check
from activities.filters import ActivityFilter
from activities.models import CLOSES_AFTER, OPENS_BEFORE, Activity, Sitting, Target
from people.models import AgencyPeriod
from places.forms import UnitChoiceField
from vietnamese.text import clean

Group = tuple[Any, tuple[Any, ...]]  # (legend or "", fields; a tuple of fields stands side by side)
MOST_SUGGESTED = 30
A_COUNT = {"min_value": _("Hãy nhập số từ 0 trở lên."), "invalid": _("Hãy nhập một số, không có chữ.")}
PLAN_HINT = _("Số và ngày của kế hoạch, ví dụ: Kế hoạch số 12/KH-BDT ngày 15/01/2026.")
LIST_MARKER = re.compile(r"^(?:[-–—•*+]\s+|\d{1,2}[.)]\s+)")  # as pasted from a plan: "1. Luật Đất đai", "- Luật Hôn nhân"


@contextmanager
def errors_on(form: forms.BaseForm) -> Iterator[None]:
    """What an action refuses inside the block is shown beside the form's fields; what names no field of it, above the form.

    A field that has its error already keeps that one.
    """
    try:
        yield
    except ValidationError as error:
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, problems in by_field.items():
            if name not in form.errors:
                form.add_error(name if name in form.fields else None, problems)


class GroupedForm(forms.Form):
    """A form whose fields stand under legends, as GROUPS says; drawn by activities/_groups.html."""

    GROUPS: tuple[Group, ...] = ()

    @property
    def groups(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        return [(legend, [row for row in map(self._row, rows) if row]) for legend, rows in self.GROUPS]

    def _row(self, names: str | tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in ([names] if isinstance(names, str) else names) if name in self.fields]


class TextField(forms.CharField):
    """One line of text, cleaned before its length is judged."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class LinesField(forms.Field):
    """A textarea read as a list: one value per line, without bullets and numbers. Gives and takes a list of str."""

    widget = forms.Textarea

    def __init__(self, *, longest: int = 200, most: int = 50, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest, self.most = longest, most

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        lines = (clean(LIST_MARKER.sub("", line.strip())) for line in str(value or "").splitlines())
        return [line for line in lines if line]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(_("Nhiều nhất %(most)d dòng."), code="too_many", params={"most": self.most})
        for line in value:
            if len(line) > self.longest:
                message = _("Dòng “%(start)s…” dài quá %(longest)d ký tự.")
                raise ValidationError(message, code="too_long", params={"start": line[:30], "longest": self.longest})


class SuggestedInput(forms.TextInput):
    """A text input that offers `suggestions` and accepts anything."""

    template_name = "activities/_suggested_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None, suggestions: Iterable[Any] = ()) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"] |= {"list": list_id, "autocomplete": "off"}
        return context | {"list_id": list_id, "suggestions": self.suggestions}


def earlier_values(user: Any, field: str) -> list[str]:
    """What was written in this field of activities before, the latest first."""
    found = Activity.objects.visible_to(user).exclude(**{field: ""}).values_list(field).annotate(last=Max("starts_on"))
    return [value for value, _last in found.order_by("-last", field)[:MOST_SUGGESTED]]


class ActivityForm(forms.ModelForm, GroupedForm):
    """The head. Whether title, dates and unit go together, actions.check decides; asked here, too, so that all errors come at once."""

    SUGGESTED = ("target_group", "programme_line", "plan_reference")
    GROUPS: tuple[Group, ...] = (
        (_("Nội dung"), ("title", "target_group")),
        (_("Thời gian và địa điểm"), (("starts_on", "ends_on"), "unit", "venue", "organiser")),
        (_("Điểm danh"), ("walk_ins",)),
        (_("Kế hoạch"), ("planned_participants", "programme_line", "plan_reference", "status")),
    )

    ends_on = forms.DateField(label=_("Đến ngày, nếu nhiều ngày"), required=False)
    unit = UnitChoiceField(
        label=_("Địa bàn"),
        on_field="starts_on",
        help_text=_("Nơi tổ chức, theo tên gọi vào ngày tổ chức. Chọn ngày trước để danh sách đúng với ngày đó."),
    )
    planned_participants = forms.IntegerField(
        label=_("Số người dự kiến"), required=False, min_value=0, max_value=1_000_000, error_messages=A_COUNT
    )
    status = forms.ChoiceField(
        label=_("Trạng thái khi ghi"),
        widget=forms.RadioSelect,
        initial=Activity.Status.OPEN,
        error_messages={"required": _("Hãy chọn một trạng thái."), "invalid_choice": _("Hãy chọn một trạng thái.")},
        choices=[
            (Activity.Status.OPEN, _("Mở ngay: được tính vào báo cáo khi đến ngày")),
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
            (Activity.WalkIns.ANYONE, _("Như trên, và người đến tự ghi tên trên điện thoại khi quét mã ở cửa")),
            (Activity.WalkIns.NONE, _("Không nhận: chỉ người có trong danh sách")),
        ],
    )

    class Meta:
        model = Activity
        fields = [
            "title", "target_group", "starts_on", "ends_on", "unit", "venue", "organiser", "walk_ins",
            "planned_participants", "programme_line", "plan_reference", "status",
        ]  # fmt: skip
        field_classes = dict.fromkeys(["title", "venue", "organiser", "target_group", "programme_line", "plan_reference"], TextField)
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

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if self.instance.pk:
            del self.fields["status"]  # it has its own buttons
        elif agency := AgencyPeriod.on(timezone.localdate()):
            hint = _("Để trống thì ghi tên cơ quan vào ngày tổ chức (hôm nay là: %(name)s).")
            self.fields["organiser"].help_text = hint % {"name": agency.name}
        for name in self.SUGGESTED:
            self.fields[name].widget.suggestions = earlier_values(user, name)

    def clean_unit(self) -> Any:
        unit = self.cleaned_data["unit"]
        if not self.user.can("record", unit):
            raise ValidationError(_("Bạn không được ghi hoạt động ở %(unit)s."), code="not_yours", params={"unit": unit})
        return unit

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if "ends_on" in asked:
            asked["ends_on"] = asked["ends_on"] or asked.get("starts_on")
        if not self.instance.pk and not asked.get("organiser") and asked.get("starts_on"):
            agency = AgencyPeriod.on(asked["starts_on"])
            asked["organiser"] = agency.name if agency else ""
        return asked

    def _get_validation_exclusions(self) -> set[str]:
        # Or the constraint on it would speak, by its name, before check does.
        return super()._get_validation_exclusions() | {"ends_on"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not {"starts_on", "ends_on", "unit"} & self.errors.keys():
            with errors_on(self):
                check(self.instance)


class StatusForm(forms.Form):
    status = forms.ChoiceField(choices=[c for c in Activity.Status.choices if c[0] != Activity.Status.CANCELLED])


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("Lý do hủy"), help_text=_("Ví dụ: Hoãn do mưa lũ."), max_length=300, error_messages={"required": _("Hãy ghi lý do hủy.")}
    )


class SittingForm(GroupedForm):
    """A sitting by its day and times of day. Times that fall on another day than the sitting's stay there unless they are changed."""

    MOMENTS = ("starts_at", "ends_at", "opens_at", "closes_at")
    GROUPS: tuple[Group, ...] = (
        ("", ("label", "day", ("starts_at", "ends_at"))),
        (_("Điểm danh"), (("opens_at", "closes_at"), "door")),
    )

    label = TextField(
        label=_("Tên buổi"), max_length=60, widget=SuggestedInput(suggestions=("Sáng", "Chiều", "Tối")),
        error_messages={"required": _("Hãy đặt tên buổi, ví dụ Sáng.")},
    )  # fmt: skip
    day = forms.DateField(label=_("Ngày"), error_messages={"required": _("Hãy chọn ngày.")})
    starts_at = forms.TimeField(label=_("Bắt đầu"), error_messages={"required": _("Hãy nhập giờ bắt đầu.")})
    ends_at = forms.TimeField(label=_("Kết thúc"), error_messages={"required": _("Hãy nhập giờ kết thúc.")})
    opens_at = forms.TimeField(label=_("Mở điểm danh lúc"), required=False)
    closes_at = forms.TimeField(label=_("Đóng điểm danh lúc"), required=False)
    door = forms.ChoiceField(
        label=_("Mã cửa"),
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
        self.days_away = _days_away(sitting) if sitting else {}
        initial = _written(sitting) if sitting else {"day": activity.starts_on}
        super().__init__(*args, **kwargs | {"initial": initial})
        first, last = activity.starts_on, activity.ends_on
        self.fields["opens_at"].help_text = _("Để trống: trước giờ bắt đầu %(minutes)d phút.") % {"minutes": OPENS_BEFORE.seconds // 60}
        self.fields["closes_at"].help_text = _("Để trống: sau giờ kết thúc %(minutes)d phút.") % {"minutes": CLOSES_AFTER.seconds // 60}
        self.fields["day"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        if first != last:
            self.fields["day"].help_text = _("Từ %(first)s đến %(last)s.") % {"first": date_format(first), "last": date_format(last)}

    def values(self) -> dict[str, Any]:
        """What add_sitting and change_sitting take."""
        moments = {name: self._moment(name) for name in self.MOMENTS}
        return {"label": self.cleaned_data["label"], "door": self.cleaned_data["door"], **moments}

    def _moment(self, name: str) -> datetime | None:
        clock: time | None = self.cleaned_data[name]
        if clock is None:
            return None
        days = 0 if name in self.changed_data else self.days_away.get(name, 0)
        return datetime.combine(self.cleaned_data["day"] + timedelta(days=days), clock, timezone.get_current_timezone())

    def add_error(self, field: str | None, error: Any) -> None:
        """A sitting on the wrong day is told beside the day, which the form asks for apart from the time."""
        problems = error if isinstance(error, list) else [error]
        if any(getattr(problem, "code", "") == "outside_activity" for problem in problems):
            field = "day"
        super().add_error(field, error)


def _stored(sitting: Sitting) -> dict[str, datetime]:
    own = {"starts_at": sitting.starts_at, "ends_at": sitting.ends_at, "opens_at": sitting.set_opens_at, "closes_at": sitting.set_closes_at}
    return {name: timezone.localtime(moment) for name, moment in own.items() if moment}


def _written(sitting: Sitting) -> dict[str, Any]:
    clocks = {name: moment.time() for name, moment in _stored(sitting).items()}
    return {"label": sitting.label, "door": sitting.door, "day": timezone.localdate(sitting.starts_at), **clocks}


def _days_away(sitting: Sitting) -> dict[str, int]:
    first = timezone.localdate(sitting.starts_at)
    return {name: (moment.date() - first).days for name, moment in _stored(sitting).items()}


class UnitFilter(django_filters.Filter):
    """Offers units by search instead of 14,149 options."""

    field_class = UnitChoiceField


class ActivityListFilter(ActivityFilter):
    """ActivityFilter as the console draws it."""

    unit = UnitFilter(method="narrow_to_unit", label=_("Địa bàn"), at_any_time=True, empty_label=_("Mọi địa bàn"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "status"):
            self.filters[name].extra["empty_label"] = _("Tất cả")


class TargetForm(forms.Form):
    """What the plan promises for a year, a kind and a unit; an existing target keeps these three."""

    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2100, error_messages={"required": _("Hãy nhập năm.")})
    kind = forms.ChoiceField(label=_("Loại"), choices=Activity.Kind.choices)
    unit = UnitChoiceField(label=_("Địa bàn"), at_any_time=True, help_text=_("Kế hoạch toàn tỉnh thì chọn tỉnh."))
    planned_activities = forms.IntegerField(
        label=_("Số cuộc theo kế hoạch"), min_value=0, max_value=100_000, error_messages=A_COUNT | {"required": _("Hãy nhập số cuộc.")}
    )
    planned_participants = forms.IntegerField(
        label=_("Số lượt người theo kế hoạch"), required=False, min_value=0, max_value=10_000_000, error_messages=A_COUNT
    )
    plan_reference = TextField(label=_("Căn cứ kế hoạch"), required=False, max_length=200, help_text=PLAN_HINT)

    def __init__(self, *args: Any, user: Any, target: Target | None = None, **kwargs: Any) -> None:
        self.user, self.target = user, target
        if target:
            kwargs["initial"] = {name: getattr(target, name) for name in ("planned_activities", "planned_participants", "plan_reference")}
        super().__init__(*args, **kwargs)
        if target:
            for name in ("year", "kind", "unit"):
                del self.fields[name]

    def clean_unit(self) -> Any:
        unit = self.cleaned_data["unit"]
        if not self.user.can("record", unit):
            raise ValidationError(_("Bạn không được ghi chỉ tiêu ở %(unit)s."), code="not_yours", params={"unit": unit})
        return unit

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        key = {name: asked.get(name) for name in ("year", "kind", "unit")}
        if not self.target and all(key.values()) and Target.objects.filter(**key).exists():
            raise ValidationError(_("Đã có chỉ tiêu của năm, loại và địa bàn này. Hãy sửa chỉ tiêu đó."), code="taken")
        return asked

    def values(self) -> dict[str, Any]:
        """What set_target takes."""
        kept = {name: getattr(self.target, name) for name in ("year", "kind", "unit")} if self.target else {}
        return kept | self.cleaned_data
