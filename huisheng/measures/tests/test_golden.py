"""The printed table of November 2019, from a ledger that was made to have its counts: byte for byte."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

import huisheng
from huisheng.directory import book
from huisheng.directory import reads as directory
from huisheng.directory.load import load_city
from huisheng.ledger.vocabulary import intake
from huisheng.measures import printing
from huisheng.measures.table import table
from huisheng.measures.tests.conftest import Tell
from huisheng.measures.tests.stories import Story, at

GOLDEN = Path(huisheng.__file__).parents[2] / "shared" / "golden" / "xiangtan-2019-11.csv"
COUNTIES = 8
TIMES = {5: 2, 4: 6, 3: 13, 2: 43, 1: 237}
pytestmark = pytest.mark.skipif(not GOLDEN.exists(), reason="the golden tables are not beside the checkout")


def printed() -> list[list[str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:-1]


def city(names: list[str]) -> dict[str, object]:
    """湘潭 with the units as printed; the order in the directory isn't the table's, but for the counties and ties."""
    units = [
        {"code": f"u{n}", "name": name, "kind": "county" if n < COUNTIES else "department", "order": n + 1}
        for n, name in enumerate(names)
    ]
    head = {"code": "xiangtan", "name": "湘潭热线", "scope": "湖南/湘潭", "prefix": "XT", "rehearsal": True}
    return {"platform": head, "unit": units}


class Month:
    """Orders that give the printed counts. ``times`` and ``content`` are what is left of the whole city's numbers."""

    def __init__(self, platform: int) -> None:
        self.platform, self.stories = platform, list[Story]()
        self.times = [times for times, matters in TIMES.items() for _ in range(matters)]
        self.phone_satisfied, self.written_satisfied = 133, 17

    def order(self, when: datetime) -> Story:
        story = Story(len(self.stories) + 1).accept(when, platform=self.platform).say(intake.HandedOn())
        self.stories.append(story)
        return story

    def unit(self, unit: int, row: list[str]) -> None:
        sent, _, late, back, _, seen, unseen, _, happy, _, uncalled, phone, _, written, _ = (
            0 if cell == "-" or "%" in cell else int(cell) for cell in row[1:]
        )
        # visits beyond this month's matters are of October's
        for n in range(max(sent, seen + unseen)):
            story = self.order(at(1 + n % 25) if n < sent else at(-9))
            story.send(unit, due=story.when.replace(hour=23))
            for _ in range(self.times.pop() if n < back else 0):
                story.give_back().send(unit, due=story.when.replace(hour=23), cause="returned")
            story.sign().reply(story.when.replace(hour=23, minute=59) if n < late else None).conclude()
            if n >= seen + unseen:
                continue
            if n >= seen:
                story.visit(None, at(29)).visit(None, at(30))
            elif n < happy:
                story.visit("satisfied", at(0, 2), contacted=n >= uncalled)
            else:
                story.visit("unsatisfied", at(29), contacted=n >= uncalled)
                story.visit("unsatisfied", at(30), contacted=n >= uncalled)
                self.press(story, n - happy, phone, written)

    def press(self, story: Story, n: int, phone: int, written: int) -> None:
        """The first ``phone`` are supervised by phone, the first ``written`` of them also in writing."""
        if n >= phone:
            return
        again = n < written
        story.supervise("phone", at(30, 2)).answer_supervision()
        content = not again and self.phone_satisfied > 0
        self.phone_satisfied -= content
        story.visit("satisfied" if content else "unsatisfied", round_="supervision")
        if again:
            story.supervise("written").answer_supervision()
            story.visit("satisfied" if self.written_satisfied > 0 else "unsatisfied", round_="supervision")
            self.written_satisfied -= 1


@pytest.mark.no_cover  # a whole document: no line is left to it alone
def test_the_printed_table_byte_for_byte(tell: Tell) -> None:
    book.forget()
    rows = printed()
    platform = load_city(city([row[0] for row in rows])).platform
    month = Month(platform)
    for n, row in enumerate(rows):
        card = directory.unit_by_code(f"u{n}", platform)
        assert card is not None
        month.unit(card.id, row)
    tell(entry for story in reversed(month.stories) for entry in story.entries)

    made = table("xiangtan-2019-11")
    book.forget()

    assert printing.to_csv(made) == GOLDEN.read_bytes()
    below = {line.label: line.figure.text for line in made.lines}
    assert below["交办数"] == "3297"
    assert (below["回访工单数"], below["回访满意数"], below["回访不满意数"]) == ("3044", "1218", "1033")
    assert (below["退单数"], below["退单次数"], below["退单率"]) == ("301", "396", "9.13%")
    assert [below[f"退单：{times}次"] for times in TIMES] == [str(matters) for matters in TIMES.values()]
    assert (below["电话督办满意数"], below["书面督办满意数"]) == ("133", "17")
    assert made.as_of > datetime(2019, 12, 1, tzinfo=UTC)
