"""Whether results may be typed by hand, and whether anything may still be changed that they depend on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contests.models import Contest, Result
from contests.rules.stored import is_scored_by_rules


def require_open_results(contest: Contest) -> None:
    """Raise ValidationError (results_final) while approved results stand: they are reopened first, for a reason."""
    if contest.snapshots.standing().exists():
        message = _("Kết quả đã chốt. Muốn sửa thì mở lại kết quả, có lý do.")
        raise ValidationError(message, code="results_final")


def require_typed_results(contest_id: int) -> None:
    """Raise ValidationError (scored_by_rules) for a contest whose places and prizes are computed by its locked rules."""
    if is_scored_by_rules(contest_id):
        message = _("Hội thi đã khóa thể lệ nên hạng và giải chấm theo thể lệ, không nhập tay. Hãy chốt và công bố ở trang Xếp hạng.")
        raise ValidationError(message, code="scored_by_rules")


def require_typed(result: Result) -> None:
    """Raise ValidationError (scored_by_rules) for a place or a prize of published results."""
    if result.is_scored:
        message = _("Đây là kết quả chấm theo thể lệ đã công bố. Muốn sửa thì mở lại kết quả ở trang Xếp hạng, có lý do.")
        raise ValidationError(message, code="scored_by_rules")
