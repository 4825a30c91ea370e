"""The checker before an edition: a contradiction stops it, with its place."""

from huisheng.circular.checker import check_document
from huisheng.circular.checker.finding import Finding, Severity
from huisheng.circular.document import Document
from huisheng.kernel.errors import Refusal


def findings(document: Document) -> list[Finding]:
    """What the checker says of it."""
    return check_document(document)


def insist_consistent(document: Document) -> int:
    """How many findings there are that aren't contradictions. Refusal: the first contradiction."""
    found = findings(document)
    wrong = [one for one in found if one.severity is Severity.CONTRADICTION]
    if wrong:
        raise Refusal(
            "contradiction",
            f"校核发现{len(wrong)}处矛盾，第一处在{wrong[0].place}：{wrong[0].sentence}",
            "domain#art-50",
        )
    return len(found)
