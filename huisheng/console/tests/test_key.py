"""``huisheng key``: a token that works until it is revoked."""

from argparse import Namespace

import pytest

from huisheng.console.commands import key
from huisheng.directory import reads
from huisheng.kernel.errors import Refusal
from tests.cast import World


def test_a_key_is_issued_listed_and_revoked(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert key.run(Namespace(act="issue", seat="agent", label="网站留言")) == 0
    token = capsys.readouterr().out.strip()
    actor = reads.actor_for_token(token)
    assert actor is not None and actor.seat == world.seat("agent").seat
    assert key.run(Namespace(act="list")) == 0
    number, seat, label, _, state = capsys.readouterr().out.strip().split("\t")
    assert (seat, label, state) == ("agent", "网站留言", "有效")
    assert token not in capsys.readouterr().out
    assert key.run(Namespace(act="revoke", key=int(number))) == 0
    assert reads.actor_for_token(token) is None
    key.run(Namespace(act="list"))
    assert "作废" in capsys.readouterr().out


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("args", [{"act": "issue", "seat": "nobody", "label": "x"}, {"act": "revoke", "key": 99}])
def test_an_unknown_seat_or_key_is_refused(args: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="没有这个席位或密钥"):
        key.run(Namespace(**args))
