"""Administrative units through time, what became of each, what each covers, and the areas that a province counts together."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vietnamese.dates import short_date
from vietnamese.text import clean, fold


class UnitQuerySet(models.QuerySet):
    def with_names(self) -> UnitQuerySet:
        """Join what full_name and label read."""
        return self.select_related("parent__parent")

    def load_with_shared_parents(self) -> list[Unit]:
        """Load many units with their parents and former districts; what several have in common is one object, not one a row."""
        fields = ("parent", "former_district", "former_province")
        units: list[Unit] = list(self)  # type: ignore[arg-type]
        by_id = {unit.pk: unit for unit in units}
        while ids := {getattr(unit, f"{field}_id") for unit in by_id.values() for field in fields} - {None, *by_id}:
            by_id |= Unit.objects.in_bulk(ids)
        for unit in by_id.values():
            for field in fields:
                if parent_id := getattr(unit, f"{field}_id"):
                    setattr(unit, field, by_id[parent_id])
        return units

    def with_former_districts(self) -> UnitQuerySet:
        """Prefetch what former_districts reads, in one more query."""
        spanning = Succession.objects.filter(new__spans_districts=True).select_related("old__former_district__parent")
        return self.select_related("former_district__parent").prefetch_related(models.Prefetch("incoming", queryset=spanning))

    def valid_on(self, day: date) -> UnitQuerySet:
        """Units that existed on that day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))

    def covered_by(self, unit: Unit) -> UnitQuerySet:
        """The unit and what is below it, through time: the units that a report about it counts."""
        return self.filter(pk__in=Cover.objects.filter(ancestor=unit).values("unit"))

    def in_province_served(self) -> UnitQuerySet:
        """Units of settings.SERVED_PROVINCE as it is today and of the provinces that were merged into it."""
        return self.filter(pk__in=ids_in_province_served())

    def outside(self, day: date) -> UnitQuerySet:
        """Units that had ceased by that day, or did not exist yet."""
        return self.filter(Q(valid_to__lt=day) | Q(valid_from__gt=day))

    def search(self, q: str, *, others_last: bool = False) -> UnitQuerySet:
        """Units by name, 'xã Ba Tơ' or 'Ba Tơ', accents ignored, the best match first. Not by code: codes are used again.

        others_last: units of other provinces come after all of the province served, however well they match.
        """
        q = clean(q)[:200]
        if not q:
            return self
        rank = Case(
            When(name_matches(q, "lowered", ""), then=0),
            When(name_matches(q, "folded", ""), then=1),
            When(name_matches(q, "lowered", "__startswith"), then=2),
            When(name_matches(q, "folded", "__startswith"), then=3),
            default=4,
            output_field=models.SmallIntegerField(),
        )
        served = Case(When(pk__in=ids_in_province_served(), then=0), default=1, output_field=models.SmallIntegerField())
        return self.filter(name_matches(q, "folded", "__contains")).order_by(
            *((served, rank) if others_last else (rank, served)), "sort_key", "pk"
        )


def ids_in_province_served() -> models.QuerySet:
    province = Q(ancestor__code=settings.SERVED_PROVINCE, ancestor__level=Unit.Level.PROVINCE, ancestor__valid_to=None)
    return Cover.objects.filter(province).values("unit")


def name_matches(q: str, field: str, lookup: str) -> Q:
    """Return the condition that the name matches `q`, or that `q` begins with the unit's kind and the name matches the rest."""
    normalise = fold if field == "folded" else str.casefold
    text = normalise(q)
    condition = Q(**{field + lookup: text})
    for kind in Unit.KINDS:
        prefix = normalise(kind) + " "
        if text.startswith(prefix):
            condition |= Q(**{"kind": kind, field + lookup: text.removeprefix(prefix)})
    return condition


