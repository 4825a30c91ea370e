"""What the two pages ask and how it is read. All that is wrong on a page is said at once; what was typed is kept."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.http import HttpRequest

from huisheng.kernel import text
from huisheng.kernel.errors import Refusal
from huisheng.portal import rules
from huisheng.portal.drafts import Said
from huisheng.portal.frame import Here
from huisheng.taxonomy import maps, outlines
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.kinds import Kind

WORDS, PLACE, NAME = 5000, 150, 50
_FEW = 4  # characters that say something


class Sort(NamedTuple):
    """A kind of matter in plain words."""

    code: str
    label: str


SORTS = (
    Sort(Kind.HELP, "请求帮忙"),
    Sort(Kind.COMPLAINT, "投诉"),
    Sort(Kind.CONSULT, "咨询"),
    Sort(Kind.REPORT, "举报"),
    Sort(Kind.SUGGESTION, "提建议"),
    Sort(Kind.THANKS, "感谢"),
)
_KEPT = {"words": WORDS * 2, "phone": 64, "name": 100, "place": 300, "region": 50, "spot": 64, "kind": 20}


def unread(request: HttpRequest) -> Said:
    """What stands on the page, as it was typed, within what can be kept: boxes that aren't ticked too."""
    said = {name: text.clean(request.POST[name])[:most] for name, most in _KEPT.items() if name in request.POST}
    if "phone" in said:
        said |= {name: "1" if request.POST.get(name) else "0" for name in ("confidential", "public")}
    return said


def words(request: HttpRequest, *, spoken: bool) -> Said:
    """What it is about, as long as it is; who has ``spoken`` it needn't write."""
    said = text.take(request.POST.get("words", ""), label="要反映的事", field="words", limit=WORDS, required=not spoken)
    if not spoken and (sum(character.isalnum() for character in said) < _FEW or said.isdigit()):
        raise Refusal("too_short", "请多写几句：什么事，什么时候，希望怎么办。", field="words")
    return {"words": said}


def rest(request: HttpRequest, here: Here) -> tuple[Said, dict[str, str]]:
    """The second page: what was read, and the sentences on what won't do, by field."""
    said: Said = {name: "1" if request.POST.get(name) else "0" for name in ("confidential", "public")}
    wrong: dict[str, str] = {}
    for read in _READ:
        try:
            said |= read(request.POST, here)
        except Refusal as refusal:
            wrong.setdefault(refusal.field, refusal.sentence)
    return said, wrong


def _phone(given: Mapping[str, str], _: Here) -> Said:
    typed = given.get("phone", "")
    if not typed.strip():
        raise Refusal("missing", "请填写联系电话，工作人员要靠它回复您。", field="phone")
    phone = rules.phone_of(typed)
    if not phone:
        raise Refusal("not_a_phone", "这个电话号码不对，请填11位手机号，或者带区号的座机。", field="phone")
    return {"phone": phone}


def _name(given: Mapping[str, str], _: Here) -> Said:
    return {"name": _line(given, "name", "称呼", NAME)}


def _place(given: Mapping[str, str], here: Here) -> Said:
    """In words, by region, by position: any of them, or none. A position alone names its region."""
    region, spot = given.get("region", ""), outlines.tidy(given.get("spot", ""))
    if region and taxonomy.region(here.platform.code, region) is None:
        raise Refusal("no_region", "没有这个地区，请重新选择。", field="region")
    region = region or maps.region_at(here.platform.code, spot)
    return {"place": _line(given, "place", "地点", PLACE), "region": region, "spot": spot}


def _kind(given: Mapping[str, str], _: Here) -> Said:
    said = given.get("kind", "")
    return {"kind": said if said in {one.code for one in SORTS} else ""}


def _line(given: Mapping[str, str], field: str, label: str, limit: int) -> str:
    return text.take(given.get(field, ""), label=label, field=field, limit=limit, required=False, lines=False)


_READ: tuple[Callable[[Mapping[str, str], Here], Said], ...] = (_phone, _place, _name, _kind)


def regions(here: Here) -> list[tuple[str, str]]:
    """The platform's regions with their names, those within others set in."""
    held = taxonomy.regions(here.platform.code)
    return [(card.code, f"{'　' * (card.path.count('/') - 2)}{card.name}") for card in held]
