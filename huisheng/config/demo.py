"""What the screens of a demo city show beside their own: the rehearsal's progress, and seats to sign in with.

Desks and rehearsal stand on one floor and don't know each other; config stands above both. The two contexts are
worked out only where a template reads them, and are nothing in a real city.
"""

import tomllib
from datetime import timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from huisheng.desks.door import seated
from huisheng.directory.actor import Actor
from huisheng.directory.models import Seat
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.rehearsal.models import Run
from huisheng.rehearsal.month import folder
from huisheng.rehearsal.reads import current

# no step of a rehearsal takes so long: its process has gone
_STILL = timedelta(minutes=2)


def demo(request: HttpRequest) -> dict[str, Any]:
    """The context processor: ``rehearsal`` and ``demo_seats``."""
    return {"rehearsal": SimpleLazyObject(_rehearsal), "demo_seats": SimpleLazyObject(_seats)}


@partial(seated, unattended=True)  # it asks for itself again and again
def progress(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The progress alone, as the page asks for it again and again."""
    return render(request, "frame/_rehearsal.html")


@lru_cache(maxsize=8)
def _title(name: str) -> str:
    return str(tomllib.loads((folder(name) / "month.toml").read_text(encoding="utf-8"))["title"])


def _rehearsal() -> dict[str, Any]:
    run = current()
    if run is None:
        return {}
    state = _state(run)
    verbs = f"，{run.verbs_done:,} 个动作" if state == "done" else ""
    return {
        "label": _title(run.name),
        "state": state,
        "done": run.stories_done,
        "total": run.stories,
        "done_words": f"{run.stories_done:,}",
        "total_words": f"{run.stories:,} 件事{verbs}",
        "words": f"请在命令行运行 huisheng rehearse {run.name}，会从停下的地方接着演练。" if state == "failed" else "",
        "url": reverse("rehearsal"),
    }


def _state(run: Run) -> str:
    if run.finished_at is not None:
        return "done"
    return "failed" if clock.now() - run.moved_at > _STILL else "running"


def _seats() -> list[dict[str, str]]:
    """The first seat of each role in the demo city, with the password that ``huisheng run`` made for all of them."""
    kept = Path(settings.VAR) / "demo-password"
    if not kept.exists():
        return []
    seats: dict[str, Seat] = {}
    rows = Seat.objects.filter(unit__platform__rehearsal=True, user__isnull=False).select_related("unit", "user")
    for seat in rows.order_by("unit__order", "unit_id", "code"):
        seats.setdefault(seat.role, seat)
    return [
        {
            "role": f"{role.label}（{seats[role.value].unit.short}）",
            "username": seats[role.value].code,
            "password": kept.read_text().strip(),
        }
        for role in Role
        if role.value in seats
    ]
