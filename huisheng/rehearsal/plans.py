"""The plan of any rehearsal, by the engine its month names."""

import tomllib
from pathlib import Path

from huisheng.rehearsal import plan
from huisheng.rehearsal.period import build as period
from huisheng.rehearsal.story import Plan


def build(month_dir: Path, seed: int, *, scale: int = 1, share: int = 0, shares: int = 1) -> Plan:
    """The plan of the month in this folder: whole, or one of several shares; counts divided by ``scale``.

    ValueError if its figures can't be lived through, or if it knows neither scale nor shares.
    """
    said = tomllib.loads((month_dir / "month.toml").read_text(encoding="utf-8"))
    if said.get("engine") == "period":
        return period.build(month_dir, seed, scale=scale, share=share, shares=shares)
    if scale != 1 or shares != 1:
        raise ValueError(f"{month_dir.name} is one story of a whole month")
    return plan.build(month_dir, seed)


def beside(month_dir: Path, seed: int, *, scale: int = 1) -> Plan:
    """Only what isn't one order's, as a plan. ValueError for a month that knows no shares."""
    said = tomllib.loads((month_dir / "month.toml").read_text(encoding="utf-8"))
    if said.get("engine") != "period":
        raise ValueError(f"{month_dir.name} is one story of a whole month")
    return Plan(said["name"], seed, (), (), period.beside(month_dir, scale))
