"""A title to start from: place and what, out of the words themselves."""

import re
from typing import Final

from huisheng.insight.understand.found import Where
from huisheng.insight.understand.plain import plain

_CLAUSE: Final = re.compile(r"[^，,。；;！!？?\n：:]+")
_GREETING: Final = re.compile(
    r"^[\s]*(?:尊敬的?[^，,：:]{0,16}(?:领导|书记|市长|县长|区长|局长|主任|同志|部门)们?|各位领导|(?:领导|书记|市长)们?(?=您好|你好|好)|您们?好|你们?好|(?:上|下|早)午好|晚上好|早上好|喂)+[!！\s]*"
)
_LEAD: Final = re.compile(
    r"^(?:市民|来电人|诉求人|群众|本人|我们?|现|特|今|在此|特此|现在|这里|就是|那个|就|另外|还有|而且|并且|但是|因此|所以|因为|由于|是这样的|事情是这样的|想|要|来电|实名|强烈|今天|目前)*(?:反映|反应|投诉|举报|咨询|请问|问一?下|了解一?下|求助|建议|说|称|表示)(?:一?下|说|的是|的问题是|关于)?(?=.{4})"
)
_WEAK: Final = re.compile(
    r"^(?:我是|我叫|本人是?|我住|我们住|家住|谢谢|感谢|希望|请|望|盼|恳请|要求|电话|联系|此致|敬礼|我的|我家住|如题|请问您?$|因|所以|但|虽然|如果|而|并|当|根据|试问|不|把|那|这|就|承诺|同时|可|却|还|打|后|才|也|类似|\d+年|请|如|只|目前在眼前|[^，。]{0,6}领导|为(?!何|什么)|若|现在|今年|导致|造成|影响|严重影响|主要|其中|我(?!市|县|区|镇|乡|村|小区|公司|司|厂|国))"
)
_STRONG: Final = re.compile(
    r"扰民|噪[音声]|[燃煤]气|污染|臭|漏|停[水电气暖]|拖欠|欠|工资|坏|堵|塌|占道|乱|违[法规章建]|收费|不(?:作为|热|亮|退|给|发|通|让|管)|没[有人]|无[人证法]|施工|非法|投诉|如何|怎么|什么时候|何时|是否|能否|多少|政策|补贴|办理|申请|影响|问题|泄[漏露]|着火|起火|被困|丢失|走失|拆迁|质量|诈骗|欺骗|垃圾|油烟|灰尘|扬尘|危险|安全|积水|停车|赌|规划|在哪|哪里|哪个|怎么办|不通|擅自|缴纳|打架|路灯|电梯|井盖|维修|交房|办证|产权|学位|入学|报销|公积金|社保|医保|养老"
)
_LONGEST, _SHORT, _WORD = 40, 8, 4
# how many clauses of how many characters are looked at; the least score; how long a clause may be that is put behind a
# short one; how far a place may stand before what happens there; clauses that may lack a place
_FIRST, _READ, _LEAST, _FOLLOWS, _NEAR, _EARLY = 10, 1200, 3, 20, 4, 3
_LED: Final = 60  # characters of a clause in which it may lead on to what it says


def headline(text: str, place: str, found: tuple[Where, ...]) -> str:
    """One clause that says what it is, with the place before it; "" where there is none."""
    best, points, begins = "", _LEAST, 0
    clauses = list(_CLAUSE.finditer(plain(text)[:_READ]))
    for at, hit in enumerate(clauses[:_FIRST]):
        whole = _GREETING.sub("", hit[0].strip()).strip(" 的")
        lead = _LEAD.match(whole, 0, _LED)
        bare = whole[lead.end() if lead else 0 :].strip(" 的")
        if len(bare) < _WORD:
            continue
        if len(bare) < _SHORT and at + 1 < len(clauses) and len(clauses[at + 1][0]) < _FOLLOWS:
            bare = f"{bare}，{clauses[at + 1][0].strip()}"
        led = bare != whole and whole.endswith(bare)  # what stands behind 反映, 咨询 is what it is about
        early = at < _EARLY or any(one.name in bare for one in found)
        spoken = (led and at < 2) or (bool(_STRONG.search(bare)) and (led or early))
        score = _says(bare, found) + max(3 - at, 0) + 3 * (led and at < 4)
        if spoken and score > points:
            best, points, begins = bare, score, hit.start()
    told = text.find(place) if place else -1
    if best and told >= 0 and begins - told - len(place) < _NEAR and not any(one.name in best for one in found):
        best = place + best
    return _cut(best)


def _says(clause: str, found: tuple[Where, ...]) -> int:
    """How much a clause says: what is wrong, where; less where it only leads on (但是, 希望)."""
    strong = len(set(_STRONG.findall(clause)))
    points = (3 if strong else -2) + (strong > 1) + 2 * any(one.name in clause for one in found)
    return points + (len(clause) >= _SHORT) - 5 * bool(_WEAK.match(clause)) - 2 * (len(clause) > _LONGEST)


def _cut(words: str) -> str:
    """At most forty characters, cut where a clause ends if that keeps enough of it."""
    if len(words) <= _LONGEST:
        return words
    at = max(words.rfind(one, 0, _LONGEST) for one in "，,、 ")
    return words[: at if at >= _LONGEST // 2 else _LONGEST]
