"""What ``huisheng insight train`` and ``classify`` do: files in, a model or a CSV out, figures and speed told."""

import csv
import errno
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, islice
from multiprocessing import TimeoutError as TooLate
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from time import perf_counter
from typing import Any, TextIO

from huisheng.insight.classify import sheets
from huisheng.insight.classify.keeping import LARGEST
from huisheng.insight.classify.model import MOST_WORDS, Guess, Model
from huisheng.insight.classify.tokens import LONGEST
from huisheng.insight.text import Matter
from huisheng.kernel.errors import Refusal

PIECE = 256  # matters a worker takes at a time
_AHEAD = 2  # pieces given to the second process that it hasn't finished
_WAITING = 64  # pieces that wait for one before them
_PATIENCE = 60.0  # seconds for a piece that takes a tenth of one; then the second process is taken for dead
_FAILED = {
    errno.EACCES: "没有写权限", errno.EPERM: "没有写权限", errno.EROFS: "没有写权限，磁盘是只读的",
    errno.ENOSPC: "磁盘已满", errno.EDQUOT: "磁盘配额已满", errno.ENOENT: "文件夹不存在", errno.ENOTDIR: "文件夹不存在",
    errno.ENAMETOOLONG: "文件名太长", errno.EISDIR: "它是目录",
}  # fmt: skip
_LEFT = {"no_label": "没有分类", "no_text": "没有文字", "contradicted": "同文不同类", "lone_label": "类别只有一件"}
_KINDS = {"all": "全部", "both": "标题和正文都有", "title": "只有标题", "words": "只有正文"}


def columns(text: str) -> tuple[str, str]:
    """``标题列,正文列``; one column alone is the text. Refusal where it is none or more than two."""
    names = [name.strip() for name in text.replace("，", ",").split(",") if name.strip()]
    if not 1 <= len(names) <= 2:
        raise Refusal("wrong_columns", "--text 应写一列或两列：标题列,正文列，如 留言主题,留言详情。", field="text")
    return (names[0], names[1]) if len(names) == 2 else ("", names[0])


def _said(cells: Sequence[str]) -> Matter:
    return Matter(cells[0][:LONGEST], cells[1][:LONGEST])


def train(files: Sequence[Path], *, text: str, label: str, out: Path) -> Iterator[str]:
    """Learn from the files and write the model; the sentences tell how good it was on folds that it hadn't seen."""
    from huisheng.insight.classify.train import train as learn

    names, label = columns(text), label.strip()
    if not label:
        raise Refusal("wrong_columns", "--label 应写分类所在的列，如 一级标签。", field="label")
    _insist_place(out, files)
    matters: list[Matter] = []
    labels: list[str] = []
    for path in files:
        before = len(matters)
        _insist_text(path, names)
        for cells in sheets.rows(path, (*names, label), needed=[label]):
            matters.append(_said(cells))
            labels.append(cells[2])
        yield f"{path}：读入 {len(matters) - before} 行。"
    started = perf_counter()
    model = learn(matters, labels)
    _write(out, model.write())
    yield from _told(model, len(matters))
    yield f"用时 {perf_counter() - started:.0f} 秒。模型写在 {out}（{out.stat().st_size / 1e6:.1f} MB）。"


def _insist_place(out: Path, files: Sequence[Path]) -> None:
    """Refuse, before anything is learned, what can't be written to or is one of the files learned from."""
    with _written(out):
        if out.is_dir():
            raise Refusal("no_folder", f"{out}是目录，请写出模型的文件名。", field="out")
        if not out.absolute().parent.is_dir():
            raise Refusal("no_folder", f"没有目录{out.absolute().parent}，请先建立或换一个地方。", field="out")
        for path in files:
            if _same(out, path) or _same(_beside(out), path):
                raise Refusal("same_file", f"--out 写的{out}会盖掉输入文件{path}，请换一个文件名。", field="out")
        if out.exists() and not out.is_file():
            raise Refusal("not_written", f"{out}不是普通文件，模型不能写在那里。", field="out")
        _beside(out).touch()
        _beside(out).unlink()


def _same(one: Path, other: Path) -> bool:
    with suppress(OSError):  # one of them isn't there
        return one.samefile(other)
    return False


def _beside(out: Path) -> Path:
    return out.with_name(f"{out.name}.part")


