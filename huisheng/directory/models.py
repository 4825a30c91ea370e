"""Fields and constraints of the directory. What changes them are ``load.py`` and ``actions/``."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huisheng.directory.deeds import Deed, Ending
from huisheng.directory.roles import Role, UnitKind


def _lasts(name: str) -> models.CheckConstraint:
    """A validity ends after it begins: ``valid_to`` is the first day on which it no longer holds."""
    return models.CheckConstraint(name=name, condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")))


class Unit(models.Model):
    """A unit that handles matters (承办单位); with units below it and its own centre it is a platform (二级平台).

    ``path`` is the line of ids from the root, "/1/5/12/", its own id last. ``platform`` is the nearest platform at
    or above (a platform's own is itself). ``prefix`` begins the numbers of a platform's orders; ``scope`` is its
    place in the rulebook. ``rehearsal`` marks a demo world, which never mixes with a real one. ``successor`` takes
    over what the unit had when it ends.
    """

    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=100)
    short = models.CharField(max_length=50)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in UnitKind])
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    platform = models.ForeignKey("self", models.PROTECT, related_name="members")
    path = models.CharField(max_length=200, db_index=True)
    is_platform = models.BooleanField(default=False)
    prefix = models.CharField(max_length=10, blank=True, default="")
    scope = models.CharField(max_length=100, blank=True, default="")
    order = models.PositiveIntegerField(default=0)
    contact_point = models.BooleanField(default=False)
    rehearsal = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.CheckConstraint(
                name="unit_platform_has_prefix_and_scope",
                condition=Q(is_platform=False, prefix="", scope="")
                | (Q(is_platform=True) & ~Q(prefix="") & ~Q(scope="")),
            ),
            models.CheckConstraint(
                name="unit_platform_is_its_own",
                condition=Q(is_platform=True, platform=F("id")) | (Q(is_platform=False) & ~Q(platform=F("id"))),
            ),
            models.CheckConstraint(name="unit_path_closed", condition=Q(path__startswith="/", path__endswith="/")),
            models.CheckConstraint(name="unit_kind_known", condition=Q(kind__in=[kind.value for kind in UnitKind])),
            models.CheckConstraint(
                name="unit_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
            models.UniqueConstraint(name="unit_prefix_once", fields=["prefix"], condition=Q(is_platform=True)),
            _lasts("unit_lasts"),
        )

    def __str__(self) -> str:
        return self.name


class ShortName(models.Model):
    """Another name of a unit: circulars use several, and old names live on in old documents."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="short_names")
    name = models.CharField(max_length=100, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(name="short_name_once_a_unit", fields=["unit", "name"]),)

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A place of work with one role in one unit. The name on it is a seat's, never a person's."""

    code = models.SlugField(max_length=50, unique=True)
    label = models.CharField(max_length=50)
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in Role])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seats")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="seat")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    may_see_confidential = models.BooleanField(default=False)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(name="seat_role_known", condition=Q(role__in=[role.value for role in Role])),
            models.UniqueConstraint(
                name="seat_system_once_a_platform", fields=["unit"], condition=Q(role=Role.SYSTEM.value)
            ),
            _lasts("seat_lasts"),
        )

    def __str__(self) -> str:
        return self.label


class Roster(models.Model):
    """Who is on duty (值班表). ``ends`` at or before ``begins`` means: on the next day."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="rosters")
    day = models.DateField(db_index=True)
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ("day", "begins")
        constraints = (models.UniqueConstraint(name="roster_once", fields=["seat", "day", "begins"]),)

    def __str__(self) -> str:
        return f"{self.seat_id} {self.day}"


class AccessKey(models.Model):
    """A key of the API. Only the SHA-256 of the token is kept; the token is shown once, when it is made.

    ``used_at`` is true to an hour.
    """

    digest = models.BinaryField(max_length=32, unique=True)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="access_keys")
    label = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="access_key_revoked_after",
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("created_at")),
            ),
        )

    def __str__(self) -> str:
        return self.label


class Look(models.Model):
    """One look at personal data: who, at what ("workorder:123"), at which fields, for what purpose, when.

    Insert-only: a trigger refuses UPDATE and DELETE (PIPL: every look is logged with a purpose).
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="looks")
    subject = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200)
    fields = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(name="look_of_subject", fields=["subject", "at"]),
            models.Index(name="look_by_seat", fields=["seat", "at"]),
        )
        constraints = (models.CheckConstraint(name="look_says_why", condition=~Q(purpose="") & ~Q(subject="")),)

    def __str__(self) -> str:
        return f"{self.subject} {self.at}"


class Account(models.Model):
    """What the house keeps of an account beside Django's own fields. No row: nothing special.

    ``must_change``: the password was given by somebody else. ``key_sealed``: the key of the second factor, sealed with
    ``account:<user>``; it counts once ``confirmed_at`` is set. ``last_step``: the last time step whose code was taken,
    so that none is taken twice. ``wrong`` codes in a row lead to ``barred_until``.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="account")
    must_change = models.BooleanField(default=False)
    key_sealed = models.BinaryField(default=b"")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)
    wrong = models.PositiveSmallIntegerField(default=0)
    barred_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="account_confirmed_has_key", condition=Q(confirmed_at__isnull=True) | ~Q(key_sealed=b"")
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class RecoveryCode(models.Model):
    """A one-time code for a lost telephone. Only a keyed digest is kept; it is shown once, when it is made."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="codes")
    digest = models.BinaryField(max_length=16)
    spent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(name="recovery_code_once", fields=["account", "digest"]),)

    def __str__(self) -> str:
        return str(self.pk)


class Login(models.Model):
    """One stay at the desk: from the password to its end. Django's session holds its number.

    ``seen_at`` is true to a minute. ``verified_at``: the second factor was shown. ``device`` is a word like
    "Windows · Edge", never the whole of what a browser says of itself.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="logins")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="logins")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=20, blank=True, default="", choices=[(one.value, one.label) for one in Ending])
    address = models.GenericIPAddressField(null=True, blank=True)
    device = models.CharField(max_length=60)

    class Meta:
        ordering = ("-begun_at", "-id")
        indexes = (models.Index(name="login_of_account", fields=["user", "-begun_at"]),)
        constraints = (
            models.CheckConstraint(
                name="login_end_says_why",
                condition=Q(ended_at__isnull=True, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.begun_at}"


class Tenure(models.Model):
    """Who held a seat before: written when it is handed over. ``began_at`` None: from the seat's first day."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="tenures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tenures")
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ("-ended_at", "-id")
        constraints = (
            models.CheckConstraint(
                name="tenure_lasts", condition=Q(began_at__isnull=True) | Q(ended_at__gte=F("began_at"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.seat_id} {self.ended_at}"


class AccountDeed(models.Model):
    """One thing done to an account: by which seat, about which seat and account, why, from where, when.

    Insert-only, as looks are. ``account`` is the name to sign in with at that time.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="deeds")
    about = models.ForeignKey(Seat, models.PROTECT, related_name="deeds_about")
    account = models.CharField(max_length=150)
    deed = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Deed])
    reason = models.CharField(max_length=200, blank=True, default="")
    address = models.GenericIPAddressField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(name="deed_about_seat", fields=["about", "at"]),)
        constraints = (models.CheckConstraint(name="deed_known", condition=Q(deed__in=[one.value for one in Deed])),)

    def __str__(self) -> str:
        return f"{self.deed} {self.at}"