class Unit(models.Model):
    """One administrative unit during one period. Its code is not a key: 95 of the 96 communes of 2025 reuse an old one."""

    class Level(models.TextChoices):
        PROVINCE = "province", gettext_lazy("cấp tỉnh")
        DISTRICT = "district", gettext_lazy("cấp huyện")
        COMMUNE = "commune", gettext_lazy("cấp xã")

    KINDS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")

    code = models.CharField(gettext_lazy("mã"), max_length=5)
    name = models.CharField(gettext_lazy("tên"), max_length=100)
    kind = models.CharField(gettext_lazy("loại"), max_length=20)
    level = models.CharField(gettext_lazy("cấp"), max_length=8, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=gettext_lazy("thuộc"))
    valid_from = models.DateField(gettext_lazy("có từ ngày"), null=True, blank=True)
    valid_to = models.DateField(gettext_lazy("đến hết ngày"), null=True, blank=True)

    # Written by load_units, never by hand.
    path = models.CharField(max_length=100, editable=False)  # /province/district/commune/ by id
    lowered = models.CharField(max_length=100, editable=False)
    folded = models.CharField(max_length=100, editable=False)
    sort_key = models.TextField(editable=False)
    # The commune that this place is in today, of several the default one; null for provinces and for districts with communes.
    current_commune = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    # The district and province before 1/7/2025 under which the place is counted; null where there is none or no single one.
    former_district = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    former_province = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    spans_districts = models.BooleanField(default=False, editable=False)  # merged from communes of several districts

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("đơn vị hành chính")
        verbose_name_plural = gettext_lazy("đơn vị hành chính")
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["sort_key", "id"], name="unit_by_name")]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_unit_per_code_and_start"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_from=None), name="one_unit_per_code_without_a_start"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="a_unit_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(level__in=["province", "district", "commune"]), name="a_unit_is_of_a_known_level"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def kind_and_name(self) -> str:
        """Return 'xã Ba Vì'; 'quận 1' of 'Quận 1', a name that holds the kind."""
        if self.lowered.startswith(self.kind + " "):
            return self.kind + self.name[len(self.kind) :]
        return f"{self.kind} {self.name}"

    @property
    def full_name(self) -> str:
        """Return 'xã Ba Vì, huyện Ba Tơ, tỉnh Quảng Ngãi'. Load lists with_names()."""
        return f"{self.kind_and_name}, {self.parent.full_name}" if self.parent else self.kind_and_name

    @property
    def name_in_district(self) -> str:
        """Return 'xã Sơn Mùa, huyện Sơn Tây'; without a district 'xã Ba Vì'. Load lists with_names()."""
        has_district = self.parent and self.parent.level == self.Level.DISTRICT
        return f"{self.kind_and_name}, {self.parent.kind_and_name}" if has_district and self.parent else self.kind_and_name

    @property
    def label(self) -> str:
        """Return full_name, of a unit that has ceased with ' (trước 01/7/2025)'."""
        return self.full_name + _(" (trước %(day)s)") % {"day": short_date(self.ended_on)} if self.ended_on else self.full_name

    @property
    def province(self) -> Unit:
        """Return the province in which the unit lies; of a province, itself."""
        unit = self
        while unit.parent:
            unit = unit.parent
        return unit

    @property
    def ended_on(self) -> date | None:
        """Return the first day on which the unit no longer existed."""
        return self.valid_to + timedelta(days=1) if self.valid_to else None

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def district_on(self, day: date) -> Unit | None:
        """Return the district that this place was in on that day; None from July 2025, when districts ended."""
        return self.former_district if self.former_district and self.former_district.is_valid_on(day) else None

    @property
    def former_districts(self) -> list[Unit]:
        """Return all districts that this place came from, the one it is counted under first. Load lists with_former_districts()."""
        first = self.former_district
        if not first or not self.spans_districts:
            return [first] if first else []
        # Districts with communes lead here as well, but only communes, which have a current commune, tell where this place was.
        predecessors = [succession.old for succession in self.incoming.all()]
        all_districts = {old.former_district for old in predecessors if old.former_district and old.current_commune_id}
        return [first, *sorted(all_districts - {first}, key=lambda district: district.code)]

    def became(self) -> list[Succession]:
        """Return what became of this unit, the default first: each with .new, .share and .is_default."""
        return list(self.outgoing.select_related("new__parent__parent").order_by("-is_default", "new__sort_key", "pk"))

    def successors(self) -> list[Unit]:
        return [succession.new for succession in self.became()]

    def predecessors(self) -> list[Unit]:
        """Return what this unit was merged from: communes of a commune, provinces of a province."""
        incoming = self.incoming.select_related("old__parent__parent").order_by("old__sort_key", "pk")
        return [succession.old for succession in incoming if succession.old.level == self.level or succession.old.current_commune_id]

    def holders_on(self, day: date) -> list[Unit]:
        """Return the units that were in this place on that day: this one, else its successors or predecessors."""
        if self.is_valid_on(day):
            return [self]
        neighbours = self.successors() if self.valid_to and self.valid_to < day else self.predecessors()
        return list(dict.fromkeys(unit for neighbour in neighbours for unit in neighbour.holders_on(day)))

    def province_on(self, day: date) -> Unit:
        """Return the province of the same code as it was on `day`; this unit where it is none, or there was none."""
        if self.level != self.Level.PROVINCE:
            return self
        return next((unit for unit in self.holders_on(day) if unit.code == self.code), self)


