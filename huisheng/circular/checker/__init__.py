"""The checker: reads any city's published circular and lists where it contradicts itself.

``check_file`` takes a file, ``check_document`` an edition of ours before it is signed. No database, no Django and no
network. Readers (``readers/``) turn a file into passages and grids; ``mentions`` and ``grids`` say what the numbers
are; each rule (``rules/``) tests one kind of relation.
"""

from pathlib import Path

from huisheng.circular.checker.engine import check_bytes, check_edition
from huisheng.circular.checker.model import Finding, Place, Report, Severity
from huisheng.circular.checker.readers import limits
from huisheng.circular.document import Document

__all__ = ["Finding", "Place", "Report", "Severity", "check_document", "check_file"]


def check_document(document: Document) -> list[Finding]:
    """The contradictions of an edition, in reading order; empty for one that may be signed."""
    return check_edition(document)


def check_file(source: Path | bytes, name: str = "") -> Report:
    """The contradictions of a file, by its path or its bytes (then with a name). Raises a Refusal if unreadable."""
    if isinstance(source, bytes):
        return check_bytes(source, name or "上传的文件")
    if not source.is_file():
        raise limits.refuse("no_file", f"没有文件“{source}”，请检查路径。")
    if source.stat().st_size > limits.FILE:
        raise limits.refuse("too_large", f"“{source.name}”超过{limits.FILE // limits.MIB}MB，请拆分后再核对。")
    return check_bytes(source.read_bytes(), name or source.name)
