"""A call as a speech model wrote it down, held against the kind that was typed. Pure."""

import re
from typing import Final

from huisheng.insight.understand import asking
from huisheng.rulebook import implements
from huisheng.taxonomy.kinds import Kind

_MOST: Final = 5000  # characters that are read: who calls says early what he calls for
_GRIEVANCE: Final = {Kind.COMPLAINT.value: "投诉", Kind.REPORT.value: "举报"}
_KIND: Final = "(?:咨询|求助|投诉|举报|建议|表扬)"
_ASKED_BACK: Final = re.compile(f"{_KIND}(?:(?:[、，,/或和及 ]|还是|或者|以及|是|要|想)+{_KIND}+)+")  # 您是咨询还是投诉


@implements("domain#art-70")
def doubt(heard: str, typed: str) -> str:
    """A sentence for whoever checks, where a complaint or a report is heard and an inquiry was typed; else ""."""
    if typed != Kind.CONSULT.value or not heard.strip():
        return ""
    likely = asking.kind("", _ASKED_BACK.sub("", heard[:_MOST])).kind
    word = _GRIEVANCE.get(likely)
    return f"录音像{word}，登记成了咨询，请对照录音核对。" if word else ""
