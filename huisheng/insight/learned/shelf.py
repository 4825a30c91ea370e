"""Models in use, as this process holds them: asked of the database which one it is, read only when it is another."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from huisheng.insight.models import Learned, Weights
from huisheng.insight.states import ModelState, Part

if TYPE_CHECKING:
    from huisheng.insight.classify.model import Model
    from huisheng.insight.places.gazetteer import Gazetteer

M = TypeVar("M")
MOST = 64  # models held at once by a process: a few megabytes each

_held: OrderedDict[int, object] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Held(Generic[M]):
    """A model in use: its key, its number, the category version of its labels, the thing itself."""

    key: int
    n: int
    tree: str
    model: M


def classifier(platform: int, part: Part) -> "Held[Model] | None":
    """The one that makes the suggestions of this platform now; None: none does."""
    row = _row(platform, part)
    return None if row is None else Held(row.pk, row.n, row.tree, cast("Model", _read(row.pk, part)))


def gazetteer(platform: int) -> "Gazetteer | None":
    """The names of places of this platform, as last gathered."""
    row = _row(platform, Part.PLACES)
    return None if row is None else cast("Gazetteer", _read(row.pk, Part.PLACES))


def _row(platform: int, part: Part) -> Learned | None:
    rows = Learned.objects.filter(platform_id=platform, part=part, state=ModelState.ACTIVE)
    return rows.only("pk", "n", "tree").first()


def _read(key: int, part: Part) -> object:
    """Weights of a key never change: read once."""
    with _lock:
        if key not in _held:
            body = bytes(Weights.objects.values_list("body", flat=True).get(pk=key))
            _held[key] = _reader(part)(body)
        _held.move_to_end(key)
        while len(_held) > MOST:
            _held.popitem(last=False)
        return _held[key]


def _reader(part: Part) -> Callable[[bytes], object]:
    """Imported where the first one is read: a house without models never loads what reads them."""
    if part is Part.PLACES:
        from huisheng.insight.places.gazetteer import Gazetteer

        return Gazetteer.read
    from huisheng.insight.classify.model import Model

    return Model.read
