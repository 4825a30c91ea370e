"""Pictures drawn anew: what a camera writes beside the picture (place, time, device) doesn't come with it.

Where it was taken can be asked for before (``place``): it is the citizen's to say whether it is kept.
"""

from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from huisheng.lifecycle.attachments.rules import Unfit, is_heif
from huisheng.lifecycle.attachments.states import Sort

_FORMATS = {Sort.JPEG: "JPEG", Sort.PNG: "PNG", Sort.WEBP: "WEBP"}
_PIXELS = 60_000_000  # beyond what a telephone takes; more would only cost memory
_QUALITY = 88
_SMALL = (480, 480)
_GPS, _NORTH_SOUTH, _LATITUDE, _EAST_WEST, _LONGITUDE = 0x8825, 1, 2, 3, 4
_FINE = Decimal("0.000001")  # a hand's breadth
_HEIF = "是 HEIC 格式的照片，这里打不开；请在手机“设置—相机—格式”里选“兼容性最佳”再拍，或截屏后交截图。"
_BROKEN = (
    *(OSError, ValueError, SyntaxError, UnidentifiedImageError, EOFError, RuntimeError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)


class Place(NamedTuple):
    """Where a picture was taken, in degrees as the telephone had them (WGS-84); south and west are below 0."""

    latitude: Decimal
    longitude: Decimal


def redrawn(data: bytes, sort: Sort) -> tuple[bytes, bytes]:
    """The picture without anything beside it, upright; and a small one for a page (JPEG). Unfit where it won't open."""
    try:
        with _opened(data, sort) as found:
            if found.width * found.height > _PIXELS:
                raise Unfit("的像素过多，请用手机的普通照片模式拍，或缩小后再交。")
            found.load()
            upright = ImageOps.exif_transpose(found)
            return _saved(upright, sort), _small(upright)
    except _BROKEN:
        raise Unfit(_HEIF if is_heif(data) else "打不开，可能没有传完或已损坏，请重新选择。") from None


def place(data: bytes) -> Place | None:
    """Where the picture says it was taken; None where it doesn't, or says what can't be. Nothing of it is kept."""
    try:
        with _opened(data, *_FORMATS) as found:
            said = found.getexif().get_ifd(_GPS)
        north = _degrees(said[_LATITUDE], str(said[_NORTH_SOUTH]), "NS", 90)
        east = _degrees(said[_LONGITUDE], str(said[_EAST_WEST]), "EW", 180)
    except (*_BROKEN, Unfit, LookupError, TypeError, ArithmeticError):
        return None
    return Place(north, east) if north or east else None  # 0, 0: a telephone that knew nothing


def _degrees(said: tuple[object, ...], half: str, halves: str, most: int) -> Decimal:
    """Degrees, minutes and seconds as one number. ValueError for what is no place on Earth."""
    parts = [Fraction(str(part)) for part in said]
    whole = sum((part / 60**step for step, part in enumerate(parts[:3])), Fraction())
    if half not in halves or not 0 <= whole <= most:
        raise ValueError(half)
    plain = (Decimal(whole.numerator) / Decimal(whole.denominator)).quantize(_FINE)
    return -plain if half == halves[1] else plain


def _opened(data: bytes, *sorts: Sort) -> Image.Image:
    if not is_heif(data):
        return Image.open(BytesIO(data), formats=[_FORMATS[sort] for sort in sorts])
    try:
        from pi_heif import open_heif  # type: ignore[import-untyped]  # it brings no types
    except ImportError:  # no wheel for this machine
        raise Unfit(_HEIF) from None
    heif = open_heif(data, convert_hdr_to_8bit=True)
    if heif.size[0] * heif.size[1] > _PIXELS:
        raise Unfit("的像素过多，请用手机的普通照片模式拍，或缩小后再交。")
    picture: Image.Image = heif.to_pillow()
    return picture


def _saved(picture: Image.Image, sort: Sort) -> bytes:
    """Only pixels go over: a picture made from them knows no EXIF, no comment and no profile."""
    plain = picture.convert("RGB" if sort is Sort.JPEG or not picture.has_transparency_data else "RGBA")
    plain.info = {}
    out = BytesIO()
    plain.save(out, _FORMATS[sort], **({} if sort is Sort.PNG else {"quality": _QUALITY}))
    return out.getvalue()


def _small(picture: Image.Image) -> bytes:
    plain = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
    plain.thumbnail(_SMALL)
    ground = Image.new("RGB", plain.size, "white")
    ground.paste(plain, mask=plain.getchannel("A") if plain.mode == "RGBA" else None)
    out = BytesIO()
    ground.save(out, "JPEG", quality=80)
    return out.getvalue()
