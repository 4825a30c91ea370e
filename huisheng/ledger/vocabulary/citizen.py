"""What a citizen does himself with a matter of his, by any channel."""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, ClockStart, Filed, entry


@entry("supplemented", "补充诉求", "市民补充诉求，渠道：{channel}", personal=("digest", "files"))
@dataclass(frozen=True, slots=True)
class Supplemented(Body):
    """补充诉求: words, files or both."""

    channel: str
    digest: str
    files: tuple[Filed, ...] = ()


@entry("called_off", "撤回诉求", "市民撤回诉求，渠道：{channel}", personal=("digest",))
@dataclass(frozen=True, slots=True)
class CalledOff(Body):
    """撤回诉求. ``next``: the order's state; closed where no unit has it, else as it was until the centre decides."""

    channel: str
    next: str
    digest: str = ""


@entry("asked_again", "再次反映", "市民再次反映，渠道：{channel}，转入{next}", personal=("digest",))
@dataclass(frozen=True, slots=True)
class AskedAgain(Body):
    """再次反映: the matter is open again, and what was called off is no longer so."""

    channel: str
    next: str
    digest: str
    clocks: tuple[ClockStart, ...] = ()
