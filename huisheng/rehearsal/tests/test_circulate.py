"""The circular that a lived month ends with: through the verbs, going on where an earlier start stopped."""

from pathlib import Path
from typing import Any

import pytest

from huisheng.circular.actions import draft, publish
from huisheng.circular.models import Edition, Run
from huisheng.circular.states import EditionState, RunState
from huisheng.kernel.errors import Refusal
from huisheng.rehearsal.circulate import circulate
from huisheng.rehearsal.month import CIRCULAR
from tests.office import Office

TOLD = """
composition = "yunshan-month"
assessor = "assessor"
reviewer = "supervisor"
leader = "leader"
frozen_at = 2019-11-05T09:00:00
final_at = 2019-11-19T09:00:00
signed_at = 2019-11-20T09:00:00
"""


@pytest.fixture
def month(office: Office, tmp_path: Path) -> Path:
    """A month's folder, whose days are those of the office's own composition."""
    folder = tmp_path / "month"
    folder.mkdir()
    (folder / CIRCULAR).write_text(TOLD, encoding="utf-8")
    return folder


def test_it_is_published_once(month: Path) -> None:
    assert circulate(month)
    edition = Edition.objects.get()
    assert (edition.state, edition.run.state) == (EditionState.PUBLISHED, RunState.FINAL)
    assert edition.signed_at is not None and edition.signed_at.day == 20
    assert not circulate(month)
    assert Run.objects.count() == Edition.objects.count() == 1


@pytest.mark.parametrize("broken", [draft, publish], ids=["after the figures are final", "after it is signed"])
def test_it_goes_on_where_it_stopped(month: Path, monkeypatch: pytest.MonkeyPatch, broken: Any) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(broken, "do", stop)
        circulate(month)
    assert circulate(month)
    assert Edition.objects.get().state == EditionState.PUBLISHED
    assert Run.objects.count() == 1


def test_a_month_without_a_circular(tmp_path: Path) -> None:
    assert not circulate(tmp_path)


def test_a_seat_that_isn_t_there(month: Path) -> None:
    (month / CIRCULAR).write_text(TOLD.replace('"leader"\n', '"nobody"\n'), encoding="utf-8")
    with pytest.raises(Refusal, match="没有席位nobody"):
        circulate(month)
