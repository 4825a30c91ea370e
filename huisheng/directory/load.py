"""Load a city's file into the directory. Run twice it changes nothing; a changed name is changed; nobody is deleted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import connection, transaction

from huisheng.directory import book
from huisheng.directory.city import CityPlan, SeatPlan, read_city
from huisheng.directory.models import Account, Seat, ShortName, Unit
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal

_UNIT = (
    "name", "short", "kind", "parent_id", "platform_id", "path", "is_platform", "prefix", "scope", "order",
    "contact_point", "rehearsal", "valid_from", "valid_to",
)  # fmt: skip
_SEAT = ("label", "role", "unit_id", "valid_from", "valid_to", "may_see_confidential")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading did: the platform's id, and how many rows are new or changed."""

    platform: int
    new_units: int
    changed_units: int
    new_seats: int
    changed_seats: int

    @property
    def changed(self) -> bool:
        """Whether anything is other than it was (short names aside)."""
        return any((self.new_units, self.changed_units, self.new_seats, self.changed_seats))


@transaction.atomic
def load_city(parsed: Mapping[str, Any], *, password: str | None = None) -> Loaded:
    """Make units, seats and accounts be as the parsed file says; see ``city`` for the file.

    New accounts (user name = the seat's code) get ``password``, hashed once for all of them since one argon2 takes
    longer than everything else here; in a real city each must be changed before anything else. Without one they can't
    sign in until given a password.
    An existing account keeps its own. Refusal: a mistake in the file, or a code that belongs to another city.
    """
    plan = read_city(parsed)
    with connection.cursor() as cursor:  # two loadings at once wait for each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('huisheng.directory.load'))")
    old = {unit.code: unit for unit in Unit.objects.filter(code__in=[unit.code for unit in plan.units])}
    _same_world(plan, old)
    units = _units(plan, old)
    changed_units = _save_units(plan, units, old)
    _save_short_names(plan, units)
    new_seats, changed_seats = _save_seats(plan.seats, units, password)
    book.forget()
    return Loaded(units[plan.root.code].id, len(units) - len(old), changed_units, new_seats, changed_seats)


def _same_world(plan: CityPlan, old: Mapping[str, Unit]) -> None:
    root = old.get(plan.root.code)
    for code, unit in old.items():
        if root is None or f"/{root.id}/" not in unit.path:
            raise Refusal("foreign_unit", f"单位代码{code}已被另一个平台使用，请换一个代码。", field="code")
    if root is not None and root.rehearsal != plan.root.rehearsal:
        raise Refusal("mixed_worlds", "演练数据与真实数据不能混在一个平台里，请换一个平台代码。", field="rehearsal")
    prefixes = {unit.prefix: unit.code for unit in plan.units if unit.is_platform}
    for prefix, code in Unit.objects.filter(is_platform=True, prefix__in=prefixes).values_list("prefix", "code"):
        if prefixes[prefix] != code:
            raise Refusal("prefix_taken", f"工单编号前缀{prefix}已被平台{code}使用，请换一个。", field="prefix")


def _units(plan: CityPlan, old: Mapping[str, Unit]) -> dict[str, Unit]:
    """The rows as they shall be, by code. Ids are drawn beforehand, since a path names its own."""
    ids = iter(fresh_ids(len(plan.units) - len(old)))
    rows: dict[str, Unit] = {}
    for want in plan.units:
        known = old.get(want.code)
        unit_id = known.id if known else next(ids)
        # the file's own platform may stand below another one, loaded from another file
        above = rows[want.parent] if want.parent else (known.parent if known else None)
        rows[want.code] = Unit(
            id=unit_id, code=want.code, name=want.name, short=want.short, kind=want.kind.value,
            parent_id=above.id if above else None,
            platform_id=unit_id if want.is_platform or above is None else above.platform_id,
            path=f"{above.path if above else '/'}{unit_id}/", is_platform=want.is_platform, prefix=want.prefix,
            scope=want.scope, order=want.order, contact_point=want.contact_point, rehearsal=want.rehearsal,
            valid_from=want.valid_from, valid_to=want.valid_to,
        )  # fmt: skip
    return rows


