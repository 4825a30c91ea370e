"""What a model is told of a matter: the same when it learns and when it is asked."""

from huisheng.insight.text import Matter


def for_category(title: str, words: str, place: str) -> Matter:
    """All that the citizen said."""
    return Matter(title, f"{place} {words}" if place else words)


def for_unit(title: str, words: str, place: str, category: str, region: str) -> Matter:
    """The same, with the names of what it was held to be and of where it lies, which decide whose duty it is."""
    return Matter(f"{region} {category} {title}", f"{place} {words}" if place else words)
