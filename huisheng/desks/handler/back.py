"""Where an act leads that was begun on the unit's desk: back to it, beside the groups."""

from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import reverse

from huisheng.lifecycle.workorder.in_hand import Todo


def there(request: HttpRequest, number: str) -> str:
    """The order's address on the unit's desk, if the page that sent this was it; else "".

    htmx says which page it stands on, a plain form's browser where it comes from; nothing else of it is believed.
    """
    came_from = urlsplit(request.headers.get("HX-Current-URL", "") or request.headers.get("Referer", ""))
    here = reverse("desks:unit_order", args=[number])
    if came_from.path != here:
        return ""
    todo = parse_qs(came_from.query).get("todo", [""])[0]
    return here + (f"?todo={todo}" if todo in Todo.labels() else "")
