"""Questions about lists, what was brought of them, and letters being typed."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from huisheng.channels.letters.models import Batch, Letter, Piece, Register
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock, secrets
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.attachments.states import SUFFIX, Sort

KEPT = timedelta(days=3)  # what nobody confirmed is forgotten after that
SHOWN = 200  # rows on a page of a look
_ROLES = (Role.AGENT, Role.DISPATCHER)
_RECENT = 30


class Looked(NamedTuple):
    """A row as its look showed it."""

    no: int
    state: str
    ref: str
    at: str
    gist: str
    mistakes: list[list[str]]
    notes: list[str]


def may(actor: Actor) -> Refusal | None:
    """Who brings lists and types letters: agents and dispatchers."""
    if actor.role in _ROLES:
        return None
    who = "、".join(role.label for role in _ROLES)
    return Refusal("wrong_role", f"来信和列表由{who}导入，您的席位是{actor.role.label}。", "domain#art-57")


def registers(actor: Actor) -> list[Register]:
    """The lists that are in use on the seat's platform."""
    insist(may(actor))
    return list(Register.objects.filter(platform_id=actor.platform, ended_at__isnull=True).order_by("label"))


def batches(actor: Actor) -> list[Batch]:
    """What was brought in on the platform lately, newest first; of what waits only the seat's own."""
    insist(may(actor))
    there = _batches(actor).select_related("register", "seat")
    return [one for one in there.order_by("-pk")[: 2 * _RECENT] if one.confirmed_at or one.seat_id == actor.seat][
        :_RECENT
    ]


def batch(key: int, actor: Actor, *, own: bool = False) -> Batch:
    """That batch: once confirmed for the platform's seats, before for the one that brought it. Else ``not_found``."""
    insist(may(actor))
    found = _batches(actor).filter(pk=key).select_related("register", "seat").first()
    if found is None or (found.seat_id != actor.seat and (own or found.confirmed_at is None)):
        raise Refusal("not_found", "没有这一批，或它已经过期，请重新上传。")
    return found


def _batches(actor: Actor) -> QuerySet[Batch]:
    return Batch.objects.filter(register__platform_id=actor.platform)


def name(batch: Batch) -> str:
    """What the file was called."""
    return secrets.unseal(bytes(batch.name_sealed), f"letters_batch:{batch.register_id}")


def rows(piece: Piece) -> tuple[list[tuple[int, list[str]]], dict[int, dict[str, str]]]:
    """Its rows, and by row and heading what reading the file found wrong."""
    said: dict[str, Any] = json.loads(secrets.unseal(bytes(piece.rows_sealed), context(piece, "rows")) or "{}")
    wrong: dict[int, dict[str, str]] = {}
    for no, heading, sentence in said.get("mistakes", ()):
        wrong.setdefault(no, {})[heading] = sentence
    return [(no, cells) for no, cells in said.get("rows", ())], wrong


def context(piece: Piece, what: str) -> str:
    """What a sealed part of a piece is sealed for."""
    return f"letters_piece:{piece.batch_id}/{piece.no}/{what}"


def looked(batch: Batch, only: str = "") -> tuple[list[Looked], int]:
    """The rows of its look, what is wrong first, so many as a page shows; and how many more there are."""
    found = [one for one in _looked(batch) if not only or one.state == only]
    order = {"wrong": 0, "new": 1, "known": 2}
    found.sort(key=lambda one: (order[one.state], not one.notes, one.no))
    return found[:SHOWN], max(len(found) - SHOWN, 0)


def _looked(batch: Batch) -> Iterator[Looked]:
    for piece in batch.pieces.order_by("no").iterator(20):
        for one in json.loads(secrets.unseal(bytes(piece.looked_sealed), context(piece, "looked")) or "[]"):
            yield Looked(*one)


class Result(NamedTuple):
    """What became of a row: ``outcome`` of the inbox, ``known`` or ``wrong``."""

    no: int
    outcome: str
    number: str
    sentence: str


def results(batch: Batch) -> list[Result]:
    """What became of its rows so far, in their order."""
    there = batch.pieces.filter(results__isnull=False).order_by("no").values_list("results", flat=True)
    return [Result(*one) for piece in there for one in piece or ()]


def counts(found: list[Result]) -> Mapping[str, int]:
    """How many came to what."""
    many: dict[str, int] = {}
    for one in found:
        many[one.outcome] = many.get(one.outcome, 0) + 1
    return many


def under_way() -> list[int]:
    """The batches that are confirmed and not yet brought in."""
    return list(
        Batch.objects.filter(confirmed_at__isnull=False, done_at__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def letter(key: int, actor: Actor) -> Letter:
    """The letter that this seat is typing. Refusal ``not_found`` for any other."""
    insist(may(actor))
    found = Letter.objects.filter(pk=key, seat_id=actor.seat, platform_id=actor.platform).first()
    if found is None:
        raise Refusal("not_found", "没有这封待录的信，或已经录完，请到来信页看。")
    return found


def letter_file(letter: Letter) -> Upload:
    """The file as it was brought."""
    data = secrets.unseal_bytes(bytes(letter.data_sealed), f"letters_letter:{letter.ref}/data")
    return Upload(secrets.unseal(bytes(letter.name_sealed), f"letters_letter:{letter.ref}/name"), data, len(data))


def letter_name(letter: Letter) -> str:
    """What its file is called."""
    return secrets.unseal(bytes(letter.name_sealed), f"letters_letter:{letter.ref}/name")


def letter_sort(letter: Letter) -> Sort:
    """What its file is: the ending was given by its content."""
    ending = letter_name(letter).rpartition(".")[2]
    return next(sort for sort in Sort if SUFFIX[sort] == ending)


def letter_words(letter: Letter) -> str:
    """What was read out of it."""
    return secrets.unseal(bytes(letter.words_sealed), f"letters_letter:{letter.ref}/words")


def letters(actor: Actor) -> list[Letter]:
    """The letters that this seat has begun to type, newest first."""
    insist(may(actor))
    return list(Letter.objects.filter(seat_id=actor.seat).order_by("-pk")[:_RECENT])


def forget(now: datetime | None = None) -> int:
    """Throw away what nobody confirmed or typed for days; how many that were."""
    before = (now or clock.now()) - KEPT
    gone, _ = Batch.objects.filter(confirmed_at__isnull=True, created_at__lt=before).delete()
    also, _ = Letter.objects.filter(created_at__lt=before).delete()
    return gone + also
