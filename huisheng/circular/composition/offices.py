"""Words that the office gives when a circular is composed: cleaned, without figures; cases without personal data."""

import re

from huisheng.circular import scrub
from huisheng.kernel import text
from huisheng.kernel.errors import Refusal
from huisheng.rulebook import implements

CITE = "domain#art-49"
LONGEST = 5000
# digits that count or measure something are figures; 12345, 2024年 and 6月15日 are names
_COUNTING = re.compile(
    r"[0-9０-９][0-9０-９,，.．]*\s*(?:%|％|‰|个?百分点|件|个|次|起|单|人次|人|通|条|家|倍)|百分之[零〇一二三四五六七八九十百点]+"
)


@implements("domain#art-49")
def taken(key: str, given: str, *, quoted: bool) -> list[str]:
    """The paragraphs of what the office wrote, one a line.

    Refusal ``typed_number`` where a figure was typed: figures come from the records. ``quoted`` words are cases: they
    tell a story, may count its buckets and trees, and lose personal data.
    """
    cleaned = text.take(given, label="文字", field=key, limit=LONGEST, required=False)
    lines = [line.strip() for line in cleaned.split("\n") if line.strip()]
    if quoted:
        return [scrub.scrub(line).text for line in lines]
    for line in lines:
        found = _COUNTING.search(line)
        if found:
            raise Refusal(
                "typed_number",
                f"“{found[0]}”是手工填写的数字。通报里的数都由系统算出，请删去，或改用通报里已有的数。",
                CITE,
                key,
            )
    return lines
