"""What each page asks, how it is read, and how it reads when it is checked."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest

from huisheng.kernel import text
from huisheng.kernel.errors import Refusal
from huisheng.portal import rules
from huisheng.portal.drafts import Said
from huisheng.portal.frame import Here
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.kinds import Kind

WORDS, PLACE, NAME = 5000, 150, 50
_SPOT = re.compile(r"-?[0-9]{1,3}\.[0-9]{1,6},-?[0-9]{1,3}\.[0-9]{1,6}\Z")
_FEW = 4  # characters that say something


class Sort(NamedTuple):
    """A kind of matter in plain words."""

    code: str
    label: str
    hint: str


SORTS = (
    Sort(Kind.HELP, "请求帮忙", "停水停电、路灯不亮、积水、办事遇到难处"),
    Sort(Kind.COMPLAINT, "投诉", "噪声、油烟、物业、收费、工作人员态度"),
    Sort(Kind.CONSULT, "咨询", "问政策、问手续、问该找哪个部门"),
    Sort(Kind.REPORT, "举报", "违法违规的线索"),
    Sort(Kind.SUGGESTION, "提建议", "怎样能做得更好"),
    Sort(Kind.THANKS, "感谢", "想表扬的人和事"),
)
_FIELDS: Mapping[str, Sequence[str]] = {
    "kind": (),
    "words": ("words",),
    "where": ("region", "place", "spot"),
    "who": ("name", "phone", "confidential"),
}


def kind(request: HttpRequest, here: Here) -> Said:
    """The kind that was tapped."""
    said = request.POST.get("kind", "")
    if said not in {one.code for one in SORTS}:
        raise Refusal("missing", "请点一下您要办的是哪一种。", field="kind")
    return {"kind": said}


def words(request: HttpRequest, here: Here) -> Said:
    """What it is about, as long as it is."""
    said = text.take(request.POST.get("words", ""), label="要反映的事", field="words", limit=WORDS)
    if sum(character.isalnum() for character in said) < _FEW or said.isdigit():
        raise Refusal("too_short", "请多写几句：什么事，什么时候，希望怎么办。", field="words")
    return {"words": said}


def where(request: HttpRequest, here: Here) -> Said:
    """The place in words, and its region; the position only if the citizen pressed the button for it."""
    place = text.take(
        request.POST.get("place", ""), label="地点", field="place", limit=PLACE, required=False, lines=False
    )
    region = request.POST.get("region", "")
    if region and taxonomy.region(here.platform.code, region) is None:
        raise Refusal("no_region", "没有这个地区，请重新选择。", field="region")
    spot = request.POST.get("spot", "")
    return {"place": place, "region": region, "spot": spot if _SPOT.match(spot) else ""}


def who(request: HttpRequest, here: Here) -> Said:
    """The telephone, which is needed for an answer; the name if he wants; and confidential or not."""
    name = text.take(request.POST.get("name", ""), label="称呼", field="name", limit=NAME, required=False, lines=False)
    typed = request.POST.get("phone", "")
    if not typed.strip():
        raise Refusal("missing", "请填写联系电话，工作人员要靠它回复您。", field="phone")
    phone = rules.phone_of(typed)
    if not phone:
        raise Refusal("not_a_phone", "这个电话号码不对，请填11位手机号，或者带区号的座机。", field="phone")
    if request.POST.get("confidential") not in ("0", "1"):
        raise Refusal("missing", "请选一下要不要保密。", field="confidential")
    return {"name": name, "phone": phone, "confidential": request.POST["confidential"]}


def unread(name: str, typed: Mapping[str, str]) -> Said:
    """What of a refused page is kept nevertheless: as it was typed, within what can be kept."""
    return {field: text.clean(typed[field][: WORDS * 2]) for field in _FIELDS[name] if field in typed}


def choices(name: str, here: Here, said: Mapping[str, str]) -> dict[str, Any]:
    """What a page offers to choose from."""
    if name == "kind":
        return {"sorts": SORTS}
    if name == "where":
        cards = taxonomy.regions(here.platform.code)
        return {"regions": [(card.code, f"{'　' * (card.path.count('/') - 2)}{card.name}") for card in cards]}
    if name == "words":
        return {"most": WORDS, "example": _EXAMPLES.get(said.get("kind", ""), _EXAMPLES[Kind.HELP])}
    return {}


_EXAMPLES: Mapping[str, str] = {
    Kind.HELP: "例如：幸福里小区3号楼从昨天晚上开始停水，到现在没有来，希望尽快恢复。",
    Kind.COMPLAINT: "例如：幸福里小区旁边的工地连续三晚施工到凌晨，希望管一管。",
    Kind.CONSULT: "例如：孩子明年上小学，户口不在本区，需要准备哪些材料？",
    Kind.REPORT: "例如：看到有车夜里往河边倒建筑垃圾，时间、地点、车的样子。",
    Kind.SUGGESTION: "例如：车站路口没有红绿灯，过马路不安全，建议装一个。",
    Kind.THANKS: "例如：感谢帮我找回老人的那位工作人员，时间和地点。",
}


class Line(NamedTuple):
    """One answer, as it reads when all is checked; ``step``: the page where it is changed."""

    label: str
    said: str
    step: str


def lines(said: Said, here: Here, files: Sequence[str]) -> list[dict[str, str]]:
    """All answers."""
    sorts = {one.code: one.label for one in SORTS}
    region = taxonomy.region_name(here.platform.code, said.get("region", ""))
    place = " ".join(part for part in (region, said.get("place", "")) if part)
    found = (
        Line("哪一种", sorts.get(said["kind"], ""), "kind"),
        Line("什么事", said["words"], "words"),
        Line("地点", place + ("（附手机定位）" if said.get("spot") else "") or "没有填", "where"),
        Line("照片、文件", f"{len(files)}个" if files else "没有", "photos"),
        Line("称呼", said.get("name") or "没有填", "who"),
        Line("联系电话", said["phone"], "who"),
        Line("保密", "要保密" if said.get("confidential") == "1" else "不用保密", "who"),
    )
    return [{"label": one.label, "said": one.said, "url": f"{here.url(one.step)}?then=check"} for one in found]
