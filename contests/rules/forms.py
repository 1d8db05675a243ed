"""The form of a contest's rules: rows in rows on one page. Every field is named by its place in the rules, as rounds.0.criteria.1.max.

The fields take any text: what is wrong with it, `read_rules` says, in the same words as to other programs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.documents.fields import DocumentField
from contests.models import RuleSet
from contests.models.scoring import LONGEST_REASON
from contests.rules.actions import RulesChanged
from contests.rules.description import (
    AGGREGATIONS,
    PENALTIES,
    PRIZES,
    RANKINGS,
    SHARED_PRIZES,
    special_choices,
    tie_break_choices,
)
from contests.rules.stored import revision_of_rules
from contests.rules.typed import MOST_TIE_BREAKS, Typed, drop_empty_rows, edit_rows, name_keys, to_rules_data
from contests.scoring.rules_data import LONGEST_NAME, MOST_BANDS, MOST_CRITERIA, MOST_PRIZES, MOST_ROUNDS
from screens.day_filters import DayField
from screens.forms import SuggestedInput, TextField

COMMANDS = ("add", "remove", "up")  # names of the buttons that only change the rows
LEAST_BANDS_SHOWN = 2
USUAL_ROUNDS = ("Chào hỏi", "Kiến thức pháp luật", "Xử lý tình huống", "Tiểu phẩm", "Hùng biện")  # data: offered, not chrome
USUAL_CRITERIA = ("Nội dung", "Nội dung pháp luật", "Hình thức thể hiện", "Diễn xuất", "Trang phục, đạo cụ", "Trả lời câu hỏi", "Trình bày")
FIELD_OF_PLACE = {
    "aggregation.kind": "aggregation", "aggregation.drop": "drop", "penalty.kind": "penalty", "penalty.points": "penalty_points",
    "penalty.cap": "penalty_cap", "penalty.bands": "penalty",
}  # fmt: skip
LIST_LABELS = {
    "rounds": gettext_lazy("Phần thi"),
    "criteria": gettext_lazy("Tiêu chí"),
    "tie_breaks": gettext_lazy("Phân định khi bằng điểm"),
    "prizes": gettext_lazy("Cơ cấu giải"),
}
REQUIRED = {"required": gettext_lazy("Hãy điền ô này.")}


def text_field(label: Any, *, required: bool = False, suggestions: Iterable[str] = (), **options: Any) -> forms.CharField:
    widget = SuggestedInput({"maxlength": LONGEST_NAME}, suggestions) if suggestions else forms.TextInput({"maxlength": LONGEST_NAME})
    return TextField(label=label, required=required, widget=widget, error_messages=REQUIRED, **options)


def number_field(label: Any, *, required: bool = False, **options: Any) -> forms.CharField:
    widget = forms.TextInput({"inputmode": "decimal", "class": "number", "maxlength": 12, "autocomplete": "off"})
    return TextField(label=label, required=required, widget=widget, error_messages=REQUIRED, **options)


def choice_field(label: Any, choices: Iterable[tuple[str, Any]], **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Select(choices=list(choices)), **options)


class RowForm(forms.Form):
    """Fields at a place of the rules; bound, with what is wrong, once the rules were sent."""

    use_required_attribute = False

    def __init__(self, values: Typed, *, path: str, is_sent: bool) -> None:
        data = {f"{path}.{name}" if path else name: value for name, value in values.items()}
        super().__init__(data if is_sent else None, initial=values, prefix=path)

    def add_prefix(self, field_name: str) -> str:
        return f"{self.prefix}.{field_name}" if self.prefix else field_name


class CriterionForm(RowForm):
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = text_field(gettext_lazy("Tiêu chí"), required=True, suggestions=USUAL_CRITERIA)
    max = number_field(gettext_lazy("Điểm tối đa"), required=True)
    step = number_field(gettext_lazy("Bước điểm"), required=True)


class BandForm(RowForm):
    start = number_field(gettext_lazy("Quá từ (giây)"))
    points = number_field(gettext_lazy("Trừ (điểm)"))


class RoundForm(RowForm):
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = text_field(gettext_lazy("Tên phần thi"), required=True, suggestions=USUAL_ROUNDS)
    time_limit = number_field(
        gettext_lazy("Thời gian quy định (phút)"), help_text=gettext_lazy("Ví dụ: 5 hoặc 4:30. Để trống: không tính giờ.")
    )
    weight = number_field(gettext_lazy("Hệ số"), required=True, help_text=gettext_lazy("Thường là 1."))
    aggregation = choice_field(gettext_lazy("Tính điểm của Ban giám khảo"), AGGREGATIONS.items())
    drop = number_field(
        gettext_lazy("Bỏ mấy điểm ở mỗi đầu"), help_text=gettext_lazy("Chỉ khi chọn bỏ điểm cao nhất và thấp nhất; thường là 1.")
    )
    discrepancy = number_field(
        gettext_lazy("Nhắc khi hai giám khảo lệch quá (điểm)"),
        help_text=gettext_lazy("Thường là 20% điểm tối đa của phần thi; ghi số điểm hoặc 20%. Để trống: không nhắc."),
    )
    penalty = choice_field(gettext_lazy("Quá giờ"), PENALTIES.items())
    penalty_points = number_field(
        gettext_lazy("Số điểm trừ"), help_text=gettext_lazy("Của mỗi phút, hoặc của một lần; không dùng khi trừ theo mức.")
    )
    penalty_cap = number_field(gettext_lazy("Trừ nhiều nhất (điểm)"))
    grace = number_field(gettext_lazy("Châm chước (giây)"), help_text=gettext_lazy("Quá bấy nhiêu giây đầu thì chưa tính là quá giờ."))

    def __init__(self, values: Typed, *, path: str, is_sent: bool) -> None:
        super().__init__({name: value for name, value in values.items() if isinstance(value, str)}, path=path, is_sent=is_sent)
        self.criteria = [
            CriterionForm(row, path=f"{path}.criteria.{number}", is_sent=is_sent) for number, row in enumerate(values["criteria"])
        ]
        bands = [*(row for row in values["bands"] if any(row.values())), {}]
        bands += [{}] * (LEAST_BANDS_SHOWN - len(bands))
        self.bands = [
            BandForm(row, path=f"{path}.penalty.bands.{number}", is_sent=is_sent) for number, row in enumerate(bands[:MOST_BANDS])
        ]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "time_limit", "weight")]

    @property
    def panel_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("aggregation", "drop", "discrepancy")]

    @property
    def penalty_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("penalty", "penalty_points", "penalty_cap", "grace")]

    @property
    def has_penalty(self) -> bool:
        """Return whether the part about overtime is open: there is a penalty, or something is wrong with it."""
        return self["penalty"].value() not in (None, "", "none") or any(form.errors for form in (self, *self.bands) if form.is_bound)


class TieBreakForm(RowForm):
    choice = choice_field(gettext_lazy("Tiêu chí"), [], required=False)


class PrizeForm(RowForm):
    key = choice_field(gettext_lazy("Giải"), PRIZES.items())
    slots = number_field(gettext_lazy("Số giải"), required=True)
    min = number_field(gettext_lazy("Từ (điểm)"))
    title = text_field(gettext_lazy("Tên giải phụ"))
    by = choice_field(gettext_lazy("Giải phụ trao cho"), [], required=False)


class TeamRuleForm(RowForm):
    min = number_field(gettext_lazy("Số người thi ít nhất"))
    max = number_field(gettext_lazy("Số người thi nhiều nhất"))
    reserves = number_field(gettext_lazy("Số dự bị nhiều nhất"))
    gender_gap = number_field(gettext_lazy("Nam, nữ chênh nhau nhiều nhất (%)"))
    minority_share = number_field(gettext_lazy("Người dân tộc thiểu số ít nhất (%)"))
    one_per_unit = forms.BooleanField(label=gettext_lazy("Mỗi trường, đơn vị chỉ một đội"), required=False)


class GeneralForm(RowForm):
    decimals = number_field(gettext_lazy("Số chữ số thập phân của điểm công bố"), required=True)
    rank_on = choice_field(gettext_lazy("Xếp hạng"), RANKINGS.items())
    shared_prize = choice_field(gettext_lazy("Khi đồng giải nhiều hơn số giải"), SHARED_PRIZES.items())


class HeadForm(forms.Form):
    """Number and date of the paper on which the rules are issued; of an amendment, also why."""

    number = TextField(label=gettext_lazy("Số, ký hiệu thể lệ"), required=False, max_length=60, help_text=gettext_lazy("Ví dụ: 05/TL-BTC."))
    dated = DayField(label=gettext_lazy("Ngày ban hành"), required=False)
    document = DocumentField(label=gettext_lazy("Văn bản thể lệ"))
    reason = TextField(
        label=gettext_lazy("Lý do sửa đổi"),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Hãy ghi lý do sửa đổi thể lệ.")},
    )

    def __init__(self, data: Any, *, user: User, rule_set: RuleSet | None, is_amendment: bool) -> None:
        initial = {} if rule_set is None else {"number": rule_set.number, "dated": rule_set.dated, "document": rule_set.document_id}
        super().__init__(data, initial={} if is_amendment else initial, use_required_attribute=False)
        self.fields["document"].offer_to(user, stored_id=rule_set.document_id if rule_set else None)  # type: ignore[attr-defined]
        if is_amendment:
            for name in ("number", "dated"):
                self.fields[name].required = True
        else:
            del self.fields["reason"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line of the summary above the form. `target_id`: of the field that it leads to; empty: of none."""

    target_id: str
    label: str
    sentence: str


