"""Whether anything may still be changed that the results depend on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contests.models import Contest


def require_open_results(contest: Contest) -> None:
    """Raise ValidationError (results_final) while approved results stand: they are reopened first, for a reason."""
    if contest.snapshots.standing().exists():
        message = _("Kết quả đã chốt. Muốn sửa thì mở lại kết quả, có lý do.")
        raise ValidationError(message, code="results_final")
