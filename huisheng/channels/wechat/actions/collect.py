"""取件: a picture or a voice is fetched from WeChat, and its message taken. What can't be had is said in its words."""

import json
from datetime import datetime, timedelta

from huisheng.channels.inbox.actions import take
from huisheng.channels.inbox.contract import Came, Medium
from huisheng.channels.inbox.models import Incoming
from huisheng.channels.wechat import api, reads
from huisheng.channels.wechat.models import Account, Waiting
from huisheng.kernel import secrets
from huisheng.kernel.asks import Upload
from huisheng.taxonomy.channels import Channel

KEPT = timedelta(days=3)  # WeChat throws a file away after that
_GONE = 40007  # it has no such file
_LONGEST = 600  # seconds between two tries


def do(account: Account, row: Waiting, *, at: datetime, timeout: float) -> Incoming | None:
    """The message as taken; None where the file can't be had yet: it is tried again."""
    sealed = secrets.unseal(bytes(row.said_sealed), reads.waiting_context(account, row.ref))
    said: dict[str, str] = json.loads(sealed)
    word = "图片" if said["ending"] == "jpg" else "语音"
    files: tuple[Upload, ...] = ()
    trouble = ""
    try:
        got = api.media(account, said["media"], timeout=timeout)
        files = (Upload(f"微信{word}.{said['ending']}", got.data, len(got.data)),)
    except (api.Away, api.Said) as error:
        gone = isinstance(error, api.Said) and error.code == _GONE
        if not gone and at - row.since < KEPT:
            _later(account, row, error, at)
            return None
        trouble = f"（市民发来{word}，没能从微信取到，请联系市民）"
    came = Came(
        source=account.code,
        ref=row.ref,
        channel=Channel.WECHAT.value,
        medium=Medium.WECHAT,
        at=datetime.fromisoformat(said["at"]),
        words="\n".join(part for part in (said["words"], trouble) if part),
        address=said["openid"],
        piece=not said["words"],  # a voice that WeChat has understood is words
        files=files,
    )
    message = take.do(came, platform=account.platform_id, at=at).message
    Waiting.objects.filter(pk=row.pk).delete()
    if account.trouble and not trouble:
        Account.objects.filter(pk=account.pk).update(trouble="")
    return message


def _later(account: Account, row: Waiting, error: api.Away | api.Said, at: datetime) -> None:
    wait = timedelta(seconds=min(2 ** min(row.tries, 10), _LONGEST))
    Waiting.objects.filter(pk=row.pk).update(tries=min(row.tries + 1, 1000), due_at=at + wait)
    sentence = str(error) if isinstance(error, api.Away) else f"微信接口拒绝取文件（errcode {error.code}），请核对。"
    Account.objects.filter(pk=account.pk).update(trouble=sentence)
