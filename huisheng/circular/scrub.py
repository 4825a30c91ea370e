"""Personal data out of a story before it is printed. Pure. What can't be told apart by its form a person must read.

Kept: 市民王先生 (a surname with a title names nobody), units, roads and estates. Masked: full names before a title or
after 姓名, 市民 and the like; phones, identity and bank card numbers, plates, e-mails, house and room numbers.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from huisheng.rulebook import implements

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜"
    "倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游"
    "阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全"
)
_TITLES = "先生|女士|小姐|同志|老人|大爷|大娘|阿姨|师傅"
# what a surname's character begins besides names: 业主方面, 居民时常
_NO_NAMES = "面|常|年|全|度|员|置|人|期|间"
_DIGIT_EDGE = r"(?<![0-9A-Za-z])"
_CAR_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The text as it may be printed, and what was masked, by kind and in order."""

    text: str
    found: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    pattern: re.Pattern[str]
    put: Callable[[re.Match[str]], str]


_NUMERALS = "一二三四五六七八九十"
_SAYS = "来电|反映|投诉|咨询|求助|称|表示|致电|诉求|建议|举报"
_WHO = "市民|居民|村民|来电人|当事人|业主|群众|车主|户主|职工|法人|负责人"
_MAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_IDENTITY = _DIGIT_EDGE + r"[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](?![0-9])"
_CARD = _DIGIT_EDGE + r"[3-6][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9])"
_PHONE = (
    _DIGIT_EDGE
    + r"(?:(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}"
    + r"|0[0-9]{2,3}[- ]?[0-9]{7,8}|[2-8][0-9]{6,7})(?![0-9件个次元万%％.])"
)
_PLATE = rf"[{_CAR_PLACES}][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳]"
_ROOM = rf"(?:[0-9{_NUMERALS}]+(?:室|号|户))?"
_HOUSE = (
    rf"(?:[0-9A-Za-z]+|[{_NUMERALS}百]+)(?:号楼|栋|幢|座)(?:[0-9{_NUMERALS}A-Za-z]+(?:单元|门))?{_ROOM}"
    rf"|[0-9{_NUMERALS}]+单元{_ROOM}"
    r"|(?<=[路街巷村弄道里区园])[0-9]+号(?:院)?(?:[0-9]+(?:室|户))?"
    r"|(?<![0-9])[0-9]{3,4}室"
)
_TITLED = rf"(?P<keep>[{_SURNAMES}])(?!某)[\u4e00-\u9fff]{{1,2}}(?={_TITLES})"
_LABELLED = rf"(?<=姓名)(?:[:：是为]\s*)?(?P<keep>[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}(?=[,，。；、\s]|$)"
_CALLED = (
    rf"(?P<lead>{_WHO})(?P<keep>[{_SURNAMES}])(?!某)(?!{_TITLES}|{_NO_NAMES})"
    rf"[\u4e00-\u9fff]{{1,2}}(?<![路街巷村镇乡区县市局院])(?=[,，。；、（(\s]|{_SAYS}|$)"
)
_RULES = (
    _Rule("电子邮箱", re.compile(_MAIL), lambda found: "（邮箱略）"),
    _Rule("证件号码", re.compile(_IDENTITY), lambda found: "（证件号略）"),
    _Rule("银行卡号", re.compile(_CARD), lambda found: "（卡号略）"),
    _Rule("电话号码", re.compile(_PHONE), lambda found: "（电话略）"),
    _Rule("车牌号码", re.compile(_PLATE), lambda found: "（车牌略）"),
    _Rule("门牌号码", re.compile(_HOUSE), lambda found: "某处"),
    _Rule("姓名", re.compile(_TITLED), lambda found: found["keep"]),
    _Rule("姓名", re.compile(_LABELLED), lambda found: f"：{found['keep']}某某"),
    _Rule("姓名", re.compile(_CALLED), lambda found: f"{found['lead']}{found['keep']}某某"),
)


@implements("dongchangfu-2024-02#art-23")
def scrub(text: str) -> Scrubbed:
    """The text without what names a citizen."""
    counts: dict[str, int] = {}
    for rule in _RULES:
        text, hits = rule.pattern.subn(rule.put, text)
        if hits:
            counts[rule.kind] = counts.get(rule.kind, 0) + hits
    return Scrubbed(text, tuple(counts.items()))
