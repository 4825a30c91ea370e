"""Which column of a sheet is which field: by its label, by another name it goes by, or as somebody said it is."""

from collections.abc import Mapping, Sequence

from huisheng.kernel import text
from huisheng.kernel.lines import Column


def matched(headings: Sequence[str], columns: Sequence[Column], said: Mapping[str, str]) -> dict[str, int]:
    """Field -> place of its column. ``said``: field -> heading, what was chosen by hand; "" there means: none."""
    places: dict[str, int] = {}
    folded = [_fold(heading) for heading in headings]
    for column in columns:
        if column.name in said:
            wanted = [_fold(said[column.name])] if said[column.name] else []
        else:
            wanted = [_fold(word) for word in (column.label, *column.other, column.name)]
        place = next((folded.index(word) for word in wanted if word in folded), None)
        if place is not None and place not in places.values():
            places[column.name] = place
    return places


def missing(places: Mapping[str, int], columns: Sequence[Column]) -> list[Column]:
    """Required columns that the sheet hasn't."""
    return [column for column in columns if column.required and column.name not in places]


def _fold(heading: str) -> str:
    plain = "".join(text.fold(heading).split())
    for mark in ("（必填）", "(必填)", "*", "＊", ":", "："):
        plain = plain.replace(mark, "")
    return plain
