"""The points on a sheet, read against the criteria of its round."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contests.scoring.numbers import parse_number, write_exactly, write_number
from contests.scoring.rules import Criterion, Round


def read_points(round_: Round, written: Any) -> dict[str, str]:
    """Return {criterion: "8.25"} for every criterion of the round.

    Raise ValidationError keyed by points.<criterion>: missing, not_a_number, below_zero, above_maximum, off_step, unknown_criterion.
    """
    if not isinstance(written, Mapping):
        raise ValidationError({"points": ValidationError(_("Hãy gửi điểm của từng tiêu chí."), code="required")})
    points: dict[str, str] = {}
    errors: dict[str, ValidationError] = {}
    for criterion in round_.criteria:
        try:
            points[criterion.key] = write_exactly(_read_mark(criterion, written.get(criterion.key)))
        except ValidationError as error:
            errors[f"points.{criterion.key}"] = error
    for key in written.keys() - {criterion.key for criterion in round_.criteria}:
        message = _("Phần thi này không có tiêu chí đó.")
        errors[f"points.{str(key)[:40]}"] = ValidationError(message, code="unknown_criterion")
    if errors:
        raise ValidationError(errors)
    return points


def _read_mark(criterion: Criterion, written: Any) -> Fraction:
    if written is None or written == "":
        raise ValidationError(_("Chưa có điểm %(criterion)s.") % {"criterion": criterion.name}, code="missing")
    mark = parse_number(written)
    most, step = write_number(criterion.max), write_number(criterion.step)
    if mark is None:
        raise ValidationError(_("Điểm là một số, ví dụ 8,5."), code="not_a_number")
    if mark < 0:
        raise ValidationError(_("Điểm không nhỏ hơn 0."), code="below_zero")
    if mark > criterion.max:
        raise ValidationError(_("Điểm cao nhất là %(most)s.") % {"most": most}, code="above_maximum")
    if mark % criterion.step:
        raise ValidationError(_("Điểm phải chẵn theo bước %(step)s.") % {"step": step}, code="off_step")
    return mark


def total_of(points: Mapping[str, str]) -> Fraction:
    """Return the total of a stored sheet."""
    return sum((Fraction(mark) for mark in points.values()), Fraction(0))
