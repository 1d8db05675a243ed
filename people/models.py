from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from people.disclosures import people_read
from people.name_search import name_matches
from places.models import Unit
from vietnamese.text import fold, name_sort_key

NOT_MINORITY = ("01", "55", "99")  # codes of Kinh, foreigners and unknown: NĐ 05/2011 Điều 4


class EthnicGroup(models.Model):
    """One of the 54 official groups, or 55 (foreigner) and 99 (unknown). `code` is QĐ 121-TCTK/PPCĐ (1979); a bare number is never read."""

    code = models.CharField(max_length=2, unique=True)
    code_2008 = models.CharField(max_length=2)  # QĐ 1019/QĐ-TCTK (2008): 37 of 54 differ from `code`
    name = models.CharField(max_length=40, unique=True)
    # Official "other names" hold words that are felt as insults today: for matching only, never shown.
    aliases = models.JSONField(default=list)
    is_local = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_local", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_minority(self) -> bool:
        """Everyone but Kinh; foreigners and unknown are not."""
        return self.code not in NOT_MINORITY


class Organisation(models.Model):
    class Kind(models.TextChoices):
        SCHOOL = "school", _("Trường học")
        AGENCY = "agency", _("Cơ quan")
        COMMUNE_OFFICE = "commune_office", _("UBND xã, phường")
        UNION = "union", _("Mặt trận, đoàn thể")
        OTHER = "other", _("Khác")

    name = models.CharField(_("Tên"), max_length=200)
    kind = models.CharField(_("Loại"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("Địa bàn"))
    folded = models.CharField(max_length=200, editable=False, db_index=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["folded"]
        constraints = [
            models.UniqueConstraint(fields=["folded", "unit"], name="an_organisation_is_named_once_per_unit"),
        ]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(ScopedQuerySet):
    def named_like(self, q: str) -> "PersonQuerySet":
        return self.filter(name_matches(q))

    def identified(self) -> "PersonQuerySet":
        """Without those whose identity was erased: they are found, offered and merged no more, only counted."""
        return self.filter(anonymised_at__isnull=True)

    def in_name_order(self) -> "PersonQuerySet":
        return self.order_by("sort_key", "birth_year", "pk")


class Person(models.Model):
    class Gender(models.TextChoices):
        MALE = "M", _("Nam")
        FEMALE = "F", _("Nữ")

    full_name = models.CharField(_("Họ và tên"), max_length=100)
    folded = models.CharField(max_length=200, editable=False, db_index=True)  # folding may lengthen: ß
    sort_key = models.TextField(editable=False, db_index=True)
    gender = models.CharField(_("Giới tính"), max_length=1, choices=Gender.choices, null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("Năm sinh"), null=True, blank=True)
    birth_date = models.DateField(_("Ngày sinh"), null=True, blank=True)  # known or absent, never invented from the year
    ethnic_group = models.ForeignKey(EthnicGroup, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Dân tộc"))
    ethnicity_note = models.CharField(max_length=60, blank=True, default="")  # what was written, e.g. "Ca Dong" counted as Xơ Đăng
    phone = models.CharField(_("Điện thoại"), max_length=15, null=True, blank=True, db_index=True)  # shared in families, never unique
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="people", verbose_name=_("Nơi cư trú"))
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("Đơn vị công tác"))
    position = models.CharField(_("Chức vụ"), max_length=120, blank=True, default="")
    national_id_digest = models.CharField(max_length=80, null=True, blank=True, db_index=True)
    national_id_last4 = models.CharField(max_length=4, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    # Since then nobody: privacy.data_subject.erasure took the identity away and left what tallies count.
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1900, 2100)),
                name="a_birth_year_lies_between_1900_and_2100",
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True) | Q(birth_date__year=models.F("birth_year")),
                name="a_birth_date_falls_in_the_birth_year",
            ),
            models.CheckConstraint(condition=Q(gender__isnull=True) | Q(gender__in=["M", "F"]), name="a_gender_is_m_or_f_or_unknown"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Return the row as an instance, and report it: whoever is read for a page stands in the log of disclosures."""
        person = super().from_db(*args, **kwargs)
        people_read.report_person(person)
        return person

    def rename(self, full_name: str) -> None:
        """Set the name with the two forms that searching and sorting need; the only place that sets any of them."""
        self.full_name, self.folded, self.sort_key = full_name, fold(full_name)[:200], name_sort_key(full_name)


class NotTheSameQuerySet(models.QuerySet):
    def about(self, person: Person) -> "NotTheSameQuerySet":
        return self.filter(Q(first=person) | Q(second=person)).select_related("first__unit__parent__parent", "second__unit__parent__parent")

    def among(self, ids: Iterable[int]) -> "NotTheSameQuerySet":
        """Narrow to the decisions about two of these people."""
        ids = list(ids)
        return self.filter(first__in=ids, second__in=ids)

    def pairs(self) -> set[tuple[int, int]]:
        return set(self.values_list("first", "second"))


class NotTheSame(models.Model):
    """Somebody looked at two records that are alike and said that they are two people: they are not offered again."""

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()

    objects = NotTheSameQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_people_are_told_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="the_smaller_id_of_a_pair_comes_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"

    def other_than(self, person: Person) -> Person:
        return self.second if self.first_id == person.pk else self.first


class Disclosure(models.Model):
    """Who was shown or took whose data, what of it and of how many people. Append-only; written by `people.disclosures.log`."""

    class Way(models.TextChoices):
        VIEW = "view", _("Xem trên màn hình")
        PRINT = "print", _("Bản in")
        XLSX = "xlsx", _("Tải Excel")
        CSV = "csv", _("Tải CSV")
        JSON = "json", _("Qua chương trình khác")
        OTHER = "other", pgettext_lazy("way", "Tải tệp khác")

    what = models.CharField(max_length=40)  # a closed word; people.disclosures.lists.LoggedList has its title
    way = models.CharField(max_length=5, choices=Way.choices)
    about = models.CharField(max_length=300, blank=True, default="")  # the activity, or the filters, in words
    filters = models.JSONField(default=list)  # [[label, value], …]
    unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, related_name="+")  # whose administrators read this line
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="disclosures")  # when it is about one
    # Of a list of all people of an activity: its number. The activity is of a room above this one, and may go without its lines.
    activity_id = models.BigIntegerField(null=True, db_index=True)
    people = models.PositiveIntegerField(null=True)  # rows that left; None: the taking broke off
    sensitive = models.JSONField(default=list)  # names of the sensitive fields among what was shown
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_index=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.what}.{self.way} {self.at:%d/%m/%Y %H:%M}"


class DisclosedPerson(models.Model):
    """A person who stood on the list or in the file that a line of the log is about, where neither `person` nor `activity_id` says so.

    Two rows may be the same after a merge of two people who stood on one list.
    """

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="disclosed_people")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.person} · {self.disclosure}"


class Notice(models.Model):
    """What is told to whoever gives personal data, in one version of its wording. Once published it is never changed: registrations
    name the version that stood where the data was given. `{agency}` in the texts is the agency's name of the day."""

    version = models.PositiveSmallIntegerField(_("Bản số"), unique=True)
    valid_from = models.DateField(_("Áp dụng từ ngày"))
    summary = models.CharField(_("Tóm tắt"), max_length=400)  # read aloud at a desk; all there is room for on a phone in the hall
    text = models.TextField(_("Toàn văn"))  # paragraphs, with an empty line between them
    summary_en = models.CharField(_("Tóm tắt, tiếng Anh"), max_length=400, blank=True, default="")
    text_en = models.TextField(_("Toàn văn, tiếng Anh"), blank=True, default="")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return str(_("Thông báo số %(version)s") % {"version": self.version})

    @property
    def brief(self) -> str:
        """The summary, in the reader's language where there is one, with the agency's name of today."""
        return _named(self.summary_en if _reads_english() and self.summary_en else self.summary)

    @property
    def paragraphs(self) -> list[str]:
        text = _named(self.text_en if _reads_english() and self.text_en else self.text)
        return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _reads_english() -> bool:
    return (get_language() or "vi").startswith("en")


def _named(text: str) -> str:
    if "{agency}" not in text:
        return text
    period = AgencyPeriod.valid_on(localdate())
    return text.replace("{agency}", period.name if period else gettext("cơ quan tổ chức"))


class AgencyPeriod(models.Model):
    """How the agency was called from a day on, until the next row's day."""

    valid_from = models.DateField(_("Áp dụng từ ngày"), unique=True)
    name = models.CharField(_("Tên cơ quan"), max_length=200)
    parent_name = models.CharField(_("Cơ quan chủ quản"), max_length=200)
    abbreviation = models.CharField(_("Viết tắt trong ký hiệu văn bản"), max_length=20)
    place = models.CharField(_("Địa danh"), max_length=60)
    signatory_authority = models.CharField(
        _("Thẩm quyền ký (TM., KT., TL., để trống nếu ký trực tiếp)"), max_length=100, blank=True, default=""
    )
    signatory_title = models.CharField(_("Chức vụ người ký"), max_length=100)
    signatory_name = models.CharField(_("Họ tên người ký"), max_length=100, blank=True, default="")
    preparer_name = models.CharField(_("Người lập biểu"), max_length=100, blank=True, default="")

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from:%d/%m/%Y})"

    @classmethod
    def valid_on(cls, day: date) -> "AgencyPeriod | None":
        """Return the period that was valid on `day`; before the first known one, the first."""
        return cls.objects.filter(valid_from__lte=day).order_by("-valid_from").first() or cls.objects.order_by("valid_from").first()
