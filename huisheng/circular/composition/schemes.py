"""Schemes as compositions name them: by a scored table's sheet, or by the scheme itself."""

from dataclasses import replace
from functools import lru_cache

from huisheng.kernel.errors import Refusal
from huisheng.scoring import reading, sheets
from huisheng.scoring.scheme import Circle, Scheme
from huisheng.scoring.scheme import names as scheme_names

_EVERYBODY = Circle("", "", (), (), "", None, None, "", 0)


def names() -> list[str]:
    """What a composition may name."""
    return sorted({*sheets.names(), *scheme_names()})


@lru_cache(maxsize=64)
def of_table(table: str) -> Scheme:
    """The scheme of a table. Refusal where there is neither; Mistakes where its file is wrong."""
    if table in sheets.names():
        return sheets.load(table).scheme
    if table in scheme_names():
        return reading.load(table)
    raise Refusal(
        "unknown_table", f"没有名为“{table[:60]}”的考核表或方案，可用的有：{'、'.join(names())}。", field="table"
    )


def for_all(scheme: Scheme) -> Scheme:
    """The same scheme with nobody left out and no ranking: for a whole platform as one row."""
    return replace(scheme, assessed=_EVERYBODY, groups=(), exempt=(), lists=(), presentation="none")
