from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, ActivityQuerySet


class TrainingSession(Activity):
    """Lớp tập huấn. Counts under "cuộc phổ biến pháp luật trực tiếp" (chỉ tiêu 0302, TT 10/2017/TT-BTP)."""

    objects = ActivityQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-starts_on", "-pk"]

    def __init__(self, *args, **kwargs) -> None:
        if not args:  # a new one, not a row
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
    """Báo cáo viên as announced; one who also signs in is registered in the role of speaker."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="speakers")
    position = models.PositiveSmallIntegerField()
    full_name = models.CharField(_("Họ và tên"), max_length=100)
    title = models.CharField(_("Chức vụ, đơn vị"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["session", "position"], name="a_session_has_one_speaker_per_position")]

    def __str__(self) -> str:
        return self.full_name
