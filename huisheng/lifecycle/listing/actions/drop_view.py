"""删视图."""

from huisheng.directory.actor import Actor
from huisheng.lifecycle.listing.reads import own_view
from huisheng.rulebook import implements


@implements("domain#art-55")
def do(view: int, *, by: Actor) -> str:
    """Delete its own view; its name."""
    row = own_view(by, view)
    row.delete()
    return row.name
