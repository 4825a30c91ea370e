"""An article as the screens show it: a line of a list, its texts laid out, what one text changed of another."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from huisheng.desks.words import moment
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.knowledge import differences, forms
from huisheng.knowledge.models import Article, Text
from huisheng.knowledge.states import ArticleState, Form

WORKS = (Role.KNOWLEDGE, Role.SUPERVISOR)
_TABS = (
    ("knowledge", "查知识", None),
    ("knowledge_reviews", "复核", (*WORKS, Role.HANDLER)),
    ("knowledge_uses", "引用和缺口", WORKS),
    ("quizzes", "知识竞赛", None),
)


def tabs(actor: Actor, here: str) -> list[dict[str, object]]:
    """The pages of the knowledge base that this seat has."""
    return [
        {"label": label, "url": reverse(f"desks:{name}"), "current": name == here}
        for name, label, roles in _TABS
        if roles is None or actor.role in roles
    ]


def line(one: Article, today: date) -> dict[str, object]:
    """A row of a list."""
    late = one.state == ArticleState.PUBLISHED and one.review_on is not None and one.review_on <= today
    ended = one.valid_until is not None and one.valid_until < today
    return {
        "url": reverse("desks:article_one", args=[one.pk]),
        "title": one.title,
        "unit": directory.unit_name(one.unit_id, short=True),
        "state": ArticleState(one.state).label,
        "public": _public(one.public) if one.current else "",  # of what nobody has signed its draft says it
        "review": f"{one.review_on:%Y-%m-%d}" if one.review_on else "",
        "note": "已过有效期" if ended else "该复核了" if late else "有修改待签发" if one.current and one.draft else "",
        "changed": moment(one.changed_at, year=False),
    }


def _public(public: bool) -> str:
    return "市民可见" if public else "内部"


def valid(one: Article) -> str:
    """From when until when it may be quoted, in words."""
    if one.valid_from is None:
        return "尚未签发"
    return f"{one.valid_from:%Y-%m-%d} 起" + (f"，{one.valid_until:%Y-%m-%d} 止" if one.valid_until else "，长期有效")


def told(texts: Sequence[Text], one: Article, *, inner: bool) -> list[dict[str, Any]]:
    """Its texts, the newest first, each with what it changed of the one before. ``inner``: internal parts too."""
    return [
        _told(text, one, texts[at + 1] if at + 1 < len(texts) else None, inner=inner) for at, text in enumerate(texts)
    ]


def laid_out(form: str, title: str, body: str, internal: str) -> dict[str, object]:
    """What templates/knowledge/_text.html shows."""
    return {"shown": forms.read(form, title, body), "internal": internal}


def _told(text: Text, one: Article, before: Text | None, *, inner: bool) -> dict[str, Any]:
    standing = "正在使用" if text.no == one.current else "待签发" if text.submitted and text.no == one.draft else ""
    if not standing:
        standing = "草稿" if text.no == one.draft else "旧稿"
    return {
        **laid_out(text.form, text.title, text.body, text.internal if inner else ""),
        "no": text.no,
        "standing": standing,
        "current": text.no == one.current,
        "form": Form(text.form).label,
        "public": _public(text.public),
        "title": text.title,
        "keywords": text.keywords,
        "source": text.source,
        "by": directory.seat_label(text.seat),
        "at": moment(text.at),
        "signed": f"{directory.seat_label(text.signed_seat)}签发" if text.signed_seat else "",
        "back": text.back,
        "before": before.no if before else 0,
        "changed": _changed(before, text, inner=inner) if before else [],
    }


def _changed(before: Text, text: Text, *, inner: bool) -> list[dict[str, object]]:
    """By field: its label, and what went and came."""
    named = [("标题", "title"), ("正文", "body"), ("关键词", "keywords"), ("来源", "source")]
    named += [("内部说明", "internal")] if inner else []
    pairs = [(label, getattr(before, name), getattr(text, name)) for label, name in named]
    days = [
        (label, f"{getattr(before, name) or '—'}", f"{getattr(text, name) or '—'}")
        for label, name in (("生效日期", "valid_from"), ("失效日期", "valid_until"))
    ]
    kinds = [
        ("形式", Form(before.form).label, Form(text.form).label),
        ("市民可见", "是" if before.public else "否", "是" if text.public else "否"),
    ]
    return [
        {"label": label, "pieces": differences.between(old, new)}
        for label, old, new in (*pairs, *days, *kinds)
        if old != new
    ]
