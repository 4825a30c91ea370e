"""What happens to a call."""

from datetime import datetime

from huisheng.kernel import clock
from huisheng.ledger.vocabulary import calls
from huisheng.measures.fold.state import on_call
from huisheng.measures.rows import CallRow


@on_call(calls.CallOffered)
def _offered(row: CallRow, body: calls.CallOffered, at: datetime) -> None:
    row.offered_at, row.platform, row.queue, row.hour = at, body.platform, body.queue, clock.local(at).hour


@on_call(calls.CallAnswered)
def _call_answered(row: CallRow, body: calls.CallAnswered, at: datetime) -> None:
    row.answered_at, row.wait_s = at, body.wait_s


@on_call(calls.CallAbandoned)
def _abandoned(row: CallRow, body: calls.CallAbandoned, at: datetime) -> None:
    row.abandoned_at, row.wait_s = at, body.wait_s


@on_call(calls.CallEnded)
def _ended(row: CallRow, body: calls.CallEnded, at: datetime) -> None:
    row.ended_at, row.effective, row.disposition, row.talk_s = at, body.effective, body.disposition, body.talk_s


@on_call(calls.CallReturned)
def _call_returned(row: CallRow, body: calls.CallReturned, at: datetime) -> None:
    row.returned_at = row.returned_at or at
    if body.outcome == "reached":
        row.reached_at = row.reached_at or at


@on_call(calls.CallTransferred)
def _call_transferred(row: CallRow, body: calls.CallTransferred, at: datetime) -> None:
    """No figure counts it."""


@on_call(calls.CallJoined)
def _call_joined(row: CallRow, body: calls.CallJoined, at: datetime) -> None:
    """No figure counts it."""


@on_call(calls.RecordingDestroyed)
def _recording_destroyed(row: CallRow, body: calls.RecordingDestroyed, at: datetime) -> None:
    """No figure counts it."""
