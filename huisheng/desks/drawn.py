"""What stands in every row of a list, as HTML made here: a template takes ten times as long over fifty rows.

Every value goes through ``format_html``, which escapes it as a template would.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huisheng.desks.words import Dial
from huisheng.kernel.clock import local
from huisheng.lifecycle.workorder.search.snippet import Part as Piece

SPACE = SafeString(" ")
_CURRENT, _NOT = SafeString(' aria-current="true"'), SafeString("")


@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """A ``<symbol>`` of static/icons.svg, always beside a word; see templates/frame/_icon.html."""
    shape = '<svg class="icon" width="16" height="16" aria-hidden="true"><use href="{}#{}" /></svg>'
    return format_html(shape, static("icons.svg"), name)


def clock(dial: Dial) -> SafeString:
    """A clock as lists show it: shape and words, which the page counts on. See templates/orders/_clock.html."""
    if dial.due is None:
        said = format_html("<span>{}</span>", dial.words)
    else:
        at = local(dial.due).isoformat()
        said = format_html('<time datetime="{}" data-until="short">{}</time>', at, dial.words)
    shape = '<span class="clock" data-clock="{}" title="{}">{} {}</span>'
    return format_html(shape, dial.state, dial.full, icon(f"clock-{dial.state}"), said)


@lru_cache(maxsize=32)
def mark(word: str, meaning: str, urgent: bool) -> SafeString:
    """One mark: see templates/orders/_mark.html."""
    return format_html('<span class="mark{}" title="{}">{}</span>', " urgent" if urgent else "", meaning, word)


@lru_cache(maxsize=128)
def state(code: str, word: str, confirmed: bool) -> SafeString:
    """A state as shape and word; green only where the citizen confirmed it. See templates/orders/_state.html."""
    shape = '<span class="state{}">{}{}</span>'
    return format_html(shape, " confirmed" if confirmed else "", icon(f"state-{code}"), word)


def pieces(parts: Sequence[Piece]) -> SafeString:
    """Words of which some are what was searched for. No white space between them."""
    return joined([format_html("<mark>{}</mark>" if part.hit else "{}", part.text) for part in parts])


def link(url: str, said: str, current: bool) -> SafeString:
    """The way to an order from its row."""
    return format_html('<a href="{}" data-row{}>{}</a>', url, _CURRENT if current else _NOT, said)


def cell(kind: str, said: str) -> SafeString:
    """A cell of that class."""
    return format_html('<td class="{}">{}</td>', kind, said)


def joined(parts: Iterable[SafeString]) -> SafeString:
    """What is drawn already, one behind the other."""
    return SafeString("".join(parts))
