"""Rows of the tree put in and moved: each with the line of ids above it. No question is asked here; verbs ask first."""

from datetime import date

from huisheng.directory.city import SYSTEM_SUFFIX
from huisheng.directory.entries import SeatEntry, UnitEntry
from huisheng.directory.load import fresh_ids
from huisheng.directory.models import Seat, ShortName, Unit
from huisheng.directory.roles import Role


def add_unit(entry: UnitEntry, above: Unit, begins: date, *, prefix: str = "", scope: str = "") -> Unit:
    """A new unit below another; with a prefix and a scope, a platform with its system's seat."""
    unit_id = fresh_ids(1)[0]
    row = Unit.objects.create(
        id=unit_id, code=entry.code, name=entry.name, short=entry.short or entry.name[:50], kind=entry.kind,
        parent=above, platform_id=unit_id if prefix else above.platform_id, path=f"{above.path}{unit_id}/",
        is_platform=bool(prefix), prefix=prefix, scope=scope, order=entry.order or 0,
        contact_point=bool(entry.contact_point), rehearsal=above.rehearsal,
        valid_from=entry.valid_from or begins,
    )  # fmt: skip
    rename(row, entry.aliases or ())
    if prefix:
        Seat.objects.create(
            code=f"{row.code}{SYSTEM_SUFFIX}", label=f"{row.short[:48]}系统", role=Role.SYSTEM.value, unit=row,
            valid_from=row.valid_from, may_see_confidential=True,
        )  # fmt: skip
    return row


def change_unit(row: Unit, entry: UnitEntry, above: Unit | None) -> None:
    """The unit as the entry says; an old name stays as another name of it, so that old documents find it."""
    old = [name for name in (row.name, row.short) if name not in (entry.name, entry.short or row.short)]
    row.name, row.kind = entry.name, entry.kind
    row.short = entry.short or row.short
    row.order = row.order if entry.order is None else entry.order
    row.contact_point = row.contact_point if entry.contact_point is None else entry.contact_point
    row.valid_from = entry.valid_from or row.valid_from
    row.save()
    kept = ShortName.objects.filter(unit=row).values_list("name", flat=True)
    wanted = list(kept) if entry.aliases is None else list(entry.aliases)
    rename(row, [*wanted, *old])
    if above is not None and above.id != row.parent_id:
        move(row, above)


def move(row: Unit, above: Unit) -> None:
    """The unit and all below it stand under another one of the same platform."""
    before, row.parent = row.path, above
    row.path = f"{above.path}{row.id}/"
    row.save(update_fields=["parent", "path"])
    for below in Unit.objects.filter(path__startswith=before).exclude(id=row.id):
        below.path = row.path + below.path[len(before) :]
        below.save(update_fields=["path"])


def rename(row: Unit, names: list[str] | tuple[str, ...]) -> None:
    """The other names of a unit, its own left out."""
    wanted = {name for name in names if name and name not in (row.name, row.short)}
    have = set(ShortName.objects.filter(unit=row).values_list("name", flat=True))
    ShortName.objects.filter(unit=row, name__in=have - wanted).delete()
    ShortName.objects.bulk_create([ShortName(unit=row, name=name) for name in sorted(wanted - have)])


def add_seat(entry: SeatEntry, unit: Unit, begins: date) -> Seat:
    """A new seat without an account: the administrator of accounts hands it over to one."""
    return Seat.objects.create(
        code=entry.code, label=entry.label, role=entry.role, unit=unit,
        may_see_confidential=bool(entry.confidential), valid_from=entry.valid_from or max(begins, unit.valid_from),
    )  # fmt: skip


def change_seat(row: Seat, entry: SeatEntry) -> None:
    """Label, right and beginning as the entry says."""
    row.label = entry.label
    row.may_see_confidential = row.may_see_confidential if entry.confidential is None else entry.confidential
    row.valid_from = entry.valid_from or row.valid_from
    row.save(update_fields=["label", "may_see_confidential", "valid_from"])
