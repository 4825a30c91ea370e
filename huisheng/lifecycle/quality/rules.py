"""What the numbers of a check must satisfy. Pure."""

from huisheng.kernel.errors import Refusal
from huisheng.rulebook import implements


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
