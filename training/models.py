"""Training sessions with their topics and announced speakers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, ActivityQuerySet


class TrainingSession(Activity):
    """Lớp tập huấn: counts as a "cuộc phổ biến pháp luật trực tiếp" (indicator 0302 of Thông tư 10/2017/TT-BTP)."""

    objects = ActivityQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-starts_on", "-pk"]

    def __init__(self, *args, **kwargs) -> None:
        if not args:  # not loaded from a row
            kwargs.setdefault("kind", Activity.Kind.TRAINING_SESSION)
        super().__init__(*args, **kwargs)


class Topic(models.Model):
    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="topics")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("Chuyên đề"), max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["session", "position"], name="a_session_has_one_topic_per_position")]

    def __str__(self) -> str:
        return self.title


class Speaker(models.Model):
    """Báo cáo viên as announced; a speaker whose attendance is taken is registered as well, in the role of speaker."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="speakers")
    position = models.PositiveSmallIntegerField()
    full_name = models.CharField(_("Họ và tên"), max_length=100)
    title = models.CharField(_("Chức vụ, đơn vị"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["session", "position"], name="a_session_has_one_speaker_per_position")]

    def __str__(self) -> str:
        return self.full_name
