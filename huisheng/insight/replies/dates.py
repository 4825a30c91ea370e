"""When: the times a reply names, the day it is signed, the days it says something was done."""

import re
from dataclasses import dataclass
from datetime import date

_DAY = re.compile(
    r"(?:((?:19|20)[0-9]{2})年)?([0-9]{1,2})月([0-9]{1,2})[日号]|((?:19|20)[0-9]{2})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?![0-9])"
)
_TIME = re.compile(
    r"(?:[0-9]{2,4}年)?[0-9]{1,2}月(?:[0-9]{1,2}[日号]|份|[初中底末]|[上中下]旬)?|(?:19|20)[0-9]{2}年(?:[底末初内]|上半年|下半年)?|[0-9一二三四五六七八九十]{1,3}[日号](?!楼|栋|线|门)"
    r"|(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}|[0-9]{1,2}:[0-9]{2}|[0-9一二三四五六七八九十]{1,2}点|[今昨明当][日天晚]|今年|明年|年内|上午|下午|中午|当晚|[本下上]周|周[一二三四五六日末]|[本下上]个?月[底初末中内]?"
    r"|(?<![0-9一二两三四五六七八九十])[0-9一二两三四五六七八九十]{1,12}个?(?:工作日|天内?|小时|周|月|年)|年底|年初|春节前|节前|节后|[一二三四]季度|[上下]半年|即日起|每[天日周月年]|[春夏秋冬]季"
)
# a signature: the day alone at the end of a line or of the whole, perhaps behind the office's name
_SIGNED = re.compile(
    r"(?:^|(?<=[\s。!;:,、)局府办心委处司队所镇乡院校]))((?:19|20)[0-9]{2})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日(?=\s*(?:$|\n|网友|[\"“']))"
)
# the day the letter came: not the unit's doing
_CAME = re.compile(
    r"您?你?于?(?:(?:19|20)[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}[日号][^,。;]{0,10}(?:留言|来信|来电|发帖|反映|投诉|提出|在平台)"
)
_DONE = re.compile(r"已|了|经|当[日天]|现场|进行|召开|下达|约谈|前往|责令|赶到|到达|上门")
_UNTIL = re.compile(r"(?:将于?|拟于?|预计|计划于?|争取|至|到|截至|截止|自|从|届时|定于|-)$")
_FROM = re.compile(
    r"(?:之?前|以前|底|起|至|到[0-9]|开始|-|—|~|有效|止)|[^,。;\n]{0,20}(?:将|拟|预计|计划|争取|届时|政策|规定|文件|公布|发布)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is named whole or without its year, and where it stands."""

    day: date
    start: int
    end: int
    yearless: bool


def body(text: str) -> str:
    """Without the signatures' days and the day the letter came; everything else stays where it is."""
    return _CAME.sub(_blank, _SIGNED.sub(_blank, text))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def found(text: str) -> re.Match[str] | None:
    """The first time that the text (already without signatures) names."""
    return _TIME.search(text)


def signed(text: str) -> Day | None:
    """The last day that stands as a signature."""
    days = [day for one in _SIGNED.finditer(text) if (day := _day(one[1], one[2], one[3])) is not None]
    at = [one for one in _SIGNED.finditer(text) if _day(one[1], one[2], one[3]) is not None]
    return Day(days[-1], at[-1].start(), at[-1].end(), False) if days else None


def done(text: str, on: date) -> list[Day]:
    """Days at which something is said to have been done; a day without its year is the latest up to ``on``'s year."""
    days = []
    for one in _DAY.finditer(body(text)):
        year, month, of = (one[1], one[2], one[3]) if one[2] else (one[4], one[5], one[6])
        day = _day(year or str(on.year), month, of)
        clause = re.split(r"[,。;\n]", text[one.end() : one.end() + 20])[0]
        if day is None or _UNTIL.search(text[: one.start()][-4:]) or _FROM.match(text, one.end()):
            continue
        if not _DONE.search(text[: one.start()][-2:] + clause):
            continue
        days.append(Day(day, one.start(), one.end(), not year))
    return days


def _day(year: str, month: str, of: str) -> date | None:
    try:
        return date(int(year), int(month), int(of))
    except ValueError:
        return None
