"""A copy of a pattern: other times, another caller, other words about another place."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from huisheng.kernel import clock, secrets
from huisheng.ledger import bulk
from huisheng.lifecycle.workorder.matter import digest_of
from huisheng.rehearsal.load.patterns import Pattern
from huisheng.rehearsal.load.schedule import Copy
from huisheng.rehearsal.month import Region
from huisheng.rehearsal.period.phrasebook import Phrasebook
from huisheng.rehearsal.period.spec import Setting
from huisheng.rehearsal.words import Case, Scene, Words

_CALLERS = 240_000  # people who call: the same one comes again
_SOLVED = '"solved":true'


class Press:
    """Casts copies.

    ``units``: the id of each unit whose replies are told anew -> its code.
    """

    def __init__(
        self, patterns: Sequence[Pattern], setting: Setting, book: Phrasebook, units: Mapping[int, str]
    ) -> None:
        self._patterns = patterns
        self._book = book
        self._units = units
        self._rng = Random()
        self._words = Words(setting, self._rng)
        self._regions = {region.code: region for region in setting.regions}
        self._streets = [region for region in setting.regions if region.parent]
        self._days: dict[int, str] = {}

    def cast(self, copies: Iterable[Copy], keys: Iterable[int]) -> tuple[dict[tuple[str, str], str], str]:
        """The copies' live rows by (table, columns), and their entries. ``keys``: an id for each copy."""
        rows: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        lines = []
        for copy, key in zip(copies, keys, strict=True):
            pattern = self._patterns[copy.pattern]
            said = self._said(copy, key, pattern)
            for head, text in pattern.rows.items():
                rows[head].append(text % said)
            lines.append(bulk.chained(pattern.cast, said))
        return {head: "".join(texts) for head, texts in rows.items()}, "".join(lines)

    def _said(self, copy: Copy, key: int, pattern: Pattern) -> dict[str, str]:
        """What fills the gaps."""
        self._rng.seed(key)
        said = {f"t{n}": self._day(day + copy.days) + time for n, (day, time) in enumerate(pattern.times)}
        at = pattern.span.accepted + timedelta(days=copy.days)
        said |= {"id": str(key), "source": "load", "source_ref": str(key)}
        said["number"] = f"{pattern.prefix}-{clock.local_day(at):%Y%m%d}-{key:07d}"
        case, scene = self._book.case(self._rng, pattern.category), self._scene(pattern, at)
        self._citizen(said, key, pattern, case, scene)
        self._notes(said, pattern, case, scene)
        return said

    def _day(self, ordinal: int) -> str:
        if ordinal not in self._days:
            self._days[ordinal] = date.fromordinal(ordinal).isoformat()
        return self._days[ordinal]

    def _scene(self, pattern: Pattern, at: datetime) -> Scene:
        street = self._regions.get(pattern.region)
        if street is None or not street.parent:
            street = self._rng.choice(self._streets)
        parent: Region = self._regions[street.parent]
        return self._words.scene_in(at, parent, street)

    def _citizen(self, said: dict[str, str], key: int, pattern: Pattern, case: Case, scene: Scene) -> None:
        words, stream = self._words, f"workorder:{key}"
        name, phone = words.caller_of(self._rng.randrange(_CALLERS))
        title, told = words.title(case, pattern.kind, scene)[:100], words.told(case, pattern.kind, scene)
        place = f"{scene['street']}{scene['road']}{self._rng.randint(1, 300)}号"
        salt = os.urandom(16)
        said["digest1"] = digest_of(salt, "\n".join((title, told, place, name, phone)))
        said |= {"title": bulk.escaped(title), "words": bulk.escaped(told), "place": place, "salt": bulk.hexed(salt)}
        said["name_sealed"] = bulk.hexed(secrets.seal(name, f"{stream}:name"))
        said["phone_sealed"] = bulk.hexed(secrets.seal(phone, f"{stream}:phone"))
        said["phone_blind"] = bulk.hexed(secrets.blind(phone))

    def _notes(self, said: dict[str, str], pattern: Pattern, case: Case, scene: Scene) -> None:
        for mould in pattern.cast:
            if not mould.digest or mould.kind == "accepted":
                continue
            text, unit = pattern.notes[mould.no], self._units.get(mould.unit or 0, "")
            if mould.kind == "replied" and unit:
                text = self._words.outcome(case, unit, scene, solved=_SOLVED in mould.body, told=True)
            salt = os.urandom(16)
            said[f"note{mould.no}"], said[f"salt{mould.no}"] = bulk.escaped(text), bulk.hexed(salt)
            said[f"digest{mould.no}"] = digest_of(salt, text)
