"""What the numbers of a check must satisfy. Pure."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.quality.states import Verdict
from huisheng.rulebook import implements
from huisheng.taxonomy.kinds import Kind

_INQUIRY = (Kind.CONSULT.value,)
_GRIEVANCE = (Kind.COMPLAINT.value, Kind.REPORT.value, Kind.COMPLAINT_REPORT.value)


@implements("xiangtan-2019-11#art-17")
def sample_adds_up(sampled: int, passed: int, unvisited: int, unsatisfied: int) -> Refusal | None:
    """Parts of a sample aren't more than the sample: one that passed was visited and satisfied."""
    if passed + unvisited + unsatisfied > sampled:
        return Refusal(
            "too_many",
            f"合格{passed}件、未回访{unvisited}件、不满意{unsatisfied}件相加超过抽查的{sampled}件，请核对。",
            "xiangtan-2019-11#art-17",
            "sampled",
        )
    return None


@implements("xiangtan-2019-11#art-19")
def errors_cost(errors: int, deducted: int) -> Refusal | None:
    """Marks (in hundredths) are deducted for errors only."""
    if deducted and not errors:
        return Refusal("no_errors", "没有上传错误就不扣分，请核对次数和扣分。", "xiangtan-2019-11#art-19", "deducted")
    return None


def draw(numbers: Iterable[str], size: int, seed: str) -> list[str]:
    """The first ``size`` of the numbers, ordered by SHA-256 of "seed:number": whoever has the seed draws the same."""
    return sorted(set(numbers), key=lambda number: (sha256(f"{seed}:{number}".encode()).digest(), number))[:size]


def counted(verdicts: Sequence[str]) -> dict[str, int]:
    """A sample as it is reported: how many were looked at, passed, weren't called back, aren't satisfied."""
    told = {name: sum(one == name for one in verdicts) for name in (Verdict.PASSED, Verdict.UNVISITED)}
    return {
        "sampled": sum(bool(one) for one in verdicts),
        "passed": told[Verdict.PASSED],
        "unvisited": told[Verdict.UNVISITED],
        "unsatisfied": sum(one == Verdict.UNSATISFIED for one in verdicts),
    }


def explained(verdict: str, words: str) -> Refusal | None:
    """What didn't pass says why."""
    if verdict == Verdict.PASSED or words:
        return None
    return Refusal("missing", "不合格的请写明原因，单位要看。", "xiangtan-2019-11#art-17", "words")


def misfiled(filed: str, found: str) -> bool:
    """A grievance that was filed as an inquiry, and so answered on the spot instead of handed on."""
    return filed in _INQUIRY and found in _GRIEVANCE
