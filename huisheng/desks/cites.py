"""An article as a screen names it, and its page."""

import re
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.addresses import reverse
from huisheng.directory import law
from huisheng.directory.actor import Actor

_KEY = re.compile(r"[a-z0-9-]+#art-[0-9]+")


@dataclass(frozen=True, slots=True)
class Cite:
    """《热线通行规则》第3条, and where it can be read."""

    text: str
    url: str


def cite(key: str) -> Cite | None:
    """The article of a citation ("domain#art-3"); None for "". An unknown one is shown as it is."""
    if not key:
        return None
    try:
        found = law.article(key)
    except KeyError:
        return Cite(key, "")
    document, _, article = key.partition("#")
    return Cite(f"《{found.title}》第{found.number}条", reverse("desks:article", args=[document, article]))


def told(sentence: str) -> str:
    """The sentence with its citations as people name them."""
    return _KEY.sub(lambda found: made.text if (made := cite(found[0])) else found[0], sentence)


@require_safe
def article(request: HttpRequest, actor: Actor, document: str, article: str) -> HttpResponse:
    """One article of the rulebook in its own words."""
    try:
        found = law.article(f"{document}#{article}")
    except KeyError:
        raise Http404 from None
    return frame.page(request, actor, "rulebook/article.html", {"article": found})
