"""A code is the source of messages: one account's alone, of whatever channel."""

import pytest

from huisheng.channels.inbox import sources
from huisheng.channels.inbox.models import Incoming
from huisheng.channels.mail.actions import revoke_mailbox
from huisheng.channels.mail.models import Mailbox
from huisheng.channels.mail.tests.conftest import issued
from huisheng.channels.sms.models import Gateway
from huisheng.kernel.errors import Refusal
from tests.cast import World


def test_a_code_is_one_accounts(world: World) -> None:
    admin = world.seat("admin")
    issued(world, code="rexian")
    with pytest.raises(Refusal, match="已登记（邮箱）"):
        sources.check_free("rexian", Gateway, admin)
    revoke_mailbox.do("rexian", by=admin, at=world.now)
    with pytest.raises(Refusal, match="别的渠道用过"):
        sources.check_free("rexian", Gateway, admin)
    sources.check_free("rexian", Mailbox, admin)  # its own again
    for taken in ("portal-yunshan", "list-1"):
        with pytest.raises(Refusal, match="不能以"):
            sources.check_free(taken, Mailbox, admin)
    Incoming.objects.create(
        platform_id=world.platform, source="elsewhere", ref="1", channel="mail", medium="mail", at=world.now,
        received_at=world.now, said_sealed=b"", outcome="aside",
    )  # fmt: skip
    with pytest.raises(Refusal, match="别的来件的来源"):
        sources.check_free("elsewhere", Gateway, admin)
    with pytest.raises(Refusal, match="没有这个正在使用的邮箱") as caught:
        sources.revoke("rexian", Mailbox, by=admin, at=world.now)
    assert caught.value.code == "unknown_mailbox"
