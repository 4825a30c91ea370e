"""What presses, how gravely, and with what next."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huisheng.lifecycle.supervision.rules import REMIND, Reason, next_form, reasons, step
from huisheng.lifecycle.workorder.press import Facts, Limits, Press, Running

NOW = datetime(2019, 11, 8, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIMITS = Limits(returns=2, unsatisfied=2, soon=NOW + 24 * HOUR)
PLAIN: dict[str, Any] = {
    "live": True, "decides": False, "main": 5, "clocks": (), "returns": 0, "unsatisfied": 0, "instructed": (),
    "forms": (), "waiting": False, "reminded": False,
}  # fmt: skip


def facts(**changed: Any) -> Facts:
    return Facts(**{**PLAIN, **changed})


def pressed(**changed: Any) -> list[Press]:
    return [reason.press for reason in reasons(facts(**changed), LIMITS, NOW)]


def running(name: str, hours: int) -> Running:
    return Running(name, 5, NOW + hours * HOUR)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"clocks": [running("reply", 25)]}, []),
        ({"clocks": [running("reply", 24)]}, []),
        ({"clocks": [running("reply", 23)]}, [Press.SOON]),
        ({"clocks": [running("reply", 0)]}, [Press.SOON]),
        ({"clocks": [running("reply", -1)]}, [Press.LATE]),
        ({"clocks": [running("sign_in", -1)]}, [Press.SILENT]),
        ({"clocks": [running("sign_in", -1), running("reply", 2)]}, [Press.SILENT]),
        ({"clocks": [running("reply", -1)], "live": False}, []),
        ({"clocks": [running("supervision", -1)], "live": False}, [Press.UNANSWERED]),
        ({"clocks": [running("supervision", -1)]}, [Press.UNANSWERED]),
        ({"clocks": [running("supervision", 1)], "live": False}, []),
        ({"returns": 1}, []),
        ({"returns": 2}, [Press.RETURNED]),
        ({"returns": 2, "live": False}, []),
        ({"unsatisfied": 2, "decides": True}, [Press.DISSATISFIED]),
        ({"unsatisfied": 1, "decides": True}, []),
        ({"unsatisfied": 2}, []),
        ({"instructed": [NOW - HOUR]}, [Press.INSTRUCTED]),
        (
            {"instructed": [NOW], "returns": 3, "clocks": [running("sign_in", -2), running("reply", -1)]},
            [Press.INSTRUCTED, Press.SILENT, Press.LATE, Press.RETURNED],
        ),
    ],
)
def test_reasons_the_gravest_first(changed: dict[str, Any], found: list[Press]) -> None:
    assert pressed(**changed) == found


def test_a_reason_says_since_when_whose_and_how_often() -> None:
    late = [Running("contact", 6, NOW - 3 * HOUR), Running("reply", 5, NOW - HOUR)]
    assert reasons(facts(clocks=late), LIMITS, NOW) == [Reason(Press.LATE, 6, NOW - 3 * HOUR, "contact")]
    assert reasons(facts(returns=4), LIMITS, NOW) == [Reason(Press.RETURNED, 5, count=4)]
    assert reasons(facts(instructed=[NOW, NOW - HOUR]), LIMITS, NOW)[0].at == NOW - HOUR
    nothing = Limits(returns=0, unsatisfied=2, soon=NOW)
    assert reasons(facts(), nothing, NOW) == [], "never returned is never returned too often"


@pytest.mark.parametrize(
    ("forms", "rule", "form"),
    [
        ((), ("", ""), "phone"),
        ((), ("written", ""), "written"),
        (("phone",), ("phone", "written"), "written"),
        (("phone",), ("phone", "on_site"), "on_site"),
        (("phone",), ("", ""), "written"),
        (("phone", "written"), ("phone", "written"), "on_site"),
        (("on_site",), ("", ""), "on_site"),
    ],
)
def test_the_next_form(forms: tuple[str, ...], rule: tuple[str, str], form: str) -> None:
    assert next_form(forms, *rule) == form


@pytest.mark.parametrize(
    ("changed", "act"),
    [
        ({}, REMIND),
        ({"clocks": [running("reply", 2)], "reminded": True}, REMIND),
        ({"clocks": [running("reply", -2)]}, REMIND),
        ({"clocks": [running("reply", -2)], "reminded": True}, "phone"),
        ({"clocks": [running("reply", -2)], "reminded": True, "waiting": True, "forms": ("phone",)}, REMIND),
        ({"decides": True, "unsatisfied": 2}, "phone"),
        ({"decides": True, "unsatisfied": 3, "forms": ("phone",)}, "written"),
        ({"decides": True, "unsatisfied": 3, "forms": ("phone",), "waiting": True}, REMIND),
    ],
)
def test_the_next_act(changed: dict[str, Any], act: str) -> None:
    held = facts(**changed)
    assert step(held, reasons(held, LIMITS, NOW)) == act