class RulesForm:
    """The whole page. `typed`: texts that fill it; `post`: the fields as they were sent, in place of those.

    A button of COMMANDS changes the rows and checks nothing.
    """

    def __init__(self, post: QueryDict | None, *, typed: Typed, user: User, rule_set: RuleSet | None, is_amendment: bool = False) -> None:
        self.command = next((name for name in COMMANDS if post is not None and name in post), "")
        self.is_sent = post is not None and not self.command
        self.typed = typed if post is None else read_posted(post)
        name_keys(self.typed)
        if self.command and post is not None:
            edit_rows(self.typed, self.command, str(post[self.command]))
        if self.is_sent:
            drop_empty_rows(self.typed)
        self.head = HeadForm(post, user=user, rule_set=rule_set, is_amendment=is_amendment)
        if self.command:
            self.head.errors.clear()
        self._make_rows()
        self.general_errors: list[str] = []
        stored = revision_of_rules(rule_set)
        self.revision = stored if post is None else post.get("overwritten") or post.get("revision", "")
        self.overwritten = ""  # the revision that somebody else saved meanwhile, once that was said

    def _make_rows(self) -> None:
        typed, is_sent = self.typed, self.is_sent
        names = [
            (row["key"], row.get("name") or _("Phần thi %(number)d") % {"number": number})
            for number, row in enumerate(typed["rounds"], 1)
            if row.get("key")
        ]
        self.rounds = [RoundForm(row, path=f"rounds.{number}", is_sent=is_sent) for number, row in enumerate(typed["rounds"])]
        self.tie_breaks = [
            TieBreakForm(row, path=f"tie_breaks.{number}", is_sent=is_sent) for number, row in enumerate(typed["tie_breaks"])
        ]
        for tie_break in self.tie_breaks:
            tie_break.fields["choice"].widget.choices = [("", _("Chọn")), *tie_break_choices(names)]
        self.prizes = [PrizeForm(row, path=f"prizes.{number}", is_sent=is_sent) for number, row in enumerate(typed["prizes"])]
        for prize in self.prizes:
            prize.fields["by"].widget.choices = special_choices(names)
        self.team = TeamRuleForm(typed["team"], path="team", is_sent=is_sent)
        self.general = GeneralForm({name: typed[name] for name in GeneralForm.base_fields}, path="", is_sent=is_sent)

    def parts(self) -> Iterator[tuple[str, forms.Form]]:
        """Yield every form of the page with its name."""
        yield "", self.head
        for number, round_ in enumerate(self.rounds, 1):
            label = _("Phần thi %(number)d") % {"number": number}
            yield label, round_
            for row, criterion in enumerate(round_.criteria, 1):
                yield f"{label}, " + _("dòng %(number)d") % {"number": row}, criterion
            for band in round_.bands:
                yield f"{label}, " + _("mức trừ điểm"), band
        for number, tie_break in enumerate(self.tie_breaks, 1):
            yield _("Khi bằng điểm, mục %(number)d") % {"number": number}, tie_break
        for number, prize in enumerate(self.prizes, 1):
            yield _("Giải, dòng %(number)d") % {"number": number}, prize
        yield _("Đội thi"), self.team
        yield "", self.general

    @property
    def data(self) -> dict[str, Any]:
        """Return what was typed as `read_rules` takes it."""
        return to_rules_data(self.typed)

    @property
    def head_values(self) -> dict[str, Any]:
        values: dict[str, Any] = {name: self.head.cleaned_data[name] for name in self.head.fields}
        dated: date | None = values["dated"]
        return values | {"dated": dated or None}

    def is_valid(self) -> bool:
        return self.is_sent and not self.mistakes

    def refuse(self, error: ValidationError) -> None:
        """Put what an action refused beside the fields that it names; a field that has an error keeps that one."""
        if isinstance(error, RulesChanged):
            self.overwritten = revision_of_rules(error.current)
        if not hasattr(error, "error_dict"):
            self.general_errors += error.messages
            return
        for path, errors in error.error_dict.items():
            form, field, prefix = self._place_of(path)
            for problem in errors:
                messages = ValidationError(problem).messages
                if field == "time_limit" and problem.code == "out_of_range":
                    messages = [_("Thời gian từ 1 giây đến 240 phút.")]  # the rules count in seconds, the form in minutes
                for message in messages:
                    if form is None:
                        self.general_errors.append(f"{prefix}{message}")
                    elif field not in form.errors:
                        form.add_error(field, f"{prefix}{message}")

    def _place_of(self, path: str) -> tuple[forms.Form | None, str | None, str]:
        """Return (form, field or None, words before the sentence) of a path of the rules: the nearest place that is on the page."""
        by_prefix = {form.prefix or "": form for _label, form in self.parts() if isinstance(form, RowForm)}
        if path in self.head.fields:
            return self.head, path, ""
        if path in by_prefix and path:
            form = by_prefix[path]
            return form, next(iter(form.visible_fields())).name, ""
        for prefix in sorted(by_prefix, key=len, reverse=True):
            name = path.removeprefix(f"{prefix}.") if prefix else path
            if prefix and name == path:
                continue
            form = by_prefix[prefix]
            field = FIELD_OF_PLACE.get(name, name)
            if name == "penalty":
                field = "time_limit"  # there is none, although overtime is punished
            if field in form.fields and not form[field].is_hidden:
                return form, field, ""
            label = f"{LIST_LABELS[name]}: " if name in LIST_LABELS else ""
            return (form, None, label) if prefix else (None, None, label)
        return None, None, ""

    @property
    def mistakes(self) -> list[Mistake]:
        """Return everything that is wrong, in the order of the page."""
        if not self.is_sent:
            return []
        mistakes = [Mistake("", "", message) for message in self.general_errors]
        for label, form in self.parts():
            for message in form.non_field_errors():
                mistakes.append(Mistake("", label, str(message)))
            for field in form:
                where = f"{label}, {field.label}" if label else str(field.label)
                target: Any = field
                mistakes += [Mistake("" if field.is_hidden else target.target_id, where, str(message)) for message in field.errors]
        return mistakes


