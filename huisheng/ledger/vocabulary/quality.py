"""What samples, test calls and data checks found, and what the assessor granted (``check:ID``).

``source``: own or province. ``day``, ``first``, ``last``: Shanghai days as 2019-11-30. Marks are written as one says
them (2.3); ``hundredths`` makes whole numbers of them.
"""

from dataclasses import dataclass
from decimal import Decimal

from huisheng.ledger.vocabulary.base import Body, entry


def hundredths(marks: str) -> int:
    """Marks of at most two decimals as a whole number of hundredths."""
    return int(Decimal(marks) * 100)


@entry(
    "spot_checked",
    "抽查回访",
    "抽查{unit}{sampled}件，合格{passed}件，未回访{unvisited}件，不满意{unsatisfied}件",
    personal=(),
)
@dataclass(frozen=True, slots=True)
class SpotChecked(Body):
    """抽测, 人工抽查回访: ``unvisited`` were never called back, ``unsatisfied`` aren't satisfied; the rest may pass."""

    platform: int
    unit: int | None
    source: str
    day: str
    sampled: int
    passed: int
    unvisited: int
    unsatisfied: int


@entry(
    "mystery_called", "拨测", "拨测，服务规范{service}分，业务知识{knowledge}分，扣{deducted}分", personal=("digest",)
)
@dataclass(frozen=True, slots=True)
class MysteryCalled(Body):
    """拨测 of the centre's own agents. A mark not given is None. ``digest``: what was asked, and the findings."""

    platform: int
    source: str
    day: str
    service: str | None
    knowledge: str | None
    deducted: str
    digest: str


@entry("upload_checked", "数据监测", "数据上传不准确{errors}次，扣{deducted}分", personal=())
@dataclass(frozen=True, slots=True)
class UploadChecked(Body):
    platform: int
    source: str
    day: str
    errors: int
    deducted: str


@entry("bonus_granted", "质效", "{unit}{first}至{last}质效{marks}分", personal=("digest",))
@dataclass(frozen=True, slots=True)
class BonusGranted(Body):
    """质效: a plus or minus of the assessor for a period, on a ground and a clause (digested)."""

    platform: int
    unit: int
    first: str
    last: str
    marks: str
    digest: str


@entry("answer_reviewed", "直办复核", "复核直接答复，受理时定为{filed}，实为{found}", personal=("digest",))
@dataclass(frozen=True, slots=True)
class AnswerReviewed(Body):
    """An answer given on the spot, looked at again: the kind it was filed as and is of, and whether all was answered.

    ``order``: the number of the order's stream. ``digest``: what was found.
    """

    platform: int
    order: int
    day: str
    filed: str
    found: str
    complete: bool
    digest: str


@entry("check_struck", "作废检查", "作废这条检查", personal=("digest",))
@dataclass(frozen=True, slots=True)
class CheckStruck(Body):
    """It doesn't count any more, and why; what is right is a new check."""

    digest: str
