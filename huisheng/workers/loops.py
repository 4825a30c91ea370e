"""What the worker does, each a step that says whether there was anything to do."""

import logging

from django.db import Error

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import cursor
from huisheng.ledger.read import Read
from huisheng.lifecycle import reactions
from huisheng.lifecycle.attachments import store
from huisheng.lifecycle.deadlines.sweep import sweep
from huisheng.lifecycle.handling import contradictions
from huisheng.lifecycle.notices import follow as notices
from huisheng.lifecycle.records import follow as records
from huisheng.lifecycle.workorder.search import follow as search
from huisheng.measures import follow

log = logging.getLogger("huisheng.workers")

REACTIONS = "reactions"


def react() -> bool:
    """Follow the ledger and do what follows from entries; the position moves with what was done."""
    return cursor.step(REACTIONS, _react, kinds=reactions.KINDS, limit=1000) > 0


def _react(entries: list[Read]) -> None:
    for entry in entries:
        if not entry.stream.startswith("workorder:"):
            continue
        try:
            reactions.react_to(entry.kind, entry.key)
        except Refusal:
            continue  # somebody was faster, or it no longer applies: nothing follows
        except Error:
            raise
        except Exception:
            # one order that can't be reacted to must not stop all that come after it
            log.exception("no reaction to %s %s", entry.stream, entry.no)


def sweep_deadlines() -> bool:
    """Note the clocks that ran out."""
    return sweep(clock.now()) > 0


def fold_facts() -> bool:
    """Bring the facts up to the ledger."""
    return follow.step() > 0


def write_search() -> bool:
    """Write down what search looks through."""
    return search.step() > 0


def judge_replies() -> bool:
    """Hold replies against the record, for the supervisors."""
    return contradictions.step() > 0


def carry_files() -> bool:
    """Bring files of orders to their bucket. A store that is away is asked again in a while."""
    try:
        return store.carry() > 0
    except Refusal as refusal:
        log.warning("files not carried: %s", refusal.sentence)
        return False


def note_knowledge() -> bool:
    """Note what units bring up to date in the knowledge base, and quizzes that ended."""
    return records.step() > 0


def tell() -> bool:
    """Write down who must know of what has happened."""
    return notices.step() > 0


def tell_what_runs_out() -> bool:
    """Tell units of clocks that run out soon. Never busy: those it leaves are looked at again in a while."""
    notices.running_out()
    return False
