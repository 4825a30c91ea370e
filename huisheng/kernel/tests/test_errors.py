"""A refusal says why, and goes its way unharmed."""

import pickle
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext

import pytest

from huisheng.kernel.errors import Refusal, insist

STALE = ("stale", "这件工单刚被别人更新过，请刷新。", "domain#art-1", "seen")


def test_what_it_says() -> None:
    refusal = Refusal(*STALE)
    assert (refusal.code, refusal.sentence, refusal.cite, refusal.field) == STALE
    assert str(refusal) == refusal.sentence
    assert (Refusal("x", "不行。").cite, Refusal("x", "不行。").field) == ("", "")


def test_insist() -> None:
    insist(None)
    refusal = Refusal(*STALE)
    with pytest.raises(Refusal) as caught:
        insist(refusal)
    assert caught.value is refusal


@contextmanager
def _room() -> Iterator[None]:
    yield


def test_it_passes_through_context_managers() -> None:
    """contextlib sets an exception's traceback: a frozen one would break there."""
    refusal = Refusal(*STALE)
    with pytest.raises(Refusal) as caught, ExitStack() as stack:
        stack.enter_context(_room())
        stack.enter_context(nullcontext())
        with _room():
            raise refusal
    assert caught.value is refusal


def test_it_survives_a_process_boundary() -> None:
    copy = pickle.loads(pickle.dumps(Refusal(*STALE)))
    assert (copy.code, copy.sentence, copy.cite, copy.field) == STALE
