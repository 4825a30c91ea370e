"""Tells a matter from the call to its conclusion: who sent, signed, returned, contacted, replied, reviewed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

from huisheng.rehearsal.hours import Hours, between, centre_from, minutes
from huisheng.rehearsal.matter import SECOND_SATISFIED, SUPERVISED, UNSATISFIED, Hop, Matter
from huisheng.rehearsal.month import Month
from huisheng.rehearsal.tale import DISPATCHER, Tale, handler
from huisheng.rehearsal.words import Scene, Words

_RECLASSIFIED = 15  # of a thousand orders, so many get another category from the dispatcher
_TRIES = 20
_ON_SITE = 30  # percent of the outdoor matters whose unit records its arrival
_OUTDOOR = ("01", "04", "05", "06")


class Handling:
    """Tells what happens before anybody is called back."""

    def __init__(self, rng: Random, month: Month, hours: Hours, words: Words) -> None:
        self._rng = rng
        self._month = month
        self._hours = hours
        self._words = words

    def tell(self, matter: Matter) -> Tale:
        """The tale up to the conclusion (and an exemption asked after it)."""
        tale = Tale(matter.ref, matter.ring.ref, matter.earlier, self._rng)
        scene = self._scene(matter)
        self._intake(tale, matter, scene)
        for hop in matter.hops:
            self._returned(tale, matter, hop, scene)
        co = self._co_unit(matter) if matter.trait == "co" else ""
        note = self._words.pick("note", "co" if co else "resend" if matter.hops else "send")
        tale.d += 1
        tale.add(matter.sent, "send", DISPATCHER, unit=matter.unit, co_units=[co] if co else [], note=note)
        tale.add(matter.signed, "sign_in", handler(matter.unit), dispatch=tale.d)
        self._steps(tale, matter, scene, co)
        self._reviewed(tale, matter, co)
        return tale

    def _scene(self, matter: Matter) -> Scene:
        if matter.twin is not None and matter.twin.scene is not None:
            matter.scene = matter.twin.scene
        if matter.scene is None:
            matter.scene = self._words.scene(matter.accepted, matter.unit)
        return matter.scene

    def _intake(self, tale: Tale, matter: Matter, scene: Scene) -> None:
        ring, words = matter.ring, self._words
        agent = ring.seat or ""
        name, ring.phone = words.caller()
        if matter.trait == "enterprise":
            ring.queue = "enterprise"
        right = matter.case.category
        others = sorted({case.category for case in matter.theme.cases} - {right})
        wrong = others and not matter.twin and self._rng.randint(1, 1000) <= _RECLASSIFIED
        category = self._rng.choice(others) if wrong else right
        title, told = words.title(matter.case, matter.kind, scene), words.told(matter.case, matter.kind, scene)
        tale.add(
            matter.accepted,
            "accept",
            agent,
            **accept_params(ring.ref, scene, matter.kind, category, title, told, name, ring.phone, matter.trait),
        )
        if matter.twin is not None:
            tale.add(tale.last + timedelta(seconds=60), "link", agent, to=matter.twin.ref)
        tale.add(matter.handed_on, "hand_on", agent)
        if wrong:
            at = tale.last + timedelta(seconds=90)
            tale.add(at, "classify", DISPATCHER, kind=matter.kind, category=right, region=scene.street_code)

    def _returned(self, tale: Tale, matter: Matter, hop: Hop, scene: Scene) -> None:
        words = self._words
        note = words.pick("note", "send" if hop is matter.hops[0] else "resend")
        tale.d += 1
        tale.r += 1
        tale.add(hop.sent, "send", DISPATCHER, unit=hop.unit, co_units=[], note=note)
        tale.add(hop.signed, "sign_in", handler(hop.unit), dispatch=tale.d)
        self._ask_return(tale, matter, hop.unit, hop.asked, scene)
        tale.add(hop.granted, "grant_return", DISPATCHER, request=tale.r, words=words.pick("returns", "granted"))

    def _ask_return(self, tale: Tale, matter: Matter, unit: str, at: datetime, scene: Scene) -> None:
        district = self._month.units[unit].kind == "county"
        ground = "not_my_area" if district and self._month.units[matter.unit].kind == "county" else "not_my_duty"
        if self._rng.randint(1, 100) <= 8:
            ground = "facts_wrong"
        tale.add(
            at,
            "ask_return",
            handler(unit),
            dispatch=tale.d,
            ground=ground,
            clause=self._words.pick("returns", ground, "clause"),
            evidence=self._words.pick("returns", ground, "evidence").format_map(scene),
        )

    def _co_unit(self, matter: Matter) -> str:
        """Another unit that the theme concerns; a region's own where the main unit is a department."""
        rows, month = self._month.rows, self._month
        if month.units[matter.unit].kind == "county":
            fit = [unit for unit in month.others() if unit in matter.theme.units] or ["gongan"]
        else:
            fit = [unit for unit in month.districts() if unit != month.unvisited_unit]
        return self._rng.choices(fit, [rows[unit].dispatched for unit in fit])[0]

    def _steps(self, tale: Tale, matter: Matter, scene: Scene, co: str) -> None:
        """What lies between signing and the reply that counts, in order, spread over the time there is."""
        main = handler(matter.unit)
        steps: list[Callable[[datetime], object]] = []
        if matter.trait == "return_refused":
            tale.r += 1
            refused = self._words.pick("returns", "refused")
            steps.append(lambda at: self._ask_return(tale, matter, matter.unit, at, scene))
            steps.append(lambda at: tale.add(at, "refuse_return", DISPATCHER, request=tale.r, words=refused))
        steps += self._contacts(tale, matter, main)
        if matter.trait.startswith("extension"):
            steps += self._extension(tale, matter, main, scene)
        if matter.trait == "instruction":
            said = self._words.pick("instruction", "words")
            steps.append(lambda at: tale.add(at, "instruct", self._month.seats_of("leader")[0], words=said))
        steps += self._co_steps(tale, matter, co)
        if matter.trait == "sent_back":
            text = self._outcome(matter, scene, solved=False)
            back = self._words.pick("note", "send_back")
            steps.append(lambda at: tale.add(at, "reply", main, dispatch=tale.d, words=text, solved=False))
            steps.append(lambda at: tale.add(at, "send_back", DISPATCHER, dispatch=tale.d, words=back))
        for step, at in zip(steps, self._moments(matter, len(steps)), strict=True):
            step(at)
        solved = self._says_solved(matter)
        text = self._outcome(matter, scene, solved=solved)
        tale.add(matter.replied, "reply", main, dispatch=tale.d, words=text, solved=solved)
        if matter.trait == "instruction":
            done = self._words.pick("instruction", "answer")
            tale.add(tale.last + timedelta(minutes=4), "answer_instruction", main, instruction=1, words=done)

    def _moments(self, matter: Matter, count: int) -> list[datetime]:
        """``count`` times from signing to reply; early where contact presses, else in office hours if it goes."""
        low = matter.signed + timedelta(minutes=2)
        high = matter.replied - timedelta(minutes=2 * count)
        if matter.trait in ("urgent", "enterprise"):
            high = min(high, matter.signed + timedelta(minutes=50))
        if matter.trait.startswith("extension"):
            # more time is asked for, and decided, before it has run out
            high = min(high, self._hours.due(matter.sent) - timedelta(hours=7))
        found = []
        for _ in range(count):
            tries = (between(self._rng, low, high) for _ in range(_TRIES))
            opened = (self._hours.office_from(self._rng, at, 0, 0) for at in tries)
            found.append(next((at for at in opened if at < high), low))
        found.sort()
        if matter.trait == "return_refused":
            found[0] = low  # a return is asked within two working days of dispatch, or not at all
        return found

    def _contacts(self, tale: Tale, matter: Matter, main: str) -> list[Callable[[datetime], object]]:
        """Calls to the citizen: one gets through if the unit told them, else a vain one or none; perhaps a trip."""
        outcomes = ["unreached"] * (self._rng.randint(1, 100) <= (12 if reached_first(matter) else 55))
        if reached_first(matter):
            outcomes.append("reached")
        steps: list[Callable[[datetime], object]] = []
        for outcome in outcomes:
            said = self._words.pick("note", f"contact_{outcome}")
            steps.append(partial(tale.add, verb="contact", seat=main, dispatch=tale.d, outcome=outcome, words=said))
        outdoor = matter.theme.topic in _OUTDOOR and self._rng.randint(1, 100) <= _ON_SITE
        if outdoor or matter.trait == "urgent":
            arrived = self._words.pick("note", "arrive")
            steps.append(lambda at: tale.add(at, "arrive", main, dispatch=tale.d, words=arrived))
        return steps

    def _extension(self, tale: Tale, matter: Matter, main: str, scene: Scene) -> list[Callable[[datetime], object]]:
        tale.r += 1
        days = self._rng.randint(3, 5)
        why = self._words.pick("extension", "ask").format_map(scene)
        no = self._words.pick("extension", "refused")

        def ask(at: datetime) -> None:
            tale.add(at, "ask_extension", main, dispatch=tale.d, days=days, reason=why)

        def decide(at: datetime) -> None:
            if matter.trait == "extension_refused":
                tale.add(at, "refuse_extension", DISPATCHER, request=tale.r, words=no)
            else:
                tale.add(at, "grant_extension", DISPATCHER, request=tale.r, days=days)

        return [ask, decide]

    def _co_steps(self, tale: Tale, matter: Matter, co: str) -> list[Callable[[datetime], object]]:
        if not co or matter.scene is None:
            return []
        d, seat = tale.d + 1, handler(co)
        text = self._words.outcome(matter.case, co, matter.scene, solved=True, told=False)
        return [
            lambda at: tale.add(at, "sign_in", seat, dispatch=d),
            lambda at: tale.add(at, "reply", seat, dispatch=d, words=text, solved=True),
        ]

    def _says_solved(self, matter: Matter) -> bool:
        """What the unit claims: nearly always solved where the citizen will agree, often where not."""
        unhappy = matter.fate in (*SUPERVISED, UNSATISFIED, SECOND_SATISFIED)
        return self._rng.randint(1, 100) <= (40 if unhappy else 92)

    def _outcome(self, matter: Matter, scene: Scene, *, solved: bool) -> str:
        return self._words.outcome(matter.case, matter.unit, scene, solved=solved, told=reached_first(matter))

    def _reviewed(self, tale: Tale, matter: Matter, co: str) -> None:
        """The centre's review and the conclusion; confidential orders close with it."""
        at = matter.reviewed
        if co:
            words = self._words.pick("note", "accept_reply")
            at = tale.add(at, "accept_reply", DISPATCHER, dispatch=tale.d + 1, words=words)
        words = self._words.pick("note", "accept_reply")
        tale.add(at, "accept_reply", DISPATCHER, dispatch=tale.d, words=words)
        tale.d += bool(co)
        ended = tale.add(matter.concluded, "conclude", DISPATCHER)
        if matter.trait == "confidential":
            tale.closed = ended

    def exempt(self, tale: Tale, matter: Matter, granted: bool) -> None:
        """The unit asks that its late order not count, and the assessor decides."""
        tale.r += 1
        words = self._words
        clause, evidence = words.phrase("exemption.clause"), words.pick("exemption", "ask")
        at = self._hours.office_from(self._rng, tale.last, 60, 400)
        seat = handler(matter.unit)
        tale.add(at, "ask_exemption", seat, dispatch=tale.d, ground="other", clause=clause, evidence=evidence)
        verb = "grant_exemption" if granted else "refuse_exemption"
        said = words.phrase("exemption.granted") if granted else words.pick("exemption", "refused")
        at = centre_from(self._rng, at, 60, 600) + minutes(self._rng, 1, 9)
        tale.add(at, verb, self._month.seats_of("assessor")[0], request=tale.r, words=said)


def reached_first(matter: Matter) -> bool:
    """Whether the unit reached the citizen in its first handling."""
    # where it is done twice, half of those told in the end had not been told at first
    if matter.fate in (*SUPERVISED, SECOND_SATISFIED):
        return matter.told and sum(matter.ref.encode()) % 2 == 0
    return matter.told


def accept_params(
    ref: str, scene: Scene, kind: str, category: str, title: str, told: str, name: str, phone: str, trait: str = ""
) -> dict[str, str | bool]:
    """The parameters of ``accept`` for a matter that came by a call."""
    place = f"{scene.region.name}{scene['street']}{scene['road']}"
    if "estate" in scene:
        place += scene["estate"] + scene.get("bld", "")
    return {
        "channel": "phone",
        "source": "pbx",
        "source_ref": ref,
        "kind": kind,
        "category": category,
        "region": scene.street_code,
        "title": title,
        "words": told,
        "place": place,
        "caller_name": name,
        "phone": phone,
        "urgent": trait == "urgent",
        "confidential": trait == "confidential",
        "enterprise": trait == "enterprise",
        "no_visit": trait == "confidential",
        "call": ref,
    }
