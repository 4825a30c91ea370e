"""A model as bytes and back: a zip of plain arrays and a JSON card; nothing in it is ever executed."""

import io
import json
import math
import zipfile
from typing import Any

import numpy as np

from huisheng.insight.classify.bags import SPACES, Vocabulary
from huisheng.insight.classify.calibration import KINDS, Scale
from huisheng.insight.classify.model import Head, Model
from huisheng.kernel.errors import Refusal

VERSION = 1
_WHAT = "huisheng-classify"
LARGEST = 250_000_000  # bytes of a file, and of what is in it unpacked; a bomb is smaller packed
_LARGEST_CARD = 8_000_000  # of its JSON: 200,000 words are 3 MB
_MOST_PARTS = 100_000
_ENTRY = b"PK\1\2"  # before each part's name in a zip's directory
_DATED = (1980, 1, 1, 0, 0, 0)  # so that the same model is the same bytes


def write(model: Model) -> bytes:
    """Weights are kept in half precision: their third digit changes no probability's."""
    card = {
        "what": _WHAT,
        "version": VERSION,
        "labels": model.labels,
        "words": model.vocabulary.words,
        "heads": [{"node": node, "labels": head.labels} for node, head in model.heads.items()],
        "card": dict(model.card),
    }
    arrays: dict[str, Any] = {"rarity": model.vocabulary.rarity}
    for number, head in enumerate(model.heads.values()):
        arrays[f"weights{number}"] = head.weights.astype(np.float16)
        arrays[f"bias{number}"] = head.bias
        arrays[f"steep{number}"] = np.array([scale.steepness for scale in head.scales])
        arrays[f"shift{number}"] = np.stack([scale.shift for scale in head.scales])
        arrays[f"bent{number}"] = np.array([scale.bent for scale in head.scales])
        arrays[f"prior{number}"] = head.prior
    told = json.dumps(card, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(told) > _LARGEST_CARD:
        raise Refusal("too_large", "类别的名字太多太长，写不成模型。请检查分类列是不是写对了。")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        _put(file, "card.json", told)
        for name, array in arrays.items():
            raw = io.BytesIO()
            np.save(raw, array, allow_pickle=False)
            _put(file, f"{name}.npy", raw.getvalue())
    return out.getvalue()


def _put(file: zipfile.ZipFile, name: str, data: bytes) -> None:
    file.writestr(zipfile.ZipInfo(name, _DATED), data, zipfile.ZIP_DEFLATED)


def read(data: bytes) -> Model:
    """The model, checked. Refusal "broken_model" where it isn't whole, "newer_model" where a newer program wrote it."""
    try:
        return _read(data)
    except Refusal:
        raise
    except Exception as failure:  # whatever a strange file makes zip, JSON or numpy stumble over
        raise Refusal("broken_model", "模型文件已损坏或不是分类模型，请重新训练或换一个文件。") from failure


def _read(data: bytes) -> Model:
    if len(data) > LARGEST or data.count(_ENTRY) > _MOST_PARTS:
        raise ValueError("it is too large")
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        if sum(part.file_size for part in file.infolist()) > LARGEST:
            raise ValueError("unpacked it is too large")
        card = _card(file)
        words = _names(card["words"])
        rarity = _array(file, "rarity", (SPACES, len(words)), least=0.0).astype(np.float32)
        heads = {}
        for number, told in enumerate(card["heads"]):
            (node,) = _names([told["node"]])
            heads[node] = _head(file, number, _names(told["labels"]), len(words))
    model = Model(Vocabulary(words, rarity), heads, _names(card["labels"]), dict(card["card"]))
    _whole(model)
    return model


def _card(file: zipfile.ZipFile) -> Any:
    if file.getinfo("card.json").file_size > _LARGEST_CARD:
        raise ValueError("its card is too large")
    card = json.loads(file.read("card.json"))
    if card["what"] != _WHAT:
        raise ValueError("another thing's file")
    if int(card["version"]) > VERSION:
        raise Refusal("newer_model", "模型是较新版本的程序写的，本程序读不了，请升级程序或重新训练。")
    if card["version"] != VERSION:
        raise ValueError("a version there never was")
    return card


def _names(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told) or len(set(told)) != len(told):
        raise ValueError("names that are none, or twice the same")
    return tuple(told)


def _head(file: zipfile.ZipFile, number: int, labels: tuple[str, ...], words: int) -> Head:
    count = len(labels)
    if not count:
        raise ValueError("a head that decides nothing")
    steep = _array(file, f"steep{number}", (KINDS,), least=1e-3, most=100.0)
    shift = _array(file, f"shift{number}", (KINDS, count))
    bent = _array(file, f"bent{number}", (KINDS, 3), most=100.0).tolist()
    prior = _array(file, f"prior{number}", (count,), least=0.0, most=1.0)
    if abs(float(prior.sum()) - 1) > 1e-3:
        raise ValueError("probabilities that don't sum to one")
    return Head(
        labels=labels,
        weights=_weights(file, number, count, words),
        bias=_array(file, f"bias{number}", (count,)),
        scales=tuple(Scale(float(s), row, tuple(b)) for s, row, b in zip(steep, shift, bent, strict=True)),
        prior=prior,
    )


def _array(file: zipfile.ZipFile, name: str, shape: tuple[int, ...], *, least: float = -1e3, most: float = 1e3) -> Any:
    """Numbers of that shape, all between ``least`` and ``most``."""
    array = _loaded(file, name, math.prod(shape))
    if array.shape != shape or array.dtype.kind != "f" or not ((array >= least) & (array <= most)).all():
        raise ValueError("an array of another shape, or with numbers that can't be")
    return array.astype(np.float64)


def _weights(file: zipfile.ZipFile, number: int, count: int, words: int) -> Any:
    weights = _loaded(file, f"weights{number}", SPACES * words * count)
    if weights.dtype != np.float16 or not np.isfinite(weights).all():
        raise ValueError("weights that are none")
    spaces, rows, columns = weights.shape
    if (spaces, columns) != (SPACES, count) or rows > words:
        raise ValueError("weights of words or labels that aren't there")
    return _widened(weights)


def _loaded(file: zipfile.ZipFile, name: str, most: int) -> Any:
    part = f"{name}.npy"
    if file.getinfo(part).file_size > 8 * most + 10_000:
        raise ValueError("an array that is too large")
    return np.load(io.BytesIO(file.read(part)), allow_pickle=False)


def _widened(weights: Any) -> Any:
    """Single precision computes faster; a large model stays as it is kept, to stay small."""
    return weights.astype(np.float32) if weights.size <= 16_000_000 else weights


def _whole(model: Model) -> None:
    """Every label is reached by one head, whose node it begins with, and every head from the root."""
    reached: set[str] = {""}
    ends: set[str] = set()
    count = 0
    for node, head in model.heads.items():
        if node not in reached:
            raise ValueError("a head that nothing leads to")
        for label in head.labels:
            if not label.startswith(node) or not label:
                raise ValueError("a label that isn't below its head")
            count += 1
            (reached if label in model.heads and label != node else ends).add(label)
    if not model.heads or ends != set(model.labels) or count != len(ends) + len(reached) - 1:
        raise ValueError("labels and heads don't fit")
