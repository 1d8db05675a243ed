"""The form of training sessions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.forms import ActivityForm
from attendance.registrations.copying.forms import PeopleCopyForm
from screens.forms import Group, LinesField
from training.models import Speaker, TrainingSession
from training.speaker_lines import format_speaker, parse_speaker

MAX_NAME_LENGTH = Speaker._meta.get_field("full_name").max_length or 0
MAX_TITLE_LENGTH = Speaker._meta.get_field("title").max_length or 0


class SpeakersField(LinesField):
    """A textarea read as a list of (full name, title), one speaker a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(longest=MAX_NAME_LENGTH + MAX_TITLE_LENGTH + 3, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value([format_speaker(*speaker) for speaker in value] if isinstance(value, list) else value)

    def clean(self, value: Any) -> list[tuple[str, str]]:
        speakers = [parse_speaker(line) for line in super().clean(value)]
        for name, title in speakers:
            if not name:
                raise ValidationError(_("Dòng “%(line)s” thiếu họ tên."), code="no_name", params={"line": title[:30]})
            if len(name) > MAX_NAME_LENGTH or len(title) > MAX_TITLE_LENGTH:
                message = _("Dòng của “%(start)s…”: họ tên dài nhất %(name)d, chức vụ dài nhất %(title)d ký tự.")
                raise ValidationError(
                    message, code="too_long", params={"start": name[:30], "name": MAX_NAME_LENGTH, "title": MAX_TITLE_LENGTH}
                )
        return speakers


def initial_programme(session: TrainingSession) -> dict[str, Any]:
    """Return topics and speakers as the form shows them."""
    speakers = [(speaker.full_name, speaker.title) for speaker in session.speakers.all()]
    return {"topics": [topic.title for topic in session.topics.all()], "speakers": speakers}


class TrainingSessionForm(ActivityForm):
    GROUPS: tuple[Group, ...] = (
        (_("Nội dung"), ("title", "topics", "speakers", "target_group")),
        *ActivityForm.GROUPS[1:],
    )

    topics = LinesField(label=_("Chuyên đề"), required=False, help_text=_("Mỗi chuyên đề một dòng."))
    speakers = SpeakersField(
        label=pgettext_lazy("several", "Báo cáo viên"),
        required=False,
        help_text=_("Mỗi người một dòng: Họ tên - chức vụ. Ví dụ: Phạm Văn Mẫu - Phó Trưởng phòng Tư pháp."),
    )

    class Meta(ActivityForm.Meta):
        model = TrainingSession

    def __init__(self, *args: Any, instance: TrainingSession | None = None, **kwargs: Any) -> None:
        if instance:
            kwargs["initial"] = initial_programme(instance) | (kwargs.get("initial") or {})
        super().__init__(*args, instance=instance, **kwargs)

    def topics_and_speakers(self) -> dict[str, Any]:
        """Return the arguments of record_session and revise_session beside the session."""
        speakers = [{"full_name": name, "title": title} for name, title in self.cleaned_data["speakers"]]
        return {"topics": self.cleaned_data["topics"], "speakers": speakers}


class TrainingSessionCopyForm(PeopleCopyForm, TrainingSessionForm):
    GROUPS = (
        TrainingSessionForm.GROUPS[0],
        (_("Người dự"), ("people", "walk_ins")),
        (_("Kế hoạch"), ("organiser", *TrainingSessionForm.GROUPS[-1][1])),
    )

    class Meta(TrainingSessionForm.Meta):
        pass

    def kind_initial(self, source: TrainingSession) -> dict[str, Any]:
        return initial_programme(source)
