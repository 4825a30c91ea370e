"""Tells a dealt matter act by act: who accepted, sent, passed on, signed, replied, reviewed, called back."""

from datetime import datetime, timedelta
from random import Random

from huisheng.rehearsal.handling import accept_params
from huisheng.rehearsal.hours import centre_from, minutes
from huisheng.rehearsal.month import Region
from huisheng.rehearsal.period.course import Course
from huisheng.rehearsal.period.item import Item
from huisheng.rehearsal.period.phrasebook import Phrasebook
from huisheng.rehearsal.period.spec import Spec
from huisheng.rehearsal.tale import DISPATCHER, LEADER, SUPERVISOR, VIA, VISITOR, Tale, handler
from huisheng.rehearsal.words import Case, Scene, Words

_GRADES = {"yes": "satisfied", "partly": "partly", "no": "unsatisfied", "": None}
_OUTDOOR = ("01", "04", "05", "06")  # first-level classes of base-2013 whose matters are looked at on site
_ON_SITE = 16  # percent of those whose unit records its arrival
_UNTOLD = 4  # percent of the citizens called back whom the unit hadn't contacted
_MINUTE = timedelta(minutes=1)


class Teller:
    """Tells one matter after another; each draws from its own stream of chance."""

    def __init__(self, spec: Spec, words: Words, course: Course, book: Phrasebook) -> None:
        self._spec = spec
        self._words = words
        self._course = course
        self._book = book
        self._review = VIA if spec.via else DISPATCHER
        regions = spec.setting.regions
        self._regions = {region.code: region for region in regions}
        self._own = {region.unit: region for region in regions}
        tops = [region for region in regions if not region.parent]
        inside = [top for top in tops if top.unit == spec.via] or tops
        self._streets = [region for region in regions if region.parent in {top.code for top in inside}]

    def tell(self, rng: Random, item: Item) -> Tale:
        """The whole tale of a matter that a unit handles; its times must be set."""
        self._words.draw_from(rng)
        case = self._book.case(rng, item.category)
        scene = self._scene(rng, item)
        tale = Tale(item.ref, item.ring.ref if item.ring else "", item.earlier, rng)
        self._accept(tale, item, case, scene)
        if item.fate:
            self._settle(tale, item, case, scene)
            return tale
        tale.add(item.handed_on, "hand_on", item.seat)
        if item.detour:
            self._wrongly_sent(tale, item, *item.detour)
        tale.d += 1
        note = self._words.pick("note", "co" if item.co else "send")
        at = item.passed if item.detour else item.sent
        tale.add(at, "send", DISPATCHER, unit=self._spec.via or item.unit, co_units=self._co(item), note=note)
        if item.session:
            tale.add(tale.last + _MINUTE, "take_up", SUPERVISOR, session=item.session)
            tale.s += 1  # by reaction: such an item is pressed in writing
        if self._spec.via:
            self._pass_on(tale, item, item.passed)
        self._handle(tale, item, case, scene)
        if not item.open:
            self._conclude(tale, item, item.concluded)
            self._visits(tale, item, case, scene)
        return tale

    def _wrongly_sent(self, tale: Tale, item: Item, unit: str, form: str) -> None:
        """Sent to a unit whose duty it wasn't; it was supervised, answered, and the matter was taken back."""
        main, rng = handler(unit), tale.rng
        tale.d = 1
        tale.add(item.sent, "send", DISPATCHER, unit=unit, co_units=[], note=self._words.pick("note", "send"))
        tale.add(tale.last + minutes(rng, 4, 12), "sign_in", main, dispatch=1)
        tale.add(tale.last + minutes(rng, 10, 30), "supervise", SUPERVISOR, form=form,
                 words=self._words.pick("note", "written"))  # fmt: skip
        tale.s = 1
        tale.add(tale.last + minutes(rng, 8, 30), "answer_supervision", main, supervision=1,
                 words="经核实，反映事项不属我单位职责，现将有关情况报热线中心。")  # fmt: skip
        reason = "经督办核实不属该单位职责，收回另派。"
        tale.add(tale.last + minutes(rng, 3, 9), "withdraw", DISPATCHER, dispatch=1, reason=reason)

    def _co(self, item: Item) -> list[str]:
        return [item.co] if item.co and not self._spec.via else []

    def _scene(self, rng: Random, item: Item) -> Scene:
        own = self._own.get(item.unit)
        street = own if own is not None and own.parent else rng.choice(self._streets_of(item.unit))
        return self._words.scene_in(item.accepted, self._regions[street.parent], street)

    def _streets_of(self, unit: str) -> list[Region]:
        return [street for street in self._streets if street.unit == unit] or self._streets

    def _accept(self, tale: Tale, item: Item, case: Case, scene: Scene) -> None:
        words = self._words
        name, phone = words.caller_of(item.number)
        if item.ring is not None:
            item.ring.phone = phone
        title, told = words.title(case, item.kind, scene), words.told(case, item.kind, scene)
        params = accept_params(tale.call, scene, item.kind, item.category, title[:100], told, name, phone)
        given = {**params, "channel": item.channel, "enterprise": item.enterprise}
        given.update(dict.fromkeys(item.marks, True))
        tale.add(item.accepted, "accept", item.seat, **given)

    def _settle(self, tale: Tale, item: Item, case: Case, scene: Scene) -> None:
        """Answered on the spot, or refused for want of anything to handle."""
        at = tale.last + timedelta(seconds=tale.rng.randint(62, 120))
        if item.fate == "refuse":
            words = "来电人未说明具体诉求，已告知可随时再次来电。"
            tale.closed = tale.add(at, "refuse", item.seat, reason="no_content", words=words)
        else:
            words = self._words.pick("note", "answered").format(np=case.np.format_map(scene))
            tale.closed = tale.add(at, "answer", item.seat, words=words)

    def _pass_on(self, tale: Tale, item: Item, at: datetime) -> None:
        """The platform below signs and passes on; its own dispatch is the last one sent."""
        note, above = self._words.pick("note", "send"), tale.d
        tale.add(at - minutes(tale.rng, 2, 4), "sign_in", VIA, dispatch=above)
        tale.add(at, "pass_on", VIA, dispatch=above, unit=item.unit, note=note)
        tale.d += 1
        if item.co:
            tale.add(tale.last + _MINUTE, "pass_on", VIA, dispatch=above, unit=item.co, note=note)

    def _handle(self, tale: Tale, item: Item, case: Case, scene: Scene) -> None:
        """From the unit's signing to its reply that stands."""
        main, words, hours = handler(item.unit), self._words, self._course.hours
        tale.add(item.signed, "sign_in", main, dispatch=tale.d)
        if item.co:
            tale.add(tale.last + 5 * _MINUTE, "sign_in", handler(item.co), dispatch=tale.d + 1)
        if item.open:
            return
        at = tale.last + minutes(tale.rng, 4, 20 if item.enterprise else 50)
        said = words.pick("note", "contact_reached")
        tale.add(at, "contact", main, dispatch=tale.d, outcome="reached", words=said)
        if item.on_site:
            tale.add(tale.last + 6 * _MINUTE, "arrive", main, dispatch=tale.d, outcome=item.on_site,
                     words="来电人在外地，无法到现场见面，已电话沟通。")  # fmt: skip
        elif case.category.startswith(_OUTDOOR) and tale.rng.randint(1, 100) <= _ON_SITE:
            arrived = hours.office_from(tale.rng, tale.last, 10, 40)
            if arrived < item.replied - 5 * _MINUTE:
                tale.add(arrived, "arrive", main, dispatch=tale.d, words=words.pick("note", "arrive"))
        if item.instructed:
            tale.add(tale.last + 2 * _MINUTE, "instruct", LEADER, words=words.pick("instruction", "words"))
        self._sent_back(tale, item, case, scene)
        if item.supervise:
            words_ = words.pick("note", "written")
            tale.add(tale.last + 3 * _MINUTE, "supervise", SUPERVISOR, form=item.supervise, words=words_)
        self._co_reply(tale, item, case, scene)
        text = words.outcome(case, item.unit, scene, solved=not item.unhappy, told=True)
        at = tale.add(item.replied, "reply", main, dispatch=tale.d, words=text, solved=not item.unhappy)
        tale.s += bool(item.supervise)
        if item.supervise or item.session:
            text = words.outcome(case, item.unit, scene, solved=True, told=True, again="supervised")
            tale.add(at + 2 * _MINUTE, "answer_supervision", main, supervision=tale.s, words=text)
        if item.instructed:
            said = words.pick("instruction", "answer")
            tale.add(tale.last + 4 * _MINUTE, "answer_instruction", main, instruction=1, words=said)
        if item.session:
            at = hours.office_from(tale.rng, tale.last, 10, 60)
            tale.add(at, "review_item", LEADER, approved=True, words="已审核，同意按此答复市民。")

    def _sent_back(self, tale: Tale, item: Item, case: Case, scene: Scene) -> None:
        for _ in range(item.sent_back):
            text = self._words.outcome(case, item.unit, scene, solved=False, told=True)
            at = self._course.hours.office_from(tale.rng, tale.last, 5, 25)
            tale.add(at, "reply", handler(item.unit), dispatch=tale.d, words=text, solved=False)
            back = self._words.pick("note", "send_back")
            tale.add(tale.last + minutes(tale.rng, 3, 15), "send_back", self._review, dispatch=tale.d, words=back)

    def _co_reply(self, tale: Tale, item: Item, case: Case, scene: Scene) -> None:
        if not item.co:
            return
        seat, no = handler(item.co), tale.d + 1
        text = self._words.outcome(case, item.co, scene, solved=True, told=False)
        tale.add(max(tale.last + 9 * _MINUTE, item.replied - 40 * _MINUTE), "reply", seat, dispatch=no, words=text,
                 solved=True)  # fmt: skip

    def _conclude(self, tale: Tale, item: Item, by: datetime) -> None:
        """Reviewed at each level, then concluded. ``by``: when the last of it should happen."""
        words, rng = self._words, tale.rng
        accepted = words.pick("note", "accept_reply")
        own = tale.d
        at = max(tale.last + minutes(rng, 3, 9), centre_from(rng, tale.last, 1, 60))
        if item.co:
            at = tale.add(at, "accept_reply", self._review, dispatch=own + 1, words=accepted)
        tale.add(at, "accept_reply", self._review, dispatch=own, words=accepted)
        if self._spec.via:
            above = own - 1
            said = words.pick("note", "upward")
            at = tale.last + minutes(rng, 2, 6)
            tale.add(at, "reply", VIA, dispatch=above, words=said, solved=not item.unhappy)
            at = max(tale.last + minutes(rng, 3, 9), by - minutes(rng, 2, 6))
            tale.add(at, "accept_reply", DISPATCHER, dispatch=above, words=accepted)
        tale.add(max(tale.last + minutes(rng, 1, 3), by), "conclude", DISPATCHER)
        tale.d = own + bool(item.co)

    def _visits(self, tale: Tale, item: Item, case: Case, scene: Scene) -> None:
        silent = item.channel in self._spec.said.get("unsurveyed", ()) or "no_visit" in item.marks
        if silent or "confidential" in item.marks:
            tale.closed = tale.last
        elif item.called_back:
            self._in_vain(tale, item)
            self._reached(tale, item)
            if item.redo:
                self._redo(tale, item, case, scene)
        elif "attempts" not in self._spec.said["totals"]:
            self._missed(tale, tale.rng.choices((0, 1, 3), (24, 52, 24))[0])

    def _reached(self, tale: Tale, item: Item) -> None:
        """The one visit that counts; what is left unhappy is mostly closed with the reason."""
        grade = _GRADES[item.result]
        said = self._words.pick("visit", grade or "satisfied")
        contacted = tale.rng.randint(1, 100) > _UNTOLD
        tale.add(item.visited, "visit", VISITOR, outcome="reached", solved=item.solved or None, grade=grade,
                 process=_GRADES[item.process], contacted=contacted, words=said)  # fmt: skip
        if not item.unhappy:
            tale.closed = tale.last
        elif not item.redo and tale.rng.randint(1, 100) <= 88:
            reason = self._words.pick("note", "close_decided")
            tale.closed = tale.add(centre_from(tale.rng, tale.last, 5, 2000), "close", VISITOR, reason=reason)

    def _in_vain(self, tale: Tale, item: Item) -> None:
        """Calls that nobody took, between the conclusion and the one that counts."""
        for n in range(item.tries):
            at = tale.last + (item.visited - tale.last) * (n + 1) / (item.tries + 1)
            tale.add(at, "visit", VISITOR, outcome="unanswered", solved=None, grade=None, process=None,
                     contacted=None, words=self._words.pick("visit", "unanswered"))  # fmt: skip

    def _missed(self, tale: Tale, tries: int) -> None:
        """Nobody is reached: once and declined, or up to three times in vain; then closed."""
        for attempt in range(1, tries + 1):
            outcome = "declined" if tries == 1 else "unanswered"
            at = self._course.visit_after(tale.rng, tale.last, 2)
            tale.add(at, "visit", VISITOR, outcome=outcome, solved=None, grade=None, process=None, contacted=None,
                     words=self._words.pick("visit", outcome))  # fmt: skip
            if attempt == tries:
                reason = self._words.pick("note", "close_declined" if tries == 1 else "close_attempts")
                tale.closed = tale.add(tale.last + minutes(tale.rng, 2, 9), "close", VISITOR, reason=reason)

    def _redo(self, tale: Tale, item: Item, case: Case, scene: Scene) -> None:
        """Done again on the city's word; afterwards the citizen isn't reached any more."""
        rng, words, hours = tale.rng, self._words, self._course.hours
        sent = tale.add(centre_from(rng, tale.last, 5, 200), "redo", VISITOR, reason=words.pick("note", "redo"))
        tale.d += 1
        if self._spec.via:
            self._pass_on_again(tale, item, centre_from(rng, sent, 5, 40))
        main = handler(item.unit)
        tale.add(hours.office_from(rng, tale.last, 4, 90), "sign_in", main, dispatch=tale.d)
        at = hours.office_from(rng, tale.last, 60, 400)
        text = words.outcome(case, item.unit, scene, solved=True, told=True, again="redone")
        tale.add(at, "reply", main, dispatch=tale.d, words=text, solved=True)
        co, item.co = item.co, ""
        self._conclude(tale, item, centre_from(rng, tale.last, 20, 200))
        item.co = co
        self._missed(tale, 1)

    def _pass_on_again(self, tale: Tale, item: Item, at: datetime) -> None:
        co, item.co = item.co, ""
        self._pass_on(tale, item, at)
        item.co = co
