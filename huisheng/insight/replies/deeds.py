"""What a reply says was done, is promised, rests on; that somebody was spoken to; what of it is mere courtesy."""

import re
from collections.abc import Iterator

from huisheng.insight.replies import dates, wording

Span = tuple[int, int]

# 将 is "will" before these; elsewhere it is 把
_TOCOME = re.compile(
    r"下一步|今后|后续|接下来|(?:拟|计划)(?=在|于|将|对|建|修|安排|实施|启动|进行|新|改|投|今|明|[0-9])|争取|力争|会尽快|会及时|将(?=会|进一步|加强|加大|继续|持续|不断|定期|严格|按|于|对|在|组织|安排|尽快|立即|及时|依法|督促|要求|联合|协调|协同|积极|认真|全力|尽|通过|由|派|结合|责成|责令|启动|进行|开展|向|逐步|统一|优先|重点|配合"
    r"|根据|全面|切实|采取|予以|纳入|列入|视|待|与|会同|给予|报|建|修|更换|维修|清理|拆除|整改|安装|增设|移交|调整|处理|解决|施工|铺|硬化|改造)"
)
_FOREVER = re.compile(
    r"加强|加大|继续|持续|不断|定期|严格|确保|长期|常态|一如既往|密切|随时|如果?|若|一旦|再[次有]|及时(?:处理|反馈|回复|解决)|配合"
)
_CLAUSE = re.compile(
    r"《[^《》]{2,60}》(?:[(〔\[][^)〕\]]{2,40}[)〕\]])?[^。;]{0,12}?(?:第[一二三四五六七八九十百零0-9]{1,6}[条款章项])?"
)
_BASIS = re.compile(
    r"(?:根据|依据|按照|依照|参照|执行)[^,。;]{2,40}(?:规定|文件|政策|办法|条例|通知|要求|规划|方案|标准|精神)|[〔\[(][12][0-9]{3}[〕\])]\s*[0-9]{1,4}号|号文|政府发文|令第[0-9一二三四五六七八九十百]+号|第[一二三四五六七八九十百零0-9]{1,6}条|明文规定"
)
_CONTACT = re.compile(
    r"(?:已|经|并|均|于|曾|先后|多次|再次|当面|主动|现场|立即|及时|多方|进行了?|[日午时])?[^,。;]{0,14}?(?:"
    r"(?:与|跟|和|向|同)(?:您|你|来电人|来信人|市民|诉求人|反映人|投诉人|当事人|该?网友|其本人|其|本人|业主|举报人|信访人)(?:本人|家属|家人|父母)?(?:[们])?[^,。;]{0,12}?"
    r"(?:取得了?联系|联系|沟通|见面|电话|对接|核实|反馈|解释|说明|告知|回复|交流|座谈|答复|协商)"
    r"|(?:电话|致电|来电人?|上门|当面|微信|短信)(?:已?(?:联系|告知|回复|回访|沟通|答复|反馈|解释|走访|征求))+[^,。;]{0,6}?(?:您|你|来电人|市民|诉求人|反映人|投诉人|业主|网友|本人|其)"
    r"|(?:联系上|联系到|联系了|告知了?|回复了?|回访了?|答复了?|走访了?|约见了?|上门)(?:您|你|来电人|诉求人|反映人|投诉人|该?市民|该?网友|信访人|其本人)"
    r"|(?:来电人|市民|诉求人|反映人|投诉人|网友|您|你)(?:本人)?(?:已)?(?:对[^,。;]{0,16})?(?:表示(?:理解|满意|认可|同意|感谢|知晓|接受)|知晓))"
)
_NO_CONTACT = re.compile(
    r"无法|未能|未留|没有您?的?联系|没有留|未接|打不通|联系不上|空号|停机|请您?(?:联系|致电)|欢迎|可(?:以)?(?:联系|致电|拨打|与)|如[^,。;]{0,14}(?:可|请)|将(?:与|电话|及时)|会及时|[请可将会](?:与|向)"
)
_REFUSES = re.compile(
    r"不予(?:受理|批准|办理|支持|处理|赔偿|补偿|采纳|认定|考虑|立案|审批|安排|增设)|(?<![在对如若])不(?:符合|属于|在)[^,。;]{0,12}(?:条件|政策|职责|情形|资格)(?!的)"
    r"|无法(?:办理|受理|批准|享受|纳入)|不能(?:办理|享受|补缴|补办|纳入|批准|申请|予以|给予)|暂不(?:考虑|予)|没有(?:相关|此项|这项|该项)?政策|不得(?:办理|重复)|不同意(?:增|给|补|办|设)"
)
_ANSWERS = re.compile(
    r"可以|可[到由向凭持]|请(?:咨询|询问|联系|拨打)|由您?本人|[持凭带].{2,16}(?:到|在)|建议您?|不可|不能|能够|不需|无需|需要|请您?[到去向携带拨]|尚未|暂未|没有|符合|属于|不属|不在|详见|请参[看阅照见]|[是为][0-9]|得到.{0,4}处理|已经?[^收获知转][^,。;]{1,12}(?:公示|公布|解决|恢复|修好|完成|处理)"
)
_POLICY = re.compile(
    r"政策|规定|标准|条件|资格|待遇|社保|医保|养老|公积金|补贴|补助|低保|入学|落户|户口|户籍|生育|二胎|退休|职称|编制|手续|证件|报名|缴费|税|补偿|拆迁|征收|工龄|转正|执照|审批|产假|婚假"
)
_INQUIRY = re.compile(r"咨询|请问|询问|请教|想问|是否|能否|[?]|怎么|如何|吗")
_QUESTIONS = re.compile(r"请问|咨询|想问|想知道|是否|能否|可否|能不能|可不可以|怎么(?:办|算|交|补)|多少|吗\??|\?")


