"""A city's own data files beside the shipped ones: schemes, tables, compositions, holidays.

They lie in ``$HUISHENG_OWN/KIND/NAME.toml`` (by default ``var/own``). A file of the same name takes the shipped one's
place, so that a city can begin from a copy.
"""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def folder() -> Path:
    """The folder of the city's own files; it needn't exist. ``HUISHENG_OWN``, or ``own`` in ``HUISHENG_VAR``."""
    given = os.environ.get("HUISHENG_OWN", "")
    return Path(given) if given else Path(os.environ.get("HUISHENG_VAR") or _ROOT / "var") / "own"


def files(kind: str, shipped: Path, chosen: Path | None = None) -> dict[str, Path]:
    """The TOML files of a kind by name, in order: the shipped folder's, then the city's own, which win.

    ``chosen``: a folder that was asked for; where it isn't the shipped one, its files alone.
    """
    if chosen is not None and chosen != shipped:
        return {path.stem: path for path in sorted(chosen.glob("*.toml"))}
    found = {path.stem: path for path in shipped.glob("*.toml")}
    found |= {path.stem: path for path in (folder() / kind).glob("*.toml")}
    return dict(sorted(found.items()))
