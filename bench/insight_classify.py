"""Seven classes from title and text, five folds; near copies of a test matter are nowhere in what is learned.

Test matters are those of complete.csv, in turn. Learned from: all other lines of the three files, without any that is a
near copy (of title or of text, through further copies too) of a test matter: its own halves stand unlinked in
titles.csv and details.csv. The model under test is made by the very function that ``huisheng insight train`` calls;
speed and memory are those of ``huisheng insight classify`` on complete.csv.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from huisheng.insight.classify import fitting, sheets
from huisheng.insight.classify.evaluate import Report, judged
from huisheng.insight.classify.train import groups, train
from huisheng.insight.text import Matter

TITLE, WORDS, LABEL = "留言主题", "留言详情", "一级标签"
FILES = ("complete.csv", "titles.csv", "details.csv")
MACRO_F1, CALIBRATION, RATE, MEMORY = 0.93, 0.03, 2_000, 300


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which fold alone, and whether to measure speed."""
    parser.add_argument("--fold", type=int, help="this fold alone, 0 to 4")
    parser.add_argument("--speed-only", action="store_true", help="speed and memory alone")


def run(args: argparse.Namespace) -> int:
    """0 where every goal is met."""
    good = True
    if not args.speed_only:
        good = _quality(args.data, args.fold)
    return 0 if _speed(args.data) and good else 1


def _read(data: Path) -> tuple[list[Matter], list[str], int]:
    matters, labels, complete = [], [], 0
    for name in FILES:
        for title, words, label in sheets.rows(data / name, (TITLE, WORDS, LABEL), needed=[LABEL]):
            matters.append(Matter(title, words))
            labels.append(label)
        complete = complete or len(matters)
    return matters, labels, complete


def _folds(of: Sequence[int], labels: Sequence[str], complete: int) -> Iterator[tuple[list[int], list[int]]]:
    """Test rows of each fold, and the rows that may be learned from."""
    fold = fitting.folds(of[:complete], labels[:complete])
    for number in range(5):
        test = [row for row in range(complete) if fold[row] == number]
        seen = {of[row] for row in test}
        yield test, [row for row in range(len(of)) if of[row] not in seen]


def _quality(data: Path, only: int | None) -> bool:
    matters, labels, complete = _read(data)
    chosen, sure, true = [], [], []
    for number, (test, known) in enumerate(_folds(groups(matters), labels, complete)):
        if only not in (None, number):
            continue
        model = train([matters[row] for row in known], [labels[row] for row in known])
        guesses = [found[0] for found in model.classify([matters[row] for row in test], top=1, words=0)]
        here = [labels[row] for row in test]
        chosen += [one.label for one in guesses]
        sure += [one.probability for one in guesses]
        true += here
        report = judged(chosen[-len(test) :], sure[-len(test) :], here)
        print(f"fold {number}: learned {len(known)}, tested {len(test)}, macro-F1 {report.macro_f1:.4f}", flush=True)
    return _print(judged(chosen, sure, true))


def _print(report: Report) -> bool:
    print(f"\n{'class':<16}{'n':>6}{'precision':>11}{'recall':>8}{'F1':>8}{'calibration':>13}")
    for label, one in report.by_label.items():
        print(
            f"{label:<16}{one.n:>6}{one.precision:>11.3f}{one.recall:>8.3f}{one.f1:>8.3f}{one.calibration_error:>13.3f}"
        )
    print(f"macro-F1 {report.macro_f1:.4f} (goal {MACRO_F1}), accuracy {report.accuracy:.4f}, n {report.n}")
    print(f"expected calibration error {report.calibration_error:.4f} (goal {CALIBRATION})", flush=True)
    return report.macro_f1 >= MACRO_F1 and report.calibration_error <= CALIBRATION


def _speed(data: Path) -> bool:
    command = [sys.executable, "-m", "huisheng.console", "insight"]
    columns = ["--text", f"{TITLE},{WORDS}"]
    with tempfile.TemporaryDirectory() as folder:
        model, many = Path(folder) / "model", Path(folder) / "many.csv"
        files = [str(data / name) for name in FILES]
        began = time.perf_counter()
        subprocess.run([*command, "train", *files, *columns, "--label", LABEL, "--out", str(model)], check=True)
        print(f"learning the whole set: {time.perf_counter() - began:.0f} s, {model.stat().st_size / 1e6:.1f} MB")
        _five_times(data / FILES[0], many)
        began = time.perf_counter()
        asked = [*command, "classify", str(many), "--model", str(model), *columns]
        process = subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        most = _memory(process)
        spent = time.perf_counter() - began
        told = process.stderr.read().strip() if process.stderr else ""
        rate = 5 * 2004 / spent
        print(f"10,020 matters: {rate:.0f} a second with starting (goal {RATE}); it says: {told}")
        print(f"memory of all its processes together at most {most:.0f} MB (goal {MEMORY})")
        _one_by_one(model.read_bytes(), data / FILES[0])
        return process.returncode == 0 and rate >= RATE and most <= MEMORY


def _five_times(source: Path, to: Path) -> None:
    with to.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([TITLE, WORDS])
        for _ in range(5):
            out.writerows(sheets.rows(source, (TITLE, WORDS), needed=[]))


def _memory(process: "subprocess.Popen[str]") -> float:
    """Resident megabytes of the process and its children together, at the most; what they share is counted twice."""
    most = 0.0
    while process.poll() is None:
        here = [process.pid, *_children(process.pid)]
        most = max(most, sum(map(_resident, here)))
        time.sleep(0.02)
    return most


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
    except (OSError, IndexError):
        return 0.0


def _one_by_one(data: bytes, source: Path) -> None:
    from huisheng.insight.classify.model import Model

    began = time.perf_counter()
    model = Model.read(data)
    print(f"reading the model: {time.perf_counter() - began:.3f} s")
    spans = []
    for title, words in list(sheets.rows(source, (TITLE, WORDS), needed=[]))[:500]:
        began = time.perf_counter()
        model.classify([Matter(title, words)])
        spans.append(1000 * (time.perf_counter() - began))
    spans.sort()
    print(f"one matter alone, top 3 with words: median {spans[250]:.2f} ms, p95 {spans[475]:.2f} ms")
