"""What is published, put up and sent out beside training sessions and contests, by channel; and the files attached to it."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from activities.models import Document, StoredFile
from places.models import Cover, Unit
from vietnamese.text import fold, split_query

MAX_TITLE_IN_FILE_NAME = 60  # characters
# What a channel may ask for beside title, place, days and quantity, in the order of the form.
OPTIONAL_FIELDS = ("copies", "minority_language_copies", "languages", "partner", "document", "link")
SUMMED = ("quantity", "copies", "minority_language_copies")


class ChannelQuerySet(models.QuerySet):
    def active(self) -> Self:
        """Channels in which something new can be recorded."""
        return self.filter(is_active=True)


class Channel(models.Model):
    """A way in which the law is made known, what is counted in it, and where the yearly report speaks of it.

    `fields`: those of OPTIONAL_FIELDS that the form of an item asks for.
    """

    class Section(models.TextChoices):
        WEBSITE = "website", _("Trang thông tin điện tử")
        PUBLICATIONS = "publications", _("Tài liệu, ấn phẩm, hội nghị, cuộc thi")
        PRESS = "press", _("Báo chí, phát thanh, truyền hình")
        VISUAL = "visual", _("Trực quan, lưu động, mạng xã hội")

    key = models.SlugField(_("Mã"), max_length=40, unique=True)
    name = models.CharField(_("Tên"), max_length=100, unique=True)
    measure = models.CharField(_("Đơn vị đếm"), max_length=30)
    section = models.CharField(_("Mục của báo cáo năm"), max_length=20, choices=Section.choices)
    fields = models.JSONField(_("Phần cần ghi thêm"), default=list, blank=True)
    order = models.PositiveSmallIntegerField(_("Thứ tự"), default=0)
    is_active = models.BooleanField(_("Đang dùng"), default=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(section__in=["website", "publications", "press", "visual"]), name="a_channel_stands_in_a_known_section"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OutreachItemQuerySet(ScopedQuerySet):
    def in_unit(self, unit: "Unit | int") -> Self:
        """Items in `unit` and below, through time: in the units that became it and in those that it became."""
        return self.filter(unit__in=Cover.objects.filter(ancestor=unit).values("unit"))

    def between(self, first: date | None, last: date | None) -> Self:
        """Items that begin on a day from `first` to `last` (None: open), so that each counts in one period only."""
        queryset = self
        if first:
            queryset = queryset.filter(starts_on__gte=first)
        if last:
            queryset = queryset.filter(starts_on__lte=last)
        return queryset

    def begun(self, today: date) -> Self:
        """Items that have begun by `today`: only they are counted."""
        return self.filter(starts_on__lte=today)

    def lasting_between(self, first: date, last: date) -> Self:
        """Items that last on some day from `first` to `last`, as a calendar shows them."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def matching(self, q: str) -> Self:
        """Items whose title and partner hold every word of `q`, accents ignored; of very many words, the first."""
        queryset = self
        for word in split_query(fold(q)):
            queryset = queryset.filter(folded__contains=word)
        return queryset

    def twins_of(self, item: "OutreachItem") -> Self:
        """Other items of this channel, title and place that begin on the same day."""
        named_alike = self.filter(channel=item.channel_id, unit=item.unit_id, starts_on=item.starts_on, folded_title=fold(item.title))
        return named_alike.exclude(pk=item.pk)

    def with_names(self) -> Self:
        """Join what lists and pages read: the channel, and what `Unit.label` reads."""
        return self.select_related("channel", "unit__parent__parent")

    def totals_by(self, **groups: Any) -> list[dict[str, Any]]:
        """Return for each value of the expressions `groups` these and {items, quantity, copies, minority_language_copies}.

        A sum of nothing is None. Quantities of channels with different measures are no sum of anything: group by the measure, too.
        """
        sums = {f"sum_of_{name}": Sum(name) for name in SUMMED}
        rows = self.order_by().values(**groups).annotate(items=Count("pk"), **sums)
        return [{**{name: row[name] for name in (*groups, "items")}, **{name: row[f"sum_of_{name}"] for name in SUMMED}} for row in rows]

    def totals_by_channel(self) -> dict[str, dict[str, int]]:
        """Return key of the channel → {items, quantity, copies, minority_language_copies}, for the channels that have items."""
        rows = self.totals_by(key=F("channel__key"))
        return {row["key"]: {name: row[name] or 0 for name in ("items", *SUMMED)} for row in rows}


class OutreachItem(models.Model):
    """One thing done in a channel: an article, a run of broadcasts, banners at a place. It counts in the period in which it begins."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="items", verbose_name=_("Hình thức"))
    title = models.CharField(_("Nội dung"), max_length=300)
    folded = models.CharField(max_length=1000, editable=False)  # title and partner, for searching
    folded_title = models.CharField(max_length=600, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="outreach_items", verbose_name=_("Địa bàn"))
    starts_on = models.DateField(_("Từ ngày"), db_index=True)
    ends_on = models.DateField(_("Đến ngày"))
    quantity = models.PositiveIntegerField(_("Số lượng"), default=1)
    copies = models.PositiveIntegerField(_("Số bản phát hành"), null=True, blank=True)
    minority_language_copies = models.PositiveIntegerField(_("Trong đó bằng tiếng dân tộc thiểu số"), null=True, blank=True)
    languages = models.CharField(_("Ngôn ngữ"), max_length=200, blank=True, default="")
    partner = models.CharField(_("Đơn vị phối hợp, thực hiện"), max_length=200, blank=True, default="")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="outreach_items", verbose_name=_("Văn bản căn cứ")
    )
    link = models.CharField(_("Đường dẫn"), max_length=500, blank=True, default="")
    programme_line = models.CharField(_("Nguồn kinh phí, dự án"), max_length=200, blank=True, default="")
    note = models.CharField(_("Ghi chú"), max_length=500, blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OutreachItemQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="an_outreach_item_ends_no_earlier_than_it_starts"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="an_outreach_item_counts_at_least_one"),
            models.CheckConstraint(
                condition=Q(minority_language_copies__isnull=True) | Q(copies__gte=F("minority_language_copies")),
                name="copies_in_minority_languages_are_among_all_copies",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("outreach-item", args=[self.pk])

    def update_folded(self) -> None:
        """Compute the texts that search and comparison read; call it after changing title or partner."""
        self.folded_title = fold(self.title)[:600]
        self.folded = fold(f"{self.title} {self.partner}")[:1000]


class AttachmentQuerySet(ScopedQuerySet):
    unit_path = "item__unit"


class Attachment(models.Model):
    """A file beside an item: pictures of a banner, the scan of a contract. Served only to who may see the item."""

    item = models.ForeignKey(OutreachItem, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("Mục tuyên truyền"))
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("Tệp đính kèm"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)

    @property
    def is_picture(self) -> bool:
        return self.file.format in (StoredFile.Format.JPG, StoredFile.Format.PNG)
