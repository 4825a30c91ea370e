"""A question that a machine finds hard: a sum drawn as a picture, or one in words for who can't see it. All our own."""

import io
import json
import secrets as random
from datetime import datetime
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from huisheng.kernel import secrets
from huisheng.portal import rules
from huisheng.portal.models import Riddle

_SIZE, _TILE, _TYPE = (264, 88), 44, 40
_INK, _PAPER, _DUST = 40, 255, 170
_WILD = random.SystemRandom()


def ask(device: bytes, at: datetime, *, drawn: bool = True) -> Riddle:
    """A new question for this device, in place of the one it had."""
    made = rules.sum_of(_WILD.randint(2, 9), _WILD.randint(2, 9)) if drawn else _WILD.choice(rules.WORDED)
    row = Riddle(
        device=device,
        drawn=drawn,
        asked_sealed=secrets.seal(made.asked, _context(device)),
        answers_sealed=secrets.seal(json.dumps(made.answers), _context(device)),
        at=at,
    )
    Riddle.objects.update_or_create(
        device=device, defaults={name: getattr(row, name) for name in ("drawn", "asked_sealed", "answers_sealed", "at")}
    )
    return row


def passed(device: bytes, raw: str) -> bool:
    """Whether this answers the device's question; asked once only: right or wrong, it is gone."""
    row = Riddle.objects.filter(device=device).first()
    if row is None or not raw:
        return False
    gone, _ = Riddle.objects.filter(device=device, at=row.at).delete()
    answers = json.loads(secrets.unseal(bytes(row.answers_sealed), _context(device)))
    return gone == 1 and rules.answered(answers, raw)


def waiting(device: bytes) -> Riddle | None:
    """The question that the device has still to answer."""
    return Riddle.objects.filter(device=device).first()


def asked(row: Riddle) -> str:
    """What it asks."""
    return secrets.unseal(bytes(row.asked_sealed), _context(bytes(row.device)))


def picture(row: Riddle) -> bytes:
    """The question drawn, as PNG: each character turned and moved, with dust and lines across it."""
    sheet = Image.new("L", _SIZE, _PAPER)
    pen, left = ImageDraw.Draw(sheet), 8
    for character in asked(row).replace(" ", ""):
        tile = Image.new("L", (_TILE, _TILE + 16), _PAPER)
        ImageDraw.Draw(tile).text((10, 4), character, fill=_INK, font=_face())
        turned = tile.rotate(_WILD.uniform(-18, 18), resample=Image.Resampling.BICUBIC, fillcolor=_PAPER)
        sheet.paste(turned, (left, _WILD.randint(4, 22)))
        left += _TILE + _WILD.randint(0, 6)
    for _ in range(4):
        ends = [(_WILD.randint(0, _SIZE[0]), _WILD.randint(0, _SIZE[1])) for _ in range(2)]
        pen.line(ends, fill=_DUST, width=2)
    pen.point([(_WILD.randrange(_SIZE[0]), _WILD.randrange(_SIZE[1])) for _ in range(700)], fill=_DUST)
    out = io.BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


@lru_cache(maxsize=1)
def _face() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(_TYPE)


def _context(device: bytes) -> str:
    return f"portal_riddle:{device.hex()}"
