from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.forms import ActivityForm, Group, LinesField
from training.models import Speaker, TrainingSession
from training.speaker_lines import parse, written

LONGEST_NAME = Speaker._meta.get_field("full_name").max_length or 0
LONGEST_TITLE = Speaker._meta.get_field("title").max_length or 0


class SpeakersField(LinesField):
    """Gives and takes a list of (full name, title)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(longest=LONGEST_NAME + LONGEST_TITLE + 3, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value([written(*one) for one in value] if isinstance(value, list) else value)

    def clean(self, value: Any) -> list[tuple[str, str]]:
        speakers = [parse(line) for line in super().clean(value)]
        for name, title in speakers:
            if not name:
                raise ValidationError(_("Dòng “%(line)s” thiếu họ tên."), code="no_name", params={"line": title[:30]})
            if len(name) > LONGEST_NAME or len(title) > LONGEST_TITLE:
                message = _("Dòng của “%(start)s…”: họ tên dài nhất %(name)d, chức vụ dài nhất %(title)d ký tự.")
                raise ValidationError(message, code="too_long", params={"start": name[:30], "name": LONGEST_NAME, "title": LONGEST_TITLE})
        return speakers


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
            speakers = [(speaker.full_name, speaker.title) for speaker in instance.speakers.all()]
            kwargs["initial"] = {"topics": [topic.title for topic in instance.topics.all()], "speakers": speakers}
        super().__init__(*args, instance=instance, **kwargs)

    def topics_and_speakers(self) -> dict[str, Any]:
        """What record_session and revise_session take beside the session."""
        speakers = [{"full_name": name, "title": title} for name, title in self.cleaned_data["speakers"]]
        return {"topics": self.cleaned_data["topics"], "speakers": speakers}
