"""What a writer says, without what the mailer added: the older letters below it, and the signature. Pure.

Nothing is thrown away for good: the letter itself stays in the mailbox, and where nothing would be left, all of it is
kept. A letter that was passed on (转发) is told in the older letters, and keeps them.
"""

import re

_HEADS = "发件人|寄件者|寄件人|發件人|发送人|From|Von|De"
_FOLLOWS = (
    "发送时间|发送日期|發送時間|寄件日期|日期|时间|收件人|收件者|主题|主旨|主題|抄送人?|副本|Sent|Date|To|Cc|Subject"
)
_LABEL = re.compile(rf"[\s>*|]*({_HEADS})\s*\**\s*[:：]", re.IGNORECASE)
_NEXT_LABEL = re.compile(rf"[\s>*|]*({_FOLLOWS})\s*\**\s*[:：]", re.IGNORECASE)
_RULED = re.compile(
    r"[\s>|*]*[-—_=]{2,}\s*(原始邮件|原始郵件|原邮件|回复的原邮件|回复的邮件|原始信息|Original"
    r"|Original Message|Original Email|Reply Message|Replied Message)\s*[-—_=]{2,}\s*\Z",
    re.IGNORECASE,
)
# "在 2024年2月18日，12345热线写道：", "On Sun, 18 Feb 2024 … wrote:", "At 2024-02-18 09:00:00, … wrote:"
_WROTE = re.compile(
    r"[\s>]*(?=.{0,300}(?:\d|@|＠))(?:(?:在|于|於|On|At|Le|Am)\b|在|于|[\"“<＜]|.{0,80}[@＠]|\d{4}\s*[-年/]).{0,300}"
    r"(写道|写到|寫道|wrote|来信)\s*[:：]\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_MARKED = re.compile(r"\s*>")
_SENT_FROM = re.compile(
    r"\W*(发自我的|发自|寄自我的|傳送自|从我的.{1,20}发送|由.{1,20}发送|来自我的|来自.{0,12}(手机|客户端|邮箱|iPhone|iPad|Android)"
    r"|Sent from|Get Outlook for|获取\s*Outlook|下载适用于|网易邮箱大师|QQ邮箱)[^。！？]{0,40}\Z",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"--\s?\Z")
_RULE = re.compile(r"[\s>]*[-—_=*|]{3,}[\s|]*\Z")
_SIGNATURE = 15  # lines that a signature after "-- " has at most
_PASSED_ON = re.compile(r"\s*(fw|fwd|转发|轉寄|转寄|tr|wg)\s*[:：]", re.IGNORECASE)
_ANSWERING = re.compile(r"\s*(re|aw|sv|回复|答复|回覆|回復)\s*[:：]", re.IGNORECASE)
_PREFIX = re.compile(
    r"\s*(re|aw|sv|回复|答复|回覆|回復|fw|fwd|转发|轉寄|转寄)\s*([\[(（]\d{1,2}[\])）])?\s*[:：]\s*", re.IGNORECASE
)


def is_passed_on(subject: str) -> bool:
    """Whether a letter passes another one on."""
    return _PASSED_ON.match(subject) is not None


def is_answer(subject: str) -> bool:
    """Whether its subject says that it answers another."""
    return _ANSWERING.match(subject) is not None


def subject_alone(subject: str) -> str:
    """The subject without its Re: and 转发："""
    said = subject.strip()
    for _ in range(10):
        shorter = _PREFIX.sub("", said, count=1) if _PREFIX.match(said) else said
        if shorter == said:
            break
        said = shorter
    return said.strip()


def stripped(words: str, *, answers: bool) -> str:
    """What the writer says. ``answers``: whether the letter answers another, whose words may then stand below."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = _without_older(lines) if answers else lines
    kept = _without_signature(kept)
    said = "\n".join(kept).strip()
    return said if any(character.isalnum() for character in said) else words.strip()


def _without_older(lines: list[str]) -> list[str]:
    """Up to where an older letter begins; lines marked ``>`` go wherever they stand."""
    kept: list[str] = []
    for no, line in enumerate(lines):
        if _begins_older(lines, no):
            break
        if not _MARKED.match(line):
            kept.append(line)
    while kept and (not kept[-1].strip() or _RULE.match(kept[-1])):
        kept.pop()
    return kept


def _begins_older(lines: list[str], no: int) -> bool:
    line = lines[no]
    if not line.strip() or len(line) > 600:
        return False
    if _RULED.match(line):
        return True
    # such a line is often broken in two or three
    for more in range(3):
        joined = " ".join(part.strip() for part in lines[no : no + 1 + more])
        if len(joined) <= 600 and _WROTE.match(joined) and (more == 0 or _opens(line)):
            return True
    if not _LABEL.match(line):
        return False
    below = [later for later in lines[no + 1 : no + 9] if later.strip()][:4]
    return any(_NEXT_LABEL.match(later) for later in below)


def _opens(line: str) -> bool:
    """Whether a line can be the first one of "在 … 写道："."""
    return re.match(r"[\s>]*(在|于|於|On |At |[\"“<]|\d{4}\s*[-年/])", line) is not None


def _without_signature(lines: list[str]) -> list[str]:
    kept = list(lines)
    for no in range(max(0, len(kept) - _SIGNATURE), len(kept)):
        if _DELIMITER.match(kept[no]) and any(line.strip() for line in kept[:no]):
            kept = kept[:no]
            break
    while kept and (not kept[-1].strip() or _RULE.match(kept[-1]) or _SENT_FROM.match(kept[-1].strip())):
        kept.pop()
    return kept
