"""The fields that visits ask for."""

from dataclasses import dataclass
from datetime import datetime

from huisheng.kernel.amounts import Moment
from huisheng.kernel.asks import Choice, Flag, Text
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.states import Grade, Outcome, Solution
from huisheng.taxonomy.channels import Channel


@dataclass(frozen=True, slots=True)
class Degree(Choice):
    """A choice of yes, partly and no that still takes a plain yes or no, which is how machines asked until partly."""

    def read(self, raw: object) -> str | None:
        try:
            said = Flag(self.name, self.label, tri=True).read(raw)
        except Refusal:
            return Choice.read(self, raw)
        if said is None:
            return None
        return (Solution.YES if said else Solution.NO).value


@dataclass(frozen=True, slots=True)
class Hour(Moment):
    """A minute on the wall of the hall; an optional one may be None."""

    def read(self, raw: object) -> datetime | None:  # type: ignore[override]  # a Moment that may be missing
        if (raw is None or raw == "") and not self.required:
            return None
        return Moment.read(self, raw)


OUTCOME = Choice("outcome", "接通情况", options=Outcome.labels())
SOLVED = Degree("solved", "问题是否解决", required=False, options=Solution.labels())
GRADE = Choice("grade", "办理结果满意度", required=False, options=Grade.labels())
PROCESS = Choice("process", "服务过程满意度", required=False, options=Grade.labels())
CONTACTED = Flag("contacted", "承办单位是否联系过您", tri=True)
WORDS = Text("words", "市民意见", limit=2000, required=False)
VIA = Choice("via", "评价渠道", required=False, options=Channel.labels())

LATER = Choice(
    "why",
    "为什么稍后再打",
    options={
        "asked": "市民约了时间",
        "busy": "占线、关机或信号不好",
        "unclear": "先要弄清办理情况",
        "language": "要换人打（方言、外语）",
    },
)
UNTIL = Hour("until", "什么时候再打", required=False)
