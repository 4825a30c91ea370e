"""When a figure may be entered by hand. Pure."""

from datetime import date

from huisheng.kernel.errors import Refusal
from huisheng.rulebook import implements


@implements("liaocheng-2015-01#art-10")
def not_counted_here(first: date, books_from: date | None) -> Refusal | None:
    """满意率和办结率由系统直接生成: what the ledger reaches back over is counted, never entered by hand.

    ``books_from``: the day from which the ledger is whole; None where it is empty.
    """
    if books_from is None or first < books_from:
        return None
    return Refusal(
        "counted_here",
        f"{books_from}以后的数由系统从台账统计，不能手工填写，请只填写这一天以前各期的数。",
        "liaocheng-2015-01#art-10",
        "first",
    )


def figure_as_said(numerator: int | None, denominator: int | None, value: int | None) -> Refusal | None:
    """A count, a count with what it is a part of, or a printed rate alone: one of the three."""
    if value is not None and (numerator is not None or denominator is not None):
        return Refusal("figure_twice", "已知件数的填件数（和分母），只知比率的只填比率，请留下一种。", field="value")
    if value is None and numerator is None:
        return Refusal("missing", "请填写件数，或填写比率。", field="numerator")
    return None


def quiz_fits(questions: int, pool: int | None) -> Refusal | None:
    """No more questions are drawn than there are entries."""
    if pool is not None and questions > pool:
        return Refusal("too_many", f"题数{questions}多于选题范围{pool}条，请核对。", field="questions")
    return None


def quiz_not_kept_here(day: date, held: bool) -> Refusal | None:
    """A quiz held in the system is noted by itself when it closes."""
    if not held:
        return None
    said = f"{day}的知识竞赛在系统里举行，结束时自动记入，不能手工填写。"
    return Refusal("counted_here", said, "domain#art-74", "day")


@implements("domain#art-73")
def not_kept_here(day: date, kept_since: date | None) -> Refusal | None:
    """The updates of a base that is kept here count by themselves, from the day of its first signature."""
    if kept_since is None or day < kept_since:
        return None
    return Refusal(
        "counted_here",
        f"本平台的知识库从{kept_since}起在系统里，签发、确认有效、停用自动计入更新条数，不能手工填写。",
        "domain#art-73",
        "day",
    )
