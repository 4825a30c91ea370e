"""Figures are frozen, objected to, decided and published. A run has a stream of its own (``circular:ID``)."""

from dataclasses import dataclass
from datetime import datetime

from huisheng.ledger.vocabulary.base import Body, entry


@entry("figures_frozen", "冻结数据", "冻结{first}至{last}的数据（第{no}次），异议截止{objections_until}", personal=())
@dataclass(frozen=True, slots=True)
class FiguresFrozen(Body):
    """数据冻结. ``position``: transaction of the ledger below which all is in; ``dossier``: SHA-256 of its file."""

    platform: int
    first: str
    last: str
    no: int
    position: int
    dossier: str
    objections_until: datetime


@entry("figures_superseded", "被重新冻结取代", "被第{no}次冻结取代", personal=())
@dataclass(frozen=True, slots=True)
class FiguresSuperseded(Body):
    """A later run takes this one's place; nothing of it is changed."""

    no: int


@entry("objection_raised", "提出异议", "{unit}对{about}提出异议", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ObjectionRaised(Body):
    """异议. ``about``: the figure or score in words of the table (column)."""

    o: int
    unit: int
    about: str
    digest: str


@entry("objection_decided", "裁决异议", "裁决第{o}号异议：{upheld}", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ObjectionDecided(Body):
    """``upheld``: yes or no."""

    o: int
    upheld: bool
    digest: str


@entry("figures_final", "数据定稿", "数据定稿", personal=())
@dataclass(frozen=True, slots=True)
class FiguresFinal(Body):
    """Every objection is decided, the time for them is over."""


@entry("edition_drafted", "起草通报", "起草《{heading}》第{e}稿", personal=())
@dataclass(frozen=True, slots=True)
class EditionDrafted(Body):
    """起草. ``corrects``: number of the published edition that this one corrects, "" for a first one."""

    e: int
    composition: str
    heading: str
    corrects: str


@entry("edition_worded", "修改文字", "修改第{e}稿的文字", personal=("digest",))
@dataclass(frozen=True, slots=True)
class EditionWorded(Body):
    """The office's words; the numbers can't be changed."""

    e: int
    digest: str


@entry("edition_reviewed", "核稿", "第{e}稿核稿通过，校核无矛盾", personal=())
@dataclass(frozen=True, slots=True)
class EditionReviewed(Body):
    """核稿. ``findings``: what the checker still says that isn't a contradiction (rounding, undisclosed base)."""

    e: int
    findings: int


@entry("edition_sent_back", "退回修改", "第{e}稿退回修改", personal=("digest",))
@dataclass(frozen=True, slots=True)
class EditionSentBack(Body):
    """退回修改, with a reason."""

    e: int
    digest: str


@entry("edition_signed", "签发", "签发第{e}稿", personal=())
@dataclass(frozen=True, slots=True)
class EditionSigned(Body):
    """签发. ``document``: SHA-256 of the document as it was signed."""

    e: int
    document: str


@entry("edition_published", "公布", "公布第{e}稿", personal=())
@dataclass(frozen=True, slots=True)
class EditionPublished(Body):
    """公布."""

    e: int