def contact(text: str) -> Span | None:
    """Where the reply says that the citizen was spoken to; not where it says he can't be, or shall."""
    for one in _CONTACT.finditer(text):
        start = max(text.rfind(mark, 0, one.start()) for mark in ",。;\n") + 1
        if not _NO_CONTACT.search(text, max(start, one.start() - 16), one.end()):
            return one.span()
    return None


def clauses(text: str, known: frozenset[str] = frozenset()) -> list[Span]:
    """Where it names a law, a paper or a clause; ``known``: names of laws that may stand without 《》."""
    found = [one.span() for pattern in (_CLAUSE, _BASIS) for one in pattern.finditer(text)]
    return sorted([*found, *((at, at + len(name)) for name in known if (at := text.find(name)) >= 0)])


def refusal(text: str) -> Span | None:
    """Where it says no."""
    found = _REFUSES.search(text)
    return found.span() if found else None


def asks_policy(title: str, words: str) -> bool:
    """Whether the matter asks what the rules are; one that complains or wants something done doesn't, by its title."""
    if title and not _INQUIRY.search(title):
        return False
    told = (words[start:end] for start, end in sentences(words))
    return any(_POLICY.search(one) and _QUESTIONS.search(one) for one in told)


def inquires(title: str, words: str) -> bool:
    """Whether it asks to be told something rather than to have something done."""
    return _INQUIRY.search(title) is not None or asks_policy(title, words)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences stand."""
    return (one.span() for one in wording.SENTENCE.finditer(text))


def done(text: str) -> list[Span]:
    """Deeds that are more than promised."""
    found = []
    for start, end in sentences(text):
        cut = _TOCOME.search(text, start, end)
        stop = cut.start() if cut else end
        found += [one.span() for one in wording.DEED.finditer(text, start, stop) if not wording.EMPTY.fullmatch(one[0])]
    return found


def explains(text: str) -> bool:
    """Whether it says what was found, or what the citizen can do or what holds: an answer without a deed."""
    return wording.FOUND.search(text) is not None or wording.TOLD.search(text) is not None


def answers(text: str) -> bool:
    """Whether a reply of a few words answers something all the same."""
    return _ANSWERS.search(wording.EMPTY.sub(" ", dates.body(text))) is not None


def promised(text: str) -> list[Span]:
    """Sentences that promise a deed and name no time for it."""
    text = dates.body(text)
    found = []
    for start, end in sentences(text):
        one = _TOCOME.search(text, start, end)
        if one is None or _FOREVER.search(text, start, end) or dates.found(text[one.start() : end]):
            continue
        if wording.DEED.search(text, one.end(), end):
            found.append((one.start(), end))
    return found


def substance(text: str) -> int:
    """How many characters are left when courtesy, signatures and days of arrival are out."""
    left = wording.EMPTY.sub("", dates.body(text))
    return sum(map(len, wording.RUN.findall(wording.SMALL.sub(" ", left))))


def courtesy(text: str) -> int:
    """The share of mere courtesy among all that is said, in whole percent."""
    whole = sum(map(len, wording.RUN.findall(text)))
    out = sum(len(one[0]) for one in wording.EMPTY.finditer(text))
    return min(100 * out // whole, 100) if whole else 0
