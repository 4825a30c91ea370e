"""Which links this process holds: who sends hands over to the thread that holds the account's."""

import threading

from huisheng.channels.sms.link import Link

_links: dict[int, Link] = {}
_lock = threading.Lock()


def put(gateway: int, link: Link) -> None:
    """This one now."""
    with _lock:
        _links[gateway] = link


def drop(gateway: int, link: Link) -> None:
    """That one no more; a newer one stays."""
    with _lock:
        if _links.get(gateway) is link:
            del _links[gateway]


def link(gateway: int) -> Link | None:
    """The link to a gateway, if one is up here."""
    with _lock:
        found = _links.get(gateway)
    return found if found is not None and found.is_up else None
