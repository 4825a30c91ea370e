"""Invented sentences, each with what is to be understood of it."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from huisheng.insight import understand
from huisheng.insight.understand.found import Moment, Understood, Urgency

ON = date(2026, 11, 23)
REGIONS = {"云溪区": "03", "临河区": "02", "石桥镇": "01"}
LINES = {"03": "/03/", "02": "/02/", "01": "/02/01/"}
SENTENCES: list[dict[str, Any]] = tomllib.loads((Path(__file__).with_name("sentences.toml")).read_text("utf-8"))["one"]


def _day(day: date | None) -> str:
    return "~" if day is None else f"{day:%m-%d}" if day.year == ON.year else f"{day}"


def _time(one: Moment) -> str:
    return " ".join(filter(None, (one.words, _day(one.since), _day(one.until), one.hour)))


def _sort(one: Urgency) -> str:
    return one.sort + ("!" if one.grade == "urgent" else "")


def seen(text: str, read: Understood) -> dict[str, object]:
    """What was understood, in the words of the sentences' file."""
    return {
        "kind": read.kind.kind,
        "urgency": [_sort(one) for one in read.urgency],
        "threats": [one.sort for one in read.mood.threats],
        "enterprise": read.enterprise is not None,
        "mood": read.mood.grade,
        "place": read.place,
        "region": read.region.code if read.region else "",
        "masked": understand.mask(text),
        "asked": [one.words for one in read.asked],
        "headline": read.headline,
        "times": [_time(one) for one in read.times],
    }


@pytest.mark.parametrize("one", SENTENCES, ids=lambda one: one["text"][:16])
def test_a_sentence(one: dict[str, Any]) -> None:
    text = one["text"]
    read = understand.read(text, on=ON, regions=REGIONS, lines=LINES)
    found = seen(text, read)
    assert {key: found[key] for key in one if key != "text"} == {key: one[key] for key in one if key != "text"}
    findings: list[Any] = [*read.places, *read.times, *read.persons, *read.urgency, *read.mood.threats, *read.asked]
    for finding in findings:
        assert text[finding.start : finding.end]
        assert finding.why
    for person in read.persons:
        assert text[person.start : person.end] == person.words


def test_there_are_enough() -> None:
    assert len(SENTENCES) >= 80
    assert all(len(one) > 1 for one in SENTENCES)
