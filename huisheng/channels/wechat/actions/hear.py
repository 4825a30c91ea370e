"""听取: what WeChat pushes is kept and placed, or answered; the same again changes nothing and is answered the same."""

import json
from datetime import datetime

from huisheng.channels.inbox.actions import take, unsubscribe
from huisheng.channels.inbox.contract import Came, Medium
from huisheng.channels.outbox.actions import receipt
from huisheng.channels.wechat import reads, replies, rules
from huisheng.channels.wechat.actions import collect
from huisheng.channels.wechat.models import Account, Waiting
from huisheng.channels.wechat.rules import Said, Sort
from huisheng.kernel import secrets
from huisheng.taxonomy.channels import Channel

AT_ONCE = 2.0  # seconds that a file may take while WeChat waits; it gives up after five


def do(account: Account, said: Said, *, at: datetime) -> str:
    """What to answer; "" for nothing. Once this is back, the message is safe."""
    if said.sort is Sort.EVENT:
        return _event(account, said, at)
    known = reads.message(account, said.ref)
    if known is not None:
        return replies.to(known)
    if said.sort is Sort.MEDIA:
        return _media(account, said, at)
    words, answers = said.words, ""
    if said.sort is Sort.TEXT:
        asked = rules.asks_progress(words)
        if asked is not None:
            return progress(account, said.openid, asked)
        if rules.asks_help(words):
            return replies.guide(account)
        more = rules.more(words)
        latest = reads.latest(account, said.openid) if more else None
        if more and latest is not None:
            words, answers = more, latest.number
    came = Came(
        source=account.code,
        ref=said.ref,
        channel=Channel.WECHAT.value,
        medium=Medium.WECHAT,
        at=said.at,
        words=words,
        address=said.openid,
        place=said.place,
        answers=answers,
        piece=said.sort is not Sort.TEXT,
    )
    return replies.to(take.do(came, platform=account.platform_id, at=at).message)


def progress(account: Account, openid: str, number: str) -> str:
    """How far the writer's own matter is; of another's nothing is said, not even that there is one."""
    order = reads.own(account, openid, number)
    return reads.told(order) if order is not None else replies.NO_ORDER


def _media(account: Account, said: Said, at: datetime) -> str:
    told = {
        "openid": said.openid,
        "at": said.at.isoformat(),
        "words": said.words,
        "media": said.media,
        "ending": said.ending,
    }
    context = reads.waiting_context(account, said.ref)
    given = {"said_sealed": secrets.seal(json.dumps(told), context), "since": at, "due_at": at}
    row, _ = Waiting.objects.get_or_create(account=account, ref=said.ref, defaults=given)
    message = collect.do(account, row, at=at, timeout=AT_ONCE)
    return replies.to(message) if message is not None else replies.FETCHING


def _event(account: Account, said: Said, at: datetime) -> str:
    event = said.event.upper()
    if event == "TEMPLATESENDJOBFINISH":
        good = said.words == "success"
        trouble = "" if good else f"微信没有送达（{said.words or '原因不明'}），请改用电话联系市民。"
        for source in (account.code, ""):  # "": the outbox had left the account to us
            if receipt.do(source=source, peer_ref=said.key, delivered=good, trouble=trouble, at=at):
                break
        return ""
    if event == "UNSUBSCRIBE":
        unsubscribe.do(platform=account.platform_id, medium=Medium.WECHAT, address=said.openid, at=at)
        return ""
    if event == "CLICK" and said.key == "progress":
        return progress(account, said.openid, "")
    return replies.guide(account) if event in ("SUBSCRIBE", "CLICK") else ""
