"""What templates draw by one call instead of a loop; known in all of them (settings.TEMPLATES)."""

from collections.abc import Iterable

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huisheng.desks import drawn
from huisheng.desks.fields import Option
from huisheng.desks.words import Dial

register = Library()
_ON, _OFF = SafeString(" selected"), SafeString("")
_TICKED = SafeString(" checked")


@register.filter
def options(choices: Iterable[Option], value: object = None) -> SafeString:
    """The ``<option>``s of a list of {value, label}; ``value`` is the one chosen. A city has a hundred units."""
    shape = '<option value="{}"{}>{}</option>'
    return drawn.joined(
        [format_html(shape, one.value, _ON if one.value == value else _OFF, one.label) for one in choices]
    )


@register.filter
def checks(choices: Iterable[Option], name: str) -> SafeString:
    """Boxes to tick, of a list of {value, label, chosen}; ``name`` is posted for each."""
    shape = '<label class="tick"><input type="checkbox" name="{}" value="{}"{}> {}</label> '
    return drawn.joined(
        [format_html(shape, name, one.value, _TICKED if one.chosen else _OFF, one.label) for one in choices]
    )


@register.filter
def clock(dial: Dial) -> SafeString:
    """A clock as lists show it; see templates/orders/_clock.html."""
    return drawn.clock(dial)