@contextmanager
def _written(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        why = _FAILED.get(failure.errno or 0, f"系统错误{failure.errno}")
        raise Refusal("not_written", f"模型写不到{out}：{why}。", field="out") from failure


def _insist_text(path: Path, names: Sequence[str]) -> None:
    """Refuse a file with the label's column but none of the text's."""
    for _ in sheets.rows(path, [name for name in names if name], needed=()):
        return


def _write(out: Path, data: bytes) -> None:
    beside = _beside(out)  # a full disk leaves the model that was there
    with _written(out):
        try:
            beside.write_bytes(data)
            beside.replace(out)
        except OSError:
            beside.unlink(missing_ok=True)
            raise


def _told(model: Model, read: int) -> Iterator[str]:
    card = model.card
    left = "，".join(f"{_LEFT[why]} {n} 行" for why, n in card["left"].items() if n)
    yield f"共读入 {read} 行，用于学习 {card['matters']} 行{f'（没有用：{left}）' if left else ''}。"
    yield f"{len(card['labels'])} 个类别：" + "、".join(f"{name} {n}" for name, n in card["labels"].items())
    coarse = "" if len(model.heads) == 1 else "，第一级类别"
    yield f"五折检验（近似重复的不跨折{coarse}；不含互相矛盾和类别只有一件的行，词表取自全部行，用到新文件上会略低）："
    for kind, name in _KINDS.items():
        if kind in card["held_out"]:
            found = card["held_out"][kind]
            yield (
                f"  {name} {found['n']:.0f} 行：宏平均F1 {found['macro_f1']:.4f}，准确率 {found['accuracy']:.4f}，"
                f"概率校准误差 {found['calibration_error']:.4f}"
            )


def load(path: Path) -> Model:
    """The model of a file. Refusal where it isn't there or can't be used."""
    try:
        size = path.stat().st_size
        if not (path.is_file() or path.is_dir()) or size > LARGEST:
            raise Refusal("broken_model", f"{path}不是分类模型，请核对 --model。", field="model")
        data = path.read_bytes()
    except IsADirectoryError:
        raise Refusal("no_file", f"{path}是目录，不是模型文件。", field="model") from None
    except FileNotFoundError:
        raise Refusal(
            "no_file", f"没有模型文件{path}，请核对路径，或先用 huisheng insight train 训练。", field="model"
        ) from None
    except OSError:
        raise Refusal("no_file", f"打不开模型文件{path}，请核对权限。", field="model") from None
    return Model.read(data)


def classify(path: Path, to: TextIO, *, model: Path, text: str, top: int = 1, words: bool = False) -> str:
    """Write 行号,类别,概率 for every row, numbered from 1; the sentence tells how fast that was.

    ``top``: so many guesses a row, in columns of their own, no more than there are classes; ``words``: those that speak
    for the first.
    """
    if top < 1:
        raise Refusal("wrong_top", "--top 至少是 1。", field="top")
    names = columns(text)
    known = load(model)
    top = min(top, len(known.labels))
    head = ["行号", "类别", "概率", *(name for n in range(2, top + 1) for name in (f"类别{n}", f"概率{n}"))]
    matters = map(_said, sheets.rows(path, names, needed=[]))
    first = list(islice(matters, 1))  # whatever is wrong with the file is said before anything is written
    out = csv.writer(to, lineterminator="\n")
    out.writerow([*head, "依据词"] if words else head)
    started, count = perf_counter(), 0
    for guesses in guessed(known, chain(first, matters), top=top, words=MOST_WORDS if words else 0):
        count += 1
        out.writerow([count, *_cells(guesses, top), *([" ".join(guesses[0].words)] if words else [])])
    spent = perf_counter() - started
    return f"{count} 行，{spent:.2f} 秒，每秒 {count / max(spent, 1e-9):.0f} 行。"


def _cells(guesses: Sequence[Guess], top: int) -> list[str]:
    made = [cell for one in guesses for cell in (one.label, f"{one.probability:.4f}")]
    return made + [""] * (2 * top - len(made))


def guessed(model: Model, matters: Iterable[Matter], *, top: int, words: int) -> Iterator[tuple[Guess, ...]]:
    """Guesses in the order of the matters; a second process helps where there is a core for it and enough to do."""
    pieces = _pieces(matters)
    ahead = list(islice(pieces, 2))
    with _helper(model, top, words, len(ahead) > 1) as helper:
        waiting: deque[tuple[Any, list[Matter]]] = deque()

        def first() -> list[tuple[Guess, ...]]:
            made, piece = waiting.popleft()
            try:
                return list(made.get(_PATIENCE))
            except TooLate:
                return model.classify(piece, top=top, words=words)

        for piece in chain(ahead, pieces):
            if helper is not None and sum(not one.ready() for one, _ in waiting) < _AHEAD:
                waiting.append((helper.apply_async(_work, (piece,)), piece))
            else:
                waiting.append((_Done(model.classify(piece, top=top, words=words)), []))
            while waiting and (waiting[0][0].ready() or len(waiting) > _WAITING):
                yield from first()
        while waiting:
            yield from first()


def _pieces(matters: Iterable[Matter]) -> Iterator[list[Matter]]:
    source = iter(matters)
    while piece := list(islice(source, PIECE)):
        yield piece


class _Done:
    """A result that is there already, asked for as one that is still made."""

    def __init__(self, made: list[tuple[Guess, ...]]) -> None:
        self._made = made

    def ready(self) -> bool:
        """Always."""
        return True

    def get(self, _: float) -> list[tuple[Guess, ...]]:
        """The result."""
        return self._made


_held: dict[str, Any] = {}  # what the forked process finds in its memory


def _work(piece: list[Matter]) -> list[tuple[Guess, ...]]:
    model: Model = _held["model"]
    return model.classify(piece, top=_held["top"], words=_held["words"])


@contextmanager
def _helper(model: Model, top: int, words: int, many: bool) -> Iterator[Any]:
    """A process beside this one that shares the model's memory; None where there is no core for it, or little to do."""
    if not many or "fork" not in get_all_start_methods() or _cores() < 2:
        yield None
        return
    _held.update(model=model, top=top, words=words)
    try:
        model.classify([Matter("一", "一")])  # the dictionary is loaded before the fork, and shared
        with get_context("fork").Pool(1) as pool:
            yield pool
    finally:
        _held.clear()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
