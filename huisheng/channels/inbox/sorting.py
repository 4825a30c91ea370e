"""What a message doesn't say of itself, guessed from its words for an agent to look at: title, kind, category, region.

The guess is plain on purpose: a name that stands in the words, or 其他. Who takes the matter in hand sorts it.
"""

from huisheng.channels.inbox import rules
from huisheng.channels.inbox.contract import Came
from huisheng.directory import reads as directory
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.taxonomy import maps
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.kinds import Kind

_ONLY_FILES = "（来件只有附件，没有文字）"


def given(came: Came, platform: int) -> dict[str, object]:
    """The fields of ``accept`` for a message to that platform."""
    card = directory.unit_by_id(platform)
    if card is None:
        raise Refusal("no_platform", "没有这个平台，来件无法登记，请联系管理员。")
    said = came.words.strip() or (_ONLY_FILES if came.files else "")
    words, _ = rules.shortened(said)
    version = taxonomy.version_at(clock.local_day(came.at), card.scope)
    looked = f"{came.title}\n{came.words}\n{came.place}"
    category = came.category
    if not category and version is not None:
        guessed = taxonomy.guess(version.code, looked)
        category = guessed.code if guessed is not None else ""
    region = came.region or maps.region_at(card.code, came.spot)
    if not region:
        found = taxonomy.guess_region(card.code, looked)
        region = found.code if found is not None else ""
    return {
        "channel": came.channel,
        "source": came.source,
        "source_ref": came.ref,
        "kind": came.kind or Kind.HELP.value,
        "category": category,
        "region": region,
        "title": (came.title or rules.title_of(said))[:100],
        "words": words,
        "place": came.place,
        "caller_name": came.name,
        "phone": came.phone,
        "spot": came.spot,
        "urgent": came.urgent,
        "confidential": came.confidential,
        "enterprise": came.enterprise,
    }
