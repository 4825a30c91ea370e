"""The sections of a scheme about units: whom it takes, groups, exempt units, tiers, small ones."""

from huisheng.directory.roles import UnitKind
from huisheng.measures.source import Section
from huisheng.scoring import fields
from huisheng.scoring.fields import Reader
from huisheng.scoring.quantity import rounded
from huisheng.scoring.scheme import Circle, Exempt, Minimum, Small, Tier

_Z_PLACES = 6


def circle(section: Section, reader: Reader) -> Circle:
    """Whom a scheme or a group takes."""
    kinds = section.texts("kinds")
    for kind in kinds:
        if kind not in list(UnitKind):
            known = "、".join(f"{known.value}（{known.label}）" for known in UnitKind)
            section.wrong("kinds", f"没有“{kind}”这种单位类别，可用的有：{known}。")
    found = Circle(
        name=section.text("name", ""),
        label=section.text("label", section.text("name", "")),
        kinds=kinds,
        units=section.texts("units"),
        by=reader.name(section, "by", ""),
        from_=fields.number(section, "from"),
        below=fields.number(section, "below"),
        cite=fields.cite(section),
        line=section.start,
    )
    sized = found.from_ is not None or found.below is not None
    if sized != bool(found.by):
        section.wrong("by", "按数量划分的，by（按哪个数）与 from（不少于）、below（少于）应写在一起。")
    if found.from_ is not None and found.below is not None and found.from_ >= found.below:
        section.wrong("below", "below（少于）应大于 from（不少于）。")
    if len(set(found.units)) < len(found.units):
        twice = next(unit for unit in found.units if found.units.count(unit) > 1)
        section.wrong("units", f"单位“{twice}”写了两次。")
    section.done()
    return found


def group(section: Section, reader: Reader) -> Circle:
    """A group: it has a name."""
    if "name" not in section.raw:
        section.wrong("name", "缺少 name（组的名称）。")
    return circle(section, reader)


def exempt(section: Section) -> Exempt:
    """A unit that isn't assessed."""
    found = Exempt(section.text("unit"), section.text("reason"), fields.cite(section))
    section.done()
    return found


def tier(section: Section) -> Tier:
    """One tier."""
    found = Tier(section.text("name"), fields.number(section, "from"), fields.number(section, "top"))
    section.done()
    return found


def minimum(section: Section, reader: Reader) -> Minimum | None:
    """From which size on units are ranked."""
    if not section.raw:
        return None
    count, least = reader.name(section, "count"), fields.needed(section, "at_least")
    found = Minimum(count, least, section.text("label", "数量不足，不参与评价"), fields.cite(section))
    section.done()
    return found


def small(section: Section, reader: Reader) -> Small | None:
    """How small denominators are treated."""
    if not section.raw:
        return None
    z = fields.needed(section, "z")
    if "z" in section.raw and z <= 0:
        section.wrong("z", "z 应大于0，95%的区间是 1.96。")
    found = Small(
        below=fields.needed(section, "below"),
        rates=reader.names(section, "rates"),
        z=rounded(z, _Z_PLACES),
        not_last=section.flag("not_last"),
        cite=fields.cite(section),
    )
    section.done()
    return found
