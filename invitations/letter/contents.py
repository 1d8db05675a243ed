"""What the letter of an activity says: from the activity, its invitation and the agency's letterhead."""

from datetime import date

from accounts.models import User
from activities.models import Activity
from exports.letterhead import letterhead_on
from invitations.letter.document import Letter
from invitations.messages.recipients import occasion_of, organiser_of
from invitations.messages.texts import say_days, say_hour
from invitations.models import Invitation
from people.models import Organisation

MOST_RECIPIENTS = 60  # on one letter
USUAL_REQUEST = "Đề nghị quý cơ quan, đơn vị cử người tham dự đúng thành phần, thời gian và địa điểm nêu trên."


def organisations_of(activity: Activity) -> list[str]:
    """Return the names of the organisations that people are registered from, each once."""
    registered = Organisation.objects.filter(person__registrations__activity=activity, person__registrations__status="registered")
    return list(registered.order_by("folded").values_list("name", flat=True).distinct()[:MOST_RECIPIENTS])


def letter_of(activity: Activity, user: User, day: date) -> Letter:
    """Return the letter as `user` would send it, dated `day`."""
    invitation = Invitation.objects.filter(activity=activity).first() or Invitation(activity=activity)
    occasion, agency = occasion_of(activity), organiser_of(activity)
    document = letterhead_on(day, user, kind="GM")
    hour = say_hour(occasion)
    details = [
        ("Nội dung", " ".join(invitation.letter_content.split())),
        ("Thời gian", f"{hour}, {say_days(occasion)}" if hour else say_days(occasion)),
        ("Địa điểm", occasion.place),
        ("Thành phần", activity.target_group),
    ]
    return Letter(
        subject=f"Dự {activity.title}",
        recipients=invitation.letter_recipients or organisations_of(activity),
        opening=f"{agency} trân trọng kính mời đại diện quý cơ quan, đơn vị dự {activity.title}, cụ thể như sau:".strip(),
        details=[(word, text.rstrip(".") + ".") for word, text in details if text],
        closing=invitation.letter_request or USUAL_REQUEST,
        letterhead=document["letterhead"],
        signatories=document["signatories"],
        author=agency or user.full_name,
    )
