"""Questions to the taxonomy, answered from memory (``atlas``). Versions and categories are named by their codes."""

from datetime import date

from huisheng.kernel import text
from huisheng.rulebook import implements
from huisheng.taxonomy.atlas import CategoryCard, DutyCard, RegionCard, VersionCard, atlas, covers

_REST = ("其他", "其它")  # how trees call what fits nowhere


def version_at(on: date, scope: str = "") -> VersionCard | None:
    """The category version in force on a day in a scope: the one made for the narrowest scope around it."""
    holding = [v for v in atlas().versions if covers(v.scope, scope) and _holds(v.valid_from, v.valid_to, on)]
    return max(holding, key=lambda version: len(version.scope), default=None)


def category(version: str, code: str) -> CategoryCard | None:
    """The category of a code in a version."""
    return atlas().trees.get(version, {}).get(code)


def category_name(version: str, code: str) -> str:
    """The category's full name for a screen (环境保护 / 噪声污染); "" for no code."""
    if not code:
        return ""
    card = category(version, code)
    return card.full_name if card else f"（未知分类{code}）"


def codes_by_name(version: str) -> dict[str, str]:
    """Full name -> code of a version: what another version calls otherwise is found again by its names."""
    return {card.full_name: card.code for card in atlas().trees.get(version, {}).values()}


def children(version: str, code: str = "") -> list[CategoryCard]:
    """The categories right below one, or the first level for "", in order of display."""
    tree = atlas().trees.get(version, {})
    return sorted((card for card in tree.values() if card.parent == code), key=lambda card: card.order)


def known(code: str, scope: str) -> CategoryCard | None:
    """The category of a code in the newest version for a scope that has it: what a filter names, whatever the day."""
    found = (tree[code] for version, tree in _trees(scope) if code in tree)
    return next(found, None)


def at_or_below(code: str, scope: str) -> set[str]:
    """The codes of a category and all below it, in every version made for a scope: old orders keep their version."""
    return {card.code for _, tree in _trees(scope) for card in tree.values() if f"/{code}/" in card.path}


def regions_at_or_below(platform: str, code: str) -> set[str]:
    """The codes of a region and all within it."""
    return {card.code for card in regions(platform) if f"/{code}/" in card.path}


def _trees(scope: str) -> list[tuple[VersionCard, dict[str, CategoryCard]]]:
    """The versions made for a scope with their trees, the newest first."""
    held = [version for version in atlas().versions if covers(version.scope, scope)]
    return [(version, atlas().trees[version.code]) for version in sorted(held, key=lambda v: v.valid_from)[::-1]]


def type_ahead(version: str, typed: str, limit: int = 20) -> list[CategoryCard]:
    """Categories by code, name or pinyin initials, the best first: "zs", "噪声" and "0101" find 噪声污染.

    A beginning is better than a middle, a name better than initials; then the order of display.
    """
    wanted = text.fold(text.clean(typed[:100]))
    if not wanted:
        return []
    found = [(rank, card.order, card) for card in atlas().trees.get(version, {}).values()
             if (rank := _rank(card, wanted)) is not None]  # fmt: skip
    found.sort(key=lambda hit: hit[:2])
    return [card for _, _, card in found[:limit]]


def guess(version: str, words: str) -> CategoryCard | None:
    """The category for words that nobody has sorted yet, for a person to look at: the one whose whole name stands in
    them, the longest first; else the tree's own 其他; None in a version without categories.
    """
    tree, said = list(atlas().trees.get(version, {}).values()), text.fold(words)
    named = [card for card in tree if len(card.name) > 1 and text.fold(card.name) in said]
    if named:
        return max(named, key=lambda card: (len(card.name), card.level, -card.order))
    rest = [card for card in tree if card.name.startswith(_REST)] or tree
    return max(rest, key=lambda card: card.order, default=None)


def guess_region(platform: str, words: str) -> RegionCard | None:
    """The region of a platform whose whole name stands in the words, the longest; None where none does."""
    named = [card for card in regions(platform) if len(card.name) > 1 and card.name in words]
    return max(named, key=lambda card: (len(card.name), len(card.path)), default=None)


def region(platform: str, code: str) -> RegionCard | None:
    """The region of a code on a platform (both codes)."""
    return atlas().regions.get(platform, {}).get(code)


def regions(platform: str) -> list[RegionCard]:
    """All regions of a platform, in order of display."""
    return list(atlas().regions.get(platform, {}).values())


def region_name(platform: str, code: str) -> str:
    """The region's name for a screen; "" for no code."""
    if not code:
        return ""
    card = region(platform, code)
    return card.name if card else f"（未知区划{code}）"


@implements("council-2025-66#art-1", "liaocheng-2020-q2#art-8", "xiangtan-2019-11#art-10", "xiangtan-2019-11#art-12")
def duties(platform: str, version: str, category_code: str, region_code: str, on: date) -> list[DutyCard]:
    """The lines of the duty catalogue that fit a matter on a day, the most special first.

    The longer category goes before the shorter (a rule for 建筑施工噪声 before one for 环境保护); with the same
    category the nearer region (itself, then those around it, then all).
    """
    here = region(platform, region_code)
    line = ["", *(here.path.strip("/").split("/") if here else [])]
    fitting = [
        rule
        for rule in atlas().duties.get(platform, [])
        if rule.version == version
        and category_code.startswith(rule.category)
        and rule.region in line
        and _holds(rule.valid_from, rule.valid_to, on)
    ]
    return sorted(fitting, key=lambda rule: (-len(rule.category), -line.index(rule.region)))


def _holds(first: date, last: date | None, on: date) -> bool:
    return first <= on and (last is None or on < last)


def _rank(card: CategoryCard, wanted: str) -> int | None:
    name = text.fold(card.name)
    tests = (
        card.code == wanted,
        name.startswith(wanted),
        card.initials.startswith(wanted),
        wanted in name,
        card.code.startswith(wanted),
        wanted in card.initials,
    )
    return next((rank for rank, hit in enumerate(tests) if hit), None)