def fresh_ids(count: int) -> list[int]:
    """Ids of units to come, drawn beforehand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Unit._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _save_units(plan: CityPlan, units: Mapping[str, Unit], old: Mapping[str, Unit]) -> int:
    before = old[plan.root.code].path if plan.root.code in old else ""
    Unit.objects.bulk_create([unit for code, unit in units.items() if code not in old])
    changed = [unit for code, unit in units.items() if code in old and _differs(unit, old[code], _UNIT)]
    _update(Unit, changed, _UNIT)
    moved = [
        unit for unit in changed if unit.path != old[unit.code].path or unit.platform_id != old[unit.code].platform_id
    ]
    if moved:
        _follow(Unit.objects.filter(path__startswith=before).exclude(code__in=list(units)), units.values())
    return len(changed)


def _follow(left: Iterable[Unit], units: Iterable[Unit]) -> None:
    """Units that the file no longer names go where the unit above them went."""
    rows = {unit.id: unit for unit in units}
    for unit in sorted(left, key=lambda unit: unit.path.count("/")):
        above = rows[unit.parent_id or 0]
        unit.path = f"{above.path}{unit.id}/"
        unit.platform_id = unit.id if unit.is_platform else above.platform_id
        unit.save(update_fields=["path", "platform_id"])
        rows[unit.id] = unit


def _save_short_names(plan: CityPlan, units: Mapping[str, Unit]) -> None:
    want = {(units[unit.code].id, name) for unit in plan.units for name in unit.aliases}
    rows = ShortName.objects.filter(unit__in=[unit.id for unit in units.values()])
    have = {(unit_id, name): row for row, unit_id, name in rows.values_list("id", "unit_id", "name")}
    ShortName.objects.filter(id__in=[row for key, row in have.items() if key not in want]).delete()
    ShortName.objects.bulk_create([ShortName(unit_id=u, name=name) for u, name in sorted(want - have.keys())])


def _save_seats(plans: Sequence[SeatPlan], units: Mapping[str, Unit], password: str | None) -> tuple[int, int]:
    """How many seats are new, and how many changed."""
    old = {
        seat.code: seat for seat in Seat.objects.filter(code__in=[plan.code for plan in plans]).select_related("unit")
    }
    here = {unit.id for unit in units.values()}
    for code, seat in old.items():
        if seat.unit_id not in here:
            raise Refusal("foreign_seat", f"席位代码{code}已被另一个平台使用，请换一个代码。", field="code")
    fresh = [plan for plan in plans if plan.code not in old]
    users = _accounts([plan.code for plan in fresh if plan.role is not Role.SYSTEM], password)
    if password is not None and not any(unit.rehearsal for unit in units.values()):
        Account.objects.bulk_create([Account(user=user, must_change=True) for user in users.values()])
    Seat.objects.bulk_create([_seat(plan, units, users.get(plan.code)) for plan in fresh])
    changed = []
    for plan in plans:
        if plan.code in old:
            want = _seat(plan, units, None)
            want.id = old[plan.code].id
            if _differs(want, old[plan.code], _SEAT):
                changed.append(want)
    _update(Seat, changed, _SEAT)
    return len(fresh), len(changed)


def _seat(plan: SeatPlan, units: Mapping[str, Unit], user: User | None) -> Seat:
    return Seat(
        code=plan.code, label=plan.label, role=plan.role.value, unit_id=units[plan.unit].id, user=user,
        valid_from=plan.valid_from, valid_to=plan.valid_to, may_see_confidential=plan.confidential,
    )  # fmt: skip


def _accounts(names: Sequence[str], password: str | None) -> dict[str, User]:
    taken = User.objects.filter(username__in=names).values_list("username", flat=True).first()
    if taken is not None:
        raise Refusal("account_taken", f"账号{taken}已存在但不属于本席位，请换一个席位代码。", field="code")
    if not names:
        return {}
    secret = make_password(password)
    return {
        user.username: user for user in User.objects.bulk_create([User(username=n, password=secret) for n in names])
    }


def _differs(want: object, have: object, fields: Iterable[str]) -> bool:
    return any(getattr(want, field) != getattr(have, field) for field in fields)


def _update(model: type[Unit] | type[Seat], rows: Sequence[Any], fields: Iterable[str]) -> None:
    if rows:
        model._default_manager.bulk_update(rows, [field.removesuffix("_id") for field in fields])
