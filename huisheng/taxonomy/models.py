"""Fields and constraints of the taxonomy. ``load.py`` and ``actions/`` fill them; nobody edits a row by hand.

Units belong to the directory, a room beside this one: a unit and a platform are named here by their codes.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huisheng.taxonomy.changes import Done, Matter


def _lasts(name: str) -> models.CheckConstraint:
    """A validity ends after it begins: ``valid_to`` is the first day on which it no longer holds."""
    return models.CheckConstraint(name=name, condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")))


class CategoryVersion(models.Model):
    """One edition of the category tree. ``scope`` says for whom: "" for all, "湖南/湘潭" for one city.

    An order keeps the version it was classified by, so that an old month is counted by its own tree.
    """

    code = models.SlugField(max_length=50, unique=True)
    title = models.CharField(max_length=100)
    scope = models.CharField(max_length=100, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("valid_from", "code")
        constraints = (
            models.UniqueConstraint(name="category_version_begins_once", fields=["scope", "valid_from"]),
            _lasts("category_version_lasts"),
        )

    def __str__(self) -> str:
        return self.title


class Category(models.Model):
    """A category of matters: 环境保护 > 噪声污染 > 建筑施工噪声. ``path`` is the line of codes, "/01/0102/010201/"."""

    version = models.ForeignKey(CategoryVersion, models.CASCADE, related_name="categories")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=50)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField()
    initials = models.CharField(max_length=50)
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ("version", "order")
        constraints = (
            models.UniqueConstraint(name="category_code_once_a_version", fields=["version", "code"]),
            models.CheckConstraint(name="category_level_1_to_3", condition=Q(level__gte=1, level__lte=3)),
            models.CheckConstraint(
                name="category_top_has_no_parent",
                condition=Q(level=1, parent__isnull=True) | Q(level__gt=1, parent__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Region(models.Model):
    """A place that matters are counted by (区划): county, town, street. ``path`` is the line of codes."""

    platform = models.SlugField(max_length=50)
    code = models.SlugField(max_length=50)
    name = models.CharField(max_length=50)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=300)
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ("platform", "order")
        constraints = (
            models.UniqueConstraint(name="region_code_once_a_platform", fields=["platform", "code"]),
            models.CheckConstraint(
                name="region_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
        )

    def __str__(self) -> str:
        return self.name


class DutyRule(models.Model):
    """One line of the duty catalogue (派单目录): whose duty matters of a category in a region are.

    ``category`` is the head of a category code ("01" covers "0102"); ``region`` is a region's code, "" for all.
    ``clause`` names the text the duty rests on. The most special line that holds on a day wins (``reads.duties``).
    """

    platform = models.SlugField(max_length=50)
    version = models.ForeignKey(CategoryVersion, models.PROTECT, related_name="duty_rules")
    category = models.CharField(max_length=20)
    region = models.SlugField(max_length=50, blank=True, default="")
    unit_code = models.SlugField(max_length=50)
    co_unit_codes = ArrayField(models.SlugField(max_length=50), default=list, blank=True)
    clause = models.CharField(max_length=200, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("platform", "category", "region", "valid_from")
        constraints = (
            models.UniqueConstraint(
                name="duty_rule_begins_once", fields=["platform", "version", "category", "region", "valid_from"]
            ),
            models.CheckConstraint(name="duty_rule_says_what", condition=~Q(category="") & ~Q(unit_code="")),
            _lasts("duty_rule_lasts"),
        )

    def __str__(self) -> str:
        return f"{self.category} {self.region} {self.unit_code}"


class Outline(models.Model):
    """The outlines of a platform's regions, for maps (``outlines.py``). ``shapes``: code -> rings of x, y, x, y …

    ``approval``: 审图号, under which the map was examined; a ``schematic`` one shows no real borders.
    """

    platform = models.SlugField(max_length=50, unique=True)
    shapes = models.JSONField()
    approval = models.CharField(max_length=50, blank=True, default="")
    schematic = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.platform


class CatalogueChange(models.Model):
    """One change of categories or duties: whose, on which platform, from what to what, why, when. Insert-only.

    ``key`` names the thing (a code); ``details``: field in words -> [before, after].
    """

    platform = models.SlugField(max_length=50)
    seat = models.SlugField(max_length=50)
    label = models.CharField(max_length=50)
    matter = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Matter])
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=100, blank=True, default="")
    done = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Done])
    details = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(name="catalogue_change_of", fields=["platform", "-id"]),)
        constraints = (
            models.CheckConstraint(
                name="catalogue_change_known",
                condition=Q(matter__in=[one.value for one in Matter], done__in=[one.value for one in Done]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.matter} {self.key} {self.done}"
