"""来信立单: what a seat typed of a letter goes to the inbox with its file, and the letter is done."""

from datetime import datetime
from typing import Any

from django.db import transaction

from huisheng.channels.inbox.actions import take
from huisheng.channels.inbox.actions.take import Taken
from huisheng.channels.inbox.contract import Came, Medium
from huisheng.channels.letters import reads
from huisheng.channels.letters.models import Letter
from huisheng.channels.letters.rows import moment
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice, Code, Flag, Text, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

ASKS = (
    Text("words", "来信内容", limit=5000),
    Text("title", "标题", limit=100, required=False, lines=False),
    Choice("kind", "诉求性质", options=Kind.labels()),
    Code("category", "诉求类别", required=False),
    Code("region", "所属区域", required=False),
    Text("place", "地点", limit=200, required=False, lines=False),
    Text("name", "来信人", limit=50, required=False, lines=False),
    Text("phone", "联系电话", limit=32, required=False, lines=False),
    Choice("channel", "来件渠道", options=Channel.labels()),
    Text("written", "来信日期", limit=30, required=False, lines=False),
    Flag("urgent", "急件"),
    Flag("confidential", "保密"),
    Flag("enterprise", "企业诉求"),
)


def can(by: Actor) -> Refusal | None:
    """Who types letters."""
    return reads.may(by)


def do(key: int, *, by: Actor, at: datetime, **given: object) -> Taken:
    """The message and its order. Done twice it is the same message; then the file is gone from here."""
    insist(can(by))
    letter = reads.letter(key, by)
    asked: dict[str, Any] = {name: "" if said is None else said for name, said in read_all(ASKS, given).items()}
    came = Came(
        source=f"letters-{by.platform}",
        ref=letter.ref,
        medium=Medium.NONE,
        at=_written(asked.pop("written"), at),
        files=(reads.letter_file(letter),),
        **asked,
    )
    taken = take.do(came, platform=by.platform, at=at)
    with transaction.atomic():
        Letter.objects.filter(pk=letter.pk).delete()
    return taken


def _written(said: str, at: datetime) -> datetime:
    if not said:
        return at
    found = moment(said)
    if found is None or found > at:
        raise Refusal("wrong_value", "来信日期不对，请写成2024-11-04的样子，不晚于今天。", field="written")
    return found
