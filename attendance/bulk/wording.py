"""What is said of an action on many people: before it, after it, and of whom it could not be done to."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attendance.bulk.refusals import REASONS
from attendance.models import BulkChange, Registration
from people.disclosures.people_read import not_shown

MOST_NAMES = 20  # of those refused, in one message
Action = BulkChange.Action


def consequences_of(action: str, count: int, *, attended: int) -> list[str]:
    """Return the sentences of the page that asks. `count`: to how many it can be done; `attended`: who of them came to a sitting."""
    sentences = [ngettext("Thực hiện với %(count)d người.", "Thực hiện với %(count)d người.", count) % {"count": count}]
    if action in (Action.WITHDRAW, Action.MOVE):
        sentences.append(_("Thẻ của họ ở hoạt động này không còn dùng để điểm danh được; đăng ký lại thì thẻ vẫn như cũ."))
    if action in (Action.WITHDRAW, Action.MOVE) and attended:
        message = ngettext(
            "%(count)d người đã điểm danh: những buổi đó vẫn được giữ và vẫn tính vào báo cáo.",
            "%(count)d người đã điểm danh: những buổi đó vẫn được giữ và vẫn tính vào báo cáo.",
            attended,
        )
        sentences.append(message % {"count": attended})
    if action in (Action.COPY, Action.MOVE):
        sentences.append(_("Ở hoạt động kia mỗi người có thẻ mới; đối tượng giữ nguyên, vai trò giữ nguyên nếu cùng loại hoạt động."))
    sentences.append(_("Người nào không làm được thì giữ nguyên và được nêu tên; những người khác vẫn được làm."))
    sentences.append(_("Hoàn tác được trong 5 phút."))
    return sentences


def done_sentence(change: BulkChange) -> str:
    """Return what was done, for the notice that offers to undo it."""
    sentences = {
        Action.WITHDRAW: ngettext("Đã rút đăng ký %(count)d người.", "Đã rút đăng ký %(count)d người.", change.count),
        Action.CHANGE_ROLE: ngettext(
            "Đã đổi vai trò, đối tượng của %(count)d người.", "Đã đổi vai trò, đối tượng của %(count)d người.", change.count
        ),
        Action.COPY: ngettext(
            "Đã đăng ký thêm %(count)d người vào “%(target)s”.", "Đã đăng ký thêm %(count)d người vào “%(target)s”.", change.count
        ),
        Action.MOVE: ngettext("Đã chuyển %(count)d người sang “%(target)s”.", "Đã chuyển %(count)d người sang “%(target)s”.", change.count),
        Action.TICK: ngettext("Đã ghi có mặt %(count)d người.", "Đã ghi có mặt %(count)d người.", change.count),
        Action.EXCUSE: ngettext("Đã ghi vắng có phép %(count)d người.", "Đã ghi vắng có phép %(count)d người.", change.count),
    }
    return sentences[Action(change.action)] % {"count": change.count, "target": change.target.title if change.target else ""}


@not_shown()
def name_refused(refused: Mapping[int, str]) -> list[str]:
    """Return a sentence for each person that the action left out, and one for all beyond the first twenty.

    The list to which the browser goes on is noted in the log of readers.
    """
    names = dict(Registration.objects.filter(pk__in=refused).order_by("person__sort_key").values_list("pk", "person__full_name"))
    names |= dict.fromkeys(refused.keys() - names.keys(), _("Người không có trong danh sách"))
    sentences = [f"{name}: {REASONS[refused[pk]]}" for pk, name in names.items()]
    if (more := len(sentences) - MOST_NAMES) > 0:
        sentences[MOST_NAMES:] = [_("và %(count)d người khác") % {"count": more}]
    return sentences


def describe_refused(refused: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return those left out as the API names them: by id, without names."""
    return [{"id": pk, "code": code, "message": str(REASONS[code])} for pk, code in sorted(refused.items())]