class Succession(models.Model):
    """An old unit became, or was merged into, a new one."""

    class Share(models.TextChoices):
        WHOLE = "whole", gettext_lazy("toàn bộ")
        PART = "part", gettext_lazy("một phần")

    old = models.ForeignKey(Unit, models.PROTECT, related_name="outgoing")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="incoming")
    share = models.CharField(max_length=5, choices=Share.choices)
    is_default = models.BooleanField()  # where what is recorded for the old unit is counted

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="one_succession_per_old_and_new_unit"),
            models.UniqueConstraint(fields=["old"], condition=Q(is_default=True), name="one_default_successor_per_old_unit"),
            models.CheckConstraint(condition=Q(share__in=["whole", "part"]), name="a_succession_is_whole_or_part"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class Cover(models.Model):
    """A unit and each unit below it, through time, so that a query needs one semi-join. Written by load_units."""

    class Kind(models.TextChoices):
        NOW = "now", gettext_lazy("cùng thời")
        PAST = "past", gettext_lazy("tiền thân")
        FUTURE = "future", gettext_lazy("kế tục")

    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="covers")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="covered_by")
    kind = models.CharField(max_length=6, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "unit"], name="one_cover_per_ancestor_and_unit"),
            models.CheckConstraint(condition=Q(kind__in=["now", "past", "future"]), name="a_cover_is_now_past_or_future"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} ⊇ {self.unit_id} ({self.kind})"


class AreaQuerySet(models.QuerySet):
    def in_use(self) -> AreaQuerySet:
        """Areas that are not archived: those that reports offer and group by."""
        return self.filter(archived_at=None)

    def visible_to(self, user: Any, verb: str = "view") -> AreaQuerySet:
        """Areas of the provinces in which `user` (an accounts.models.User) may do `verb`."""
        return self.filter(unit__in=user.reach(verb))

    def with_units(self) -> AreaQuerySet:
        """Prefetch the units in the order of their names, with what their labels read."""
        units = Unit.objects.with_names().order_by("-level", "sort_key", "pk")
        return self.select_related("unit").prefetch_related(models.Prefetch("units", queryset=units))


class Area(models.Model):
    """A named set of units that a province counts together, such as its mountain districts. It is archived, never deleted."""

    name = models.CharField(gettext_lazy("Tên khu vực"), max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=gettext_lazy("Tỉnh"))
    units = models.ManyToManyField(Unit, through="AreaUnit", related_name="areas", verbose_name=gettext_lazy("Các đơn vị"))
    valid_from = models.DateField(gettext_lazy("Áp dụng từ ngày"), null=True, blank=True)
    valid_to = models.DateField(gettext_lazy("Áp dụng đến hết ngày"), null=True, blank=True)
    archived_at = models.DateTimeField(gettext_lazy("Lưu trữ lúc"), null=True, blank=True, editable=False)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="a_province_names_an_area_once"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="an_area_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_words(self) -> str:
        """Return the name, of an area that is no longer offered with ' (đã lưu trữ)'."""
        return self.name + _(" (đã lưu trữ)") if self.archived_at else self.name

    def holds_on(self, day: str) -> models.Exists:
        """Return the condition that the `unit` of an outer row lies in this area on the date in its column `day`."""
        return models.Exists(AreaUnit.objects.filter(area=self).covering(models.OuterRef("unit")).valid_on(models.OuterRef(day)))

    def holds_at_end_of(self, year: str) -> models.Exists:
        """Return the condition that the `unit` of an outer row lies in this area at the end of the year in its column `year`."""
        return models.Exists(AreaUnit.objects.filter(area=self).covering(models.OuterRef("unit")).valid_at_end_of(models.OuterRef(year)))


class AreaUnitQuerySet(models.QuerySet):
    def covering(self, unit: Any) -> AreaUnitQuerySet:
        """Rows of areas in which `unit` (a unit, its id or an OuterRef to one) lies, through time.

        A former commune that was split lies where it is counted: in the areas of its default successor.
        """
        successor = models.OuterRef("unit__covers__unit__current_commune")
        holds_successor = Cover.objects.filter(ancestor=models.OuterRef("unit"), unit=successor)
        return self.filter(
            Q(unit__covers__kind__in=[Cover.Kind.NOW, Cover.Kind.FUTURE])
            | Q(unit__covers__unit__current_commune=None)
            | models.Exists(holds_successor),
            unit__covers__unit=unit,
        )

    def in_use(self) -> AreaUnitQuerySet:
        """Rows of areas that are not archived."""
        return self.filter(area__archived_at=None)

    def valid_on(self, day: Any) -> AreaUnitQuerySet:
        """Rows of areas that are valid on `day`, a date or an OuterRef to one."""
        return self.filter(
            Q(area__valid_from=None) | Q(area__valid_from__lte=day),
            Q(area__valid_to=None) | Q(area__valid_to__gte=day),
        )

    def valid_at_end_of(self, year: Any) -> AreaUnitQuerySet:
        """Rows of areas that are valid on 31 December of `year`, a number or an OuterRef to one: what a plan of that year is about."""
        last_day = Q(area__valid_to__year=year, area__valid_to__month=12, area__valid_to__day=31)
        return self.filter(
            Q(area__valid_from=None) | Q(area__valid_from__year__lte=year),
            Q(area__valid_to=None) | Q(area__valid_to__year__gt=year) | last_day,
        )


class AreaUnit(models.Model):
    """A unit in an area: it, and what is below it through time."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    objects = AreaUnitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "unit"], name="a_unit_is_in_an_area_once")]

    def __str__(self) -> str:
        return f"{self.area_id} ∋ {self.unit_id}"
