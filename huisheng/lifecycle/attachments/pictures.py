"""Pictures drawn anew: what a camera writes beside the picture (place, time, device) doesn't come with it."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from huisheng.lifecycle.attachments.rules import Unfit
from huisheng.lifecycle.attachments.states import Sort

_FORMATS = {Sort.JPEG: "JPEG", Sort.PNG: "PNG", Sort.WEBP: "WEBP"}
_PIXELS = 60_000_000  # beyond what a telephone takes; more would only cost memory
_QUALITY = 88
_SMALL = (480, 480)
_BROKEN = (
    *(OSError, ValueError, SyntaxError, UnidentifiedImageError, EOFError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)


def redrawn(data: bytes, sort: Sort) -> tuple[bytes, bytes]:
    """The picture without anything beside it, upright; and a small one for a page (JPEG). Unfit where it won't open."""
    try:
        with Image.open(BytesIO(data), formats=(_FORMATS[sort],)) as found:
            if found.width * found.height > _PIXELS:
                raise Unfit("的像素过多，请用手机的普通照片模式拍，或缩小后再交。")
            found.load()
            upright = ImageOps.exif_transpose(found)
            return _saved(upright, sort), _small(upright)
    except _BROKEN:
        raise Unfit("打不开，可能没有传完或已损坏，请重新选择。") from None


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
