"""The frame of an article's acts: who, in which state, and the entry written with its rows."""

from datetime import datetime
from hashlib import sha256

from django.db import models

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal
from huisheng.knowledge.models import Article, Text
from huisheng.knowledge.states import EDGES, ArticleState
from huisheng.ledger import acts
from huisheng.ledger.vocabulary import Body


def check(name: str, actor: Actor, article: Article | None = None) -> Refusal | None:
    """The act's roles, the article's platform and unit, and the state it starts from."""
    edge = EDGES[name]
    if actor.role not in edge.roles:
        who = "、".join(role.label for role in edge.roles)
        return Refusal("wrong_role", f"“{edge.label}”由{who}办理，您的席位是{actor.role.label}。", edge.cite)
    if article is None:
        return None
    if article.platform_id != actor.platform:
        return Refusal("not_yours", f"这不是本平台的知识，不能“{edge.label}”。", edge.cite)
    if actor.role is Role.HANDLER and article.unit_id != actor.unit:
        return Refusal("not_yours", f"承办单位只能{edge.label}本单位的知识。", edge.cite)
    if article.state not in edge.states:
        now = ArticleState(article.state).label
        return Refusal("wrong_state", f"这条知识现在是“{now}”，不能“{edge.label}”。", edge.cite)
    return None


def waiting(article: Article) -> Text | None:
    """The text that waits for a signature, if one does."""
    return article.texts.filter(no=article.draft, submitted=True).first() if article.draft else None


def digest(text: Text) -> str:
    """What the ledger keeps of a text."""
    said = [text.form, text.title, text.body, text.keywords, text.source, text.category]
    if text.internal:
        said.append(text.internal)
    return sha256("\n".join(said).encode()).hexdigest()[:32]


def write(
    article: Article, body: Body, *, by: Actor, at: datetime, new: bool = False, also: tuple[models.Model, ...] = ()
) -> None:
    """Append the entry and keep the rows: every act moves an article up. Refusal: a time in the future."""
    article.changed_at = at
    acts.write(article, body, by=by, at=at, new=new, also=also)
