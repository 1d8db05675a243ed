"""What the letter of an activity says: from the activity, what was said of it before, its invitation and the agency's letterhead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ChangeRecord, User
from activities.models import Activity
from exports.signers.letterhead import letterhead_on
from invitations.letter.document import Letter
from invitations.messages.recipients import occasion_of, organiser_of
from invitations.messages.texts import Occasion, describe_change, say_days, say_hour
from invitations.models import Invitation, Notification
from people.models import Organisation

MOST_RECIPIENTS = 60  # on one letter
USUAL_REQUEST = "Đề nghị quý cơ quan, đơn vị cử người tham dự đúng thành phần, thời gian và địa điểm nêu trên."
CHANGE_REQUEST = "Đề nghị quý cơ quan, đơn vị báo cho người tham dự biết và cử người dự đúng thời gian, địa điểm nêu trên."
CANCELLATION_REQUEST = "Đề nghị quý cơ quan, đơn vị báo cho người tham dự biết. Mong quý cơ quan, đơn vị thông cảm."


class LetterKind(models.TextChoices):
    INVITATION = "invitation", _("Giấy mời")
    CHANGE = "change", _("Thông báo dời, thay đổi")
    CANCELLATION = "cancellation", _("Thông báo hủy")


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """How a kind of letter is called on paper and in its number (NĐ 30/2020/NĐ-CP, Phụ lục III), and in a file's name."""

    title: str
    abbreviation: str
    file_word: str


DOCUMENT_KINDS = {
    LetterKind.INVITATION: DocumentKind("Giấy mời", "GM", "giay-moi"),
    LetterKind.CHANGE: DocumentKind("Thông báo", "TB", "thong-bao-thay-doi"),
    LetterKind.CANCELLATION: DocumentKind("Thông báo", "TB", "thong-bao-huy"),
}


def organisations_of(activity: Activity) -> list[str]:
    """Return the names of the organisations that people are registered from, each once."""
    registered = Organisation.objects.filter(person__registrations__activity=activity, person__registrations__status="registered")
    return list(registered.order_by("folded").values_list("name", flat=True).distinct()[:MOST_RECIPIENTS])


def find_told_occasion(activity: Activity, now: Occasion) -> Occasion | None:
    """Return when and where the activity was to be as somebody was told it last, where that is not `now`."""
    stands = {"starts_on": now.starts_on, "ends_on": now.ends_on, "starts_at": now.starts_at, "place": now.place}
    notification = Notification.objects.filter(registration__activity=activity, is_cancelled=False).exclude(**stands).last()
    return notification.occasion if notification else None


def find_former_dates(activity: Activity, now: Occasion) -> Occasion | None:
    """Return when the activity was to be before its dates were changed last, as the audit trail says."""
    lines = ChangeRecord.objects.filter(activity_id=activity.pk, verb__in=("postponed", "revised"))
    line = lines.filter(models.Q(changes__has_key="starts_on") | models.Q(changes__has_key="ends_on")).order_by("pk").last()
    if line is None:
        return None
    first, last = (date.fromisoformat(line.changes[name][0]) if name in line.changes else None for name in ("starts_on", "ends_on"))
    return Occasion(first or now.starts_on, last or now.ends_on, None, now.place)


def letter_kinds_of(activity: Activity) -> list[LetterKind]:
    """Return which letters fit the activity as it stands, the one that is due first."""
    now = occasion_of(activity)
    if now.is_cancelled:
        return [LetterKind.CANCELLATION]
    if find_told_occasion(activity, now):
        return [LetterKind.CHANGE, LetterKind.INVITATION]
    return [LetterKind.INVITATION, LetterKind.CHANGE] if find_former_dates(activity, now) else [LetterKind.INVITATION]


def letter_of(activity: Activity, user: User, day: date, kind: LetterKind) -> Letter:
    """Return the letter of that kind as `user` would send it, dated `day`."""
    invitation = Invitation.objects.filter(activity=activity).first() or Invitation(activity=activity)
    now, agency, document_kind = occasion_of(activity), organiser_of(activity), DOCUMENT_KINDS[kind]
    before = find_told_occasion(activity, now) or find_former_dates(activity, now)
    document = letterhead_on(day, user, kind=document_kind.abbreviation)
    match kind:
        case LetterKind.INVITATION:
            subject = f"Dự {activity.title}"
            opening = f"{agency} trân trọng kính mời đại diện quý cơ quan, đơn vị dự {activity.title}, cụ thể như sau:"
            details = {"Nội dung": " ".join(invitation.letter_content.split()), **_say_occasion(now), "Thành phần": activity.target_group}
            closing = invitation.letter_request or USUAL_REQUEST
        case LetterKind.CHANGE:
            has_new_days = before is None or (before.starts_on, before.ends_on) != (now.starts_on, now.ends_on)
            subject = f"Về việc {'dời ngày' if has_new_days else 'thay đổi thời gian, địa điểm'} tổ chức {activity.title}"
            opening = f"{agency} thông báo: {activity.title} {describe_change(before or now, now)}, cụ thể như sau:"
            details = {**_say_occasion(now), "Thành phần": activity.target_group}
            closing = CHANGE_REQUEST
        case LetterKind.CANCELLATION:
            subject = f"Về việc không tổ chức {activity.title}"
            opening = f"{agency} thông báo không tổ chức {activity.title} như đã mời, cụ thể như sau:"
            invited = _say_occasion(find_told_occasion(activity, now) or now)
            details = {"Thời gian đã mời": invited["Thời gian"], "Địa điểm đã mời": invited["Địa điểm"], "Lý do": activity.cancel_reason}
            closing = CANCELLATION_REQUEST
    opening = opening.strip()
    return Letter(
        kind=document_kind.title,
        number_mark=document_kind.abbreviation,
        subject=subject,
        recipients=invitation.letter_recipients or organisations_of(activity),
        opening=opening[:1].upper() + opening[1:],
        details=[(word, text.rstrip(".") + ".") for word, text in details.items() if text],
        closing=closing,
        letterhead=document["letterhead"],
        signatories=document["signatories"],
        author=agency or user.full_name,
    )


def _say_occasion(occasion: Occasion) -> Mapping[str, str]:
    hour, days = say_hour(occasion), say_days(occasion)
    return {"Thời gian": f"{hour}, {days}" if hour else days, "Địa điểm": occasion.place}
