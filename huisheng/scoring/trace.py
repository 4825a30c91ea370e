"""The trace of a score, as one would work it out by hand: a line a step, each with its source and its article."""

from collections.abc import Iterator

from huisheng.rulebook import article
from huisheng.scoring.scored import BLANK, COMPUTED, GIVEN, MEASURED, Row, Scored, Step

_WHERE = {MEASURED: "由工单统计", COMPUTED: "", GIVEN: "表中给出", BLANK: "表中空白"}


def trace(row: Row, scored: Scored, column: str = "") -> list[str]:
    """How a unit's column came about; without a column its place and its score, and what else is made from them, such
    as a tier. Each step is told once."""
    told: set[str] = set()
    wanted = [column] if column else [scored.place, scored.score]
    if not any(wanted):
        wanted = [heading.name for heading in scored.headings]
    lines = [f"{row.name}：{scored.title}"]
    for name in wanted:
        if name in row.steps:
            lines += _told(name, row, 1, told)
    for name in [] if column else [heading.name for heading in scored.headings]:
        if name in row.steps and row.steps[name].source == COMPUTED and told.intersection(row.steps[name].parts):
            lines += _told(name, row, 1, told)
    lines += [f"  {one.words}" for one in row.intervals.values()]
    return lines


def _told(name: str, row: Row, depth: int, told: set[str]) -> Iterator[str]:
    if name in told:
        return
    told.add(name)
    yield "  " * depth + line(row.steps[name], row)
    for part in row.steps[name].parts:
        yield from _told(part, row, depth + 1, told)


def cited(cite: str) -> str:
    """An article as people name it, "" for none."""
    if not cite:
        return ""
    found = article(cite)
    return f"《{found.title}》第{found.number}条"


def aside(*notes: str) -> str:
    """What is said besides, in brackets; "" where nothing is."""
    said = "；".join(note for note in notes if note)
    return f"（{said}）" if said else ""


def line(step: Step, row: Row) -> str:
    """One step: 综合得分 = 0.6 × 98.25 + … = 97.91（97.912四舍五入到0.01；…）."""
    words, reason = step.words, ""
    if words.startswith(f"{step.result}（"):  # nothing but a choice: 10（因 3 ≥ 1）
        words, reason = "", words.removeprefix(f"{step.result}（").removesuffix("）").replace("）（", "；")
    between = f"{words} = " if words and words != step.result else ""
    printed = row.cells[step.name].text if step.name in row.cells else ""
    notes = [_WHERE[step.source], reason, step.note]
    if printed and printed not in (step.result, f"{step.result}%") and step.source == COMPUTED and "…" in step.result:
        notes.append(f"印作{printed}")
    return f"{step.label} = {between}{step.result}{aside(*notes, cited(step.cite))}"