def read_posted(post: QueryDict) -> Typed:
    """Return what was sent as texts in rows."""
    rounds = _read_rows(post, "rounds", RoundForm, MOST_ROUNDS)
    for number, round_ in enumerate(rounds):
        round_["criteria"] = _read_rows(post, f"rounds.{number}.criteria", CriterionForm, MOST_CRITERIA)
        round_["bands"] = _read_rows(post, f"rounds.{number}.penalty.bands", BandForm, MOST_BANDS)
    return {
        "rounds": rounds,
        "tie_breaks": _read_rows(post, "tie_breaks", TieBreakForm, MOST_TIE_BREAKS),
        "prizes": _read_rows(post, "prizes", PrizeForm, MOST_PRIZES),
        "team": {name: post.get(f"team.{name}", "").strip() for name in TeamRuleForm.base_fields},
        **{name: post.get(name, "").strip() for name in GeneralForm.base_fields},
    }


def _read_rows(post: QueryDict, path: str, form_class: type[RowForm], most: int) -> list[Typed]:
    names = form_class.base_fields
    rows = []
    for number in range(most):
        if not any(f"{path}.{number}.{name}" in post for name in names):
            break
        rows.append({name: post.get(f"{path}.{number}.{name}", "").strip() for name in names})
    return rows
