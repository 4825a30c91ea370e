"""补充诉求: the citizen adds words or files to a matter that isn't done; who handles it is told."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Text, Upload
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.citizen import Supplemented
from huisheng.lifecycle.attachments import filing
from huisheng.lifecycle.attachments.fields import FILES
from huisheng.lifecycle.citizen import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("supplement", "补充诉求", (fields.CHANNEL, Text("words", "补充的内容", limit=5000, required=False), FILES))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """Until it is closed, answered or refused; after that it is asked again, or a new matter."""
    return VERB.check(matter, actor)


@VERB.door
@implements("domain#art-59")
def do(matter: Matter, *, by: Actor, at: datetime, channel: str, words: str, files: tuple[Upload, ...]) -> None:
    """Add words, files or both. Refusal ``nothing`` for neither."""
    if not words and not files:
        raise Refusal("nothing", "请写明补充的内容，或者选择照片、文件。", VERB.edges.cite, "words")
    kept = filing.ready(files, matter, at)
    body = Supplemented(channel, matter.note(words), filing.told(kept))
    filing.hang(matter, matter.record(body, by=by, at=at), kept)
