"""The centre takes a matter: stream ``workorder:ID``."""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, ClockStart, entry


@entry("accepted", "受理", "受理，工单号{number}，渠道：{channel}", personal=("digest", "source_ref"))
@dataclass(frozen=True, slots=True)
class Accepted(Body):
    """受理: the citizen's clock starts. ``digest`` is the salted digest of the citizen's words and name and phone."""

    number: str
    platform: int
    channel: str
    source: str
    source_ref: str
    call: str
    about_unit: int | None
    marks: tuple[str, ...]
    digest: str


@entry("classified", "定性归类", "性质：{kind_of_matter}，类别：{category}，地区：{region}", personal=())
@dataclass(frozen=True, slots=True)
class Classified(Body):
    """What the matter is held to be; said again when corrected. Carries the citizen's clock as then in force."""

    kind_of_matter: str
    category: str
    category_version: str
    region: str
    clocks: tuple[ClockStart, ...] = ()


@entry("marked", "标记", "标记：{mark}（{on}）", personal=("digest",))
@dataclass(frozen=True, slots=True)
class Marked(Body):
    """urgent, confidential, enterprise or no_visit is put on or taken off."""

    mark: str
    on: bool
    digest: str = ""
    clocks: tuple[ClockStart, ...] = ()


@entry("handed_on", "转办", "转派单员办理", personal=())
@dataclass(frozen=True, slots=True)
class HandedOn(Body):
    """转办: not answered on the spot."""


@entry("answered", "直接答复", "在线直接答复市民", personal=("digest",), stops=("citizen",))
@dataclass(frozen=True, slots=True)
class Answered(Body):
    """直办: closed by the centre itself."""

    digest: str


@entry("refused", "不予受理", "不予受理，原因：{reason}", personal=("digest",), stops=("citizen",))
@dataclass(frozen=True, slots=True)
class Refused(Body):
    """Outside what the hotline takes; ``reason`` is a code."""

    reason: str
    digest: str


@entry("linked", "关联重复", "与工单{to_number}关联为重复诉求", personal=())
@dataclass(frozen=True, slots=True)
class Linked(Body):
    """Linked, never melted: each citizen is still called back. ``to`` is the other order's id."""

    to: int
    to_number: str


@entry("unlinked", "解除关联", "解除与工单{to_number}的关联", personal=())
@dataclass(frozen=True, slots=True)
class Unlinked(Body):
    """The link was wrong."""

    to: int
    to_number: str


@entry("article_used", "引用知识", "引用第 {article} 条知识第{n}稿答复", personal=())
@dataclass(frozen=True, slots=True)
class ArticleUsed(Body):
    """An agent took the ``n``-th text of that article of the knowledge base for what was said to the citizen."""

    article: int
    n: int


@entry("police_noted", "登记警情编号", "已转 110，警情编号 {number}", personal=())
@dataclass(frozen=True, slots=True)
class PoliceNoted(Body):
    """110 took the matter: ``number`` is the police's own for it. A later entry corrects it."""

    number: str


@entry("archived", "归档", "归档", personal=())
@dataclass(frozen=True, slots=True)
class Archived(Body):
    """统计归档: the last step; nothing follows it."""
