"""``huisheng account``: the first password of a real city's seat."""

from argparse import Namespace

import pytest

from huisheng.console.commands import account
from huisheng.directory import book
from huisheng.directory.models import Account, AccountDeed, Seat, Unit
from huisheng.kernel.errors import Refusal
from tests.cast import World


def test_the_first_administrator_begins_with_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    Unit.objects.update(rehearsal=False)
    book.forget()
    assert account.run(Namespace(act="password", seat="security", reason="上线")) == 0
    word = capsys.readouterr().out.strip()
    user = Seat.objects.get(code="security").user
    assert user is not None and user.check_password(word)
    assert Account.objects.get(user=user).must_change
    deed = AccountDeed.objects.get()
    assert (deed.seat.role, deed.about.code, deed.reason) == ("system", "security", "上线")
    book.forget()


@pytest.mark.usefixtures("world")
def test_refusals() -> None:
    with pytest.raises(Refusal, match="没有席位nobody"):
        account.run(Namespace(act="password", seat="nobody", reason="x"))
    with pytest.raises(Refusal, match="演示席位"):
        account.run(Namespace(act="password", seat="agent", reason="x"))
