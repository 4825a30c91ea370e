"""The peers of the mail's tests, started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from huisheng.channels.mail.actions import issue_mailbox
from huisheng.channels.mail.models import Mailbox
from huisheng.channels.mail.tests.peers import SECRET, Post, Sink
from tests.cast import World

ADDRESS = "rexian@yanshi.example"


@pytest.fixture(scope="session")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    one = Post(Path(tmp_path_factory.mktemp("post")))
    yield one
    one.kill()


@pytest.fixture
def sink() -> Iterator[Sink]:
    one = Sink()
    yield one
    one.stop()


def issued(world: World, **changed: object) -> Mailbox:
    """A mailbox ``mayor`` of the world's platform."""
    given: dict[str, object] = {
        "code": "mayor", "label": "云山市12345热线", "channel": "mail", "address": ADDRESS, "user": "nobody",
        "imap_host": "127.0.0.1", "imap_port": 1, "imap_guard": "plain", "folder": "", "done_folder": "",
        "smtp_host": "127.0.0.1", "smtp_port": 1, "smtp_guard": "plain", "smtp_open": False, "secret": SECRET,
        **changed,
    }  # fmt: skip
    return issue_mailbox.do(by=world.seat("admin"), at=world.now, **given)  # type: ignore[arg-type]  # as a form gives it
