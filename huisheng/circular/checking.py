"""The checker before an edition: a contradiction stops it, with its place."""

from huisheng.circular.checker import Finding, Severity, check_document
from huisheng.circular.document import Document
from huisheng.kernel.errors import Refusal


def insist_consistent(document: Document) -> int:
    """How many findings there are that aren't contradictions. Refusal: the first contradiction."""
    found: list[Finding] = check_document(document)
    wrong = [one for one in found if one.severity is Severity.CONTRADICTION]
    if wrong:
        first = wrong[0]
        said = f"{first.explanation}（印的是{first.printed}，算出来是{first.computed}）"
        sentence = f"校核发现{len(wrong)}处矛盾，第一处在{first.place.text}：{said}"
        raise Refusal("contradiction", sentence, "domain#art-50")
    return len(found)
