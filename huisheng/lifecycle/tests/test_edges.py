"""Every edge and every non-edge, for every seat: a table written by hand, which the code must agree with."""

from typing import Any

import pytest
from django.db import transaction

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append, read
from huisheng.lifecycle.tests.stories import SEATS, Stage, given_of, hour_of, tell
from huisheng.lifecycle.verbs import VERBS
from huisheng.lifecycle.workorder.reads import live, take_by_id
from huisheng.lifecycle.workorder.states import EDGES

# state an order is in | verb: who may do it > the state it lands in. What isn't said may not be done.
TABLE = """
accepted = accepted
  use_article: A D > accepted
  note_police: A D S > accepted
  supplement: A Y > accepted
  call_off: A Y > closed
  answer: A D > answered
  refuse: A D > refused
  hand_on: A D > awaiting_dispatch
  classify link unlink: A D > accepted
  mark: A D S > accepted
  instruct: L > accepted
  answer_instruction: D S > accepted
  miss: Y > accepted
waiting = awaiting_dispatch
  use_article: A D > awaiting_dispatch
  note_police: A D S > awaiting_dispatch
  supplement: A Y > awaiting_dispatch
  call_off: A Y > closed
  answer: A D > answered
  refuse: A D > refused
  send: D > in_hand
  classify link unlink: A D > awaiting_dispatch
  mark: A D S > awaiting_dispatch
  instruct: L > awaiting_dispatch
  answer_instruction: D S > awaiting_dispatch
  miss: Y > awaiting_dispatch
main_returned_co_at_work = awaiting_dispatch
  use_article: A D > awaiting_dispatch
  note_police: A D S > awaiting_dispatch
  supplement: A Y > awaiting_dispatch
  call_off: A Y > awaiting_dispatch
  send: D > in_hand
  withdraw grant_return refuse_return: D > awaiting_dispatch
  grant_extension refuse_extension: D S > awaiting_dispatch
  grant_exemption refuse_exemption: X > awaiting_dispatch
  contact arrive reply: U > awaiting_dispatch
  classify link unlink: A D > awaiting_dispatch
  mark: A D S > awaiting_dispatch
  instruct: L > awaiting_dispatch
  miss: Y > awaiting_dispatch
sent = in_hand
  note_police: A D S > in_hand
  supplement: A Y > in_hand
  call_off: A Y > in_hand
  take_up: D S > in_hand
  sign_in ask_return ask_exemption: W U > in_hand
  resend: D > in_hand
  withdraw: D > awaiting_dispatch
  remind: D S > in_hand
  supervise: S > in_hand
  classify link unlink: A D > in_hand
  mark: A D S > in_hand
  instruct: L > in_hand
  answer_instruction: D S W > in_hand
  miss: Y > in_hand
signed = in_hand
  note_police: A D S > in_hand
  supplement: A Y > in_hand
  call_off: A Y > in_hand
  take_up: D S > in_hand
  contact arrive ask_extension ask_return ask_exemption: W > in_hand
  reply: W > replied
  resend: D > in_hand
  withdraw: D > awaiting_dispatch
  remind: D S > in_hand
  supervise: S > in_hand
  classify link unlink: A D > in_hand
  mark: A D S > in_hand
  instruct: L > in_hand
  answer_instruction: D S W > in_hand
  miss: Y > in_hand
signed_all_asked_and_supervised = in_hand
  note_police: A D S > in_hand
  supplement: A Y > in_hand
  call_off: A Y > in_hand
  take_up: D S > in_hand
  contact arrive answer_supervision: W > in_hand
  reply: W > replied
  grant_extension refuse_extension: D S > in_hand
  grant_return: D > awaiting_dispatch
  refuse_return: D > in_hand
  grant_exemption refuse_exemption: X > in_hand
  resend: D > in_hand
  withdraw: D > awaiting_dispatch
  remind: D S > in_hand
  classify link unlink: A D > in_hand
  mark: A D S > in_hand
  instruct: L > in_hand
  miss: Y > in_hand
replied_co_at_work = replied
  note_police: A D S > replied
  supplement: A Y > replied
  call_off: A Y > replied
  contact arrive ask_extension ask_return reply: U > replied
  ask_exemption: W U > replied
  accept_reply: D > replied
  send_back: D > in_hand
  withdraw: D > replied
  remind: D S > replied
  classify link unlink: A D > replied
  mark: A D S > replied
  instruct: L > replied
  answer_instruction: D S W > replied
  miss: Y > replied
item_replied = replied
  note_police: A D S > replied
  supplement: A Y > replied
  call_off: A Y > replied
  review_item: L > replied
  send_back: D > in_hand
  ask_exemption: W > replied
  classify link unlink: A D > replied
  mark: A D S > replied
  instruct: L > replied
  answer_instruction: D S W > replied
  miss: Y > replied
reviewed = replied
  note_police: A D S > replied
  supplement: A Y > replied
  call_off: A Y > replied
  conclude: D > awaiting_visit
  ask_exemption: W > replied
  classify link unlink: A D > replied
  mark: A D S > replied
  instruct: L > replied
  answer_instruction: D S W > replied
  miss: Y > replied
to_visit = awaiting_visit
  note_police: A D S > awaiting_visit
  supplement: A Y > awaiting_visit
  visit: V Y > closed
  ask_exemption: W > awaiting_visit
  classify link unlink: A D > awaiting_visit
  mark: A D S > awaiting_visit
  instruct: L > awaiting_visit
  answer_instruction: D S W > awaiting_visit
  miss: Y > awaiting_visit
declined = awaiting_visit
  note_police: A D S > awaiting_visit
  supplement: A Y > awaiting_visit
  visit: V Y > closed
  close: V S > closed
  ask_exemption: W > awaiting_visit
  classify link unlink: A D > awaiting_visit
  mark: A D S > awaiting_visit
  instruct: L > awaiting_visit
  answer_instruction: D S W > awaiting_visit
  miss: Y > awaiting_visit
unsatisfied_twice = awaiting_decision
  note_police: A D S > awaiting_decision
  supplement: A Y > awaiting_decision
  redo: V D S > in_hand
  close: V S > closed
  supervise: S > under_supervision
  supervise_by_rule: Y > under_supervision
  ask_exemption: W > awaiting_decision
  classify link unlink: A D > awaiting_decision
  mark: A D S > awaiting_decision
  instruct: L > awaiting_decision
  answer_instruction: D S W > awaiting_decision
  miss: Y > awaiting_decision
unsatisfied_and_supervised_before = awaiting_decision
  note_police: A D S > awaiting_decision
  supplement: A Y > awaiting_decision
  redo: V D S > in_hand
  close: V S > closed
  answer_supervision: W > awaiting_decision
  grant_exemption refuse_exemption: X > awaiting_decision
  classify link unlink: A D > awaiting_decision
  mark: A D S > awaiting_decision
  instruct: L > awaiting_decision
  miss: Y > awaiting_decision
supervised = under_supervision
  note_police: A D S > under_supervision
  supplement: A Y > under_supervision
  answer_supervision: W > awaiting_visit
  remind: D S > under_supervision
  ask_exemption: W > under_supervision
  classify link unlink: A D > under_supervision
  mark: A D S > under_supervision
  instruct: L > under_supervision
  answer_instruction: D S W > under_supervision
  miss: Y > under_supervision
satisfied = closed
  note_police: A D S > closed
  ask_again: A Y > awaiting_decision
  redo: V D S > in_hand
  archive: D Y > archived
  ask_exemption: W > closed
  link unlink: A D > closed
  instruct: L > closed
closed_with_all_open = closed
  note_police: A D S > closed
  ask_again: A Y > awaiting_decision
  redo: V D S > in_hand
  answer_supervision: W > closed
  answer_instruction: D S W > closed
  grant_exemption refuse_exemption: X > closed
  link unlink: A D > closed
  instruct: L > closed
  miss: Y > closed
answered = answered
  use_article: A D > answered
  note_police: A D S > answered
  ask_again: A Y > awaiting_dispatch
  archive: D Y > archived
  link unlink: A D > answered
  instruct: L > answered
answered_with_all_open = answered
  use_article: A D > answered
  note_police: A D S > answered
  ask_again: A Y > awaiting_dispatch
  answer_supervision: W > answered
  answer_instruction: D S W > answered
  grant_exemption refuse_exemption: X > answered
  link unlink: A D > answered
  instruct: L > answered
  miss: Y > answered
refused = refused
  note_police: A D S > refused
  archive: D Y > archived
refused_with_all_open = refused
  note_police: A D S > refused
  answer_supervision: W > refused
  answer_instruction: D S W > refused
  grant_exemption refuse_exemption: X > refused
  miss: Y > refused
archived = archived
town_asks = in_hand
  note_police: A D S > in_hand
  supplement: A Y > in_hand
  call_off: A Y > in_hand
  contact arrive: d h t > in_hand
  ask_extension ask_return: d h > in_hand
  ask_exemption: d h t > in_hand
  pass_on: d h > in_hand
  reply: t > in_hand
  grant_extension refuse_extension: d s > in_hand
  grant_return refuse_return: d > in_hand
  withdraw: D > awaiting_dispatch
  withdraw: d > in_hand
  resend: D > in_hand
  remind: D S d s > in_hand
  supervise: S s > in_hand
  classify link unlink: A D > in_hand
  mark: A D S > in_hand
  instruct: L > in_hand
  answer_instruction: D S d h s > in_hand
  miss: Y > in_hand
town_asks_and_is_supervised = in_hand
  note_police: A D S > in_hand
  supplement: A Y > in_hand
  call_off: A Y > in_hand
  contact arrive: d h t > in_hand
  ask_extension: d h t > in_hand
  ask_return: d h t > in_hand
  ask_exemption: d h > in_hand
  grant_exemption refuse_exemption: x > in_hand
  answer_supervision: t > in_hand
  pass_on: d h > in_hand
  reply: t > in_hand
  withdraw: D > awaiting_dispatch
  withdraw: d > in_hand
  resend: D > in_hand
  remind: D S d s > in_hand
  supervise: S > in_hand
  classify link unlink: A D > in_hand
  mark: A D S > in_hand
  instruct: L > in_hand
  answer_instruction: D S d h s > in_hand
  miss: Y > in_hand
town_replied = in_hand
  note_police: A D S > in_hand
  supplement: A Y > in_hand
  call_off: A Y > in_hand
  contact arrive ask_extension ask_return: d h > in_hand
  ask_exemption: d h t > in_hand
  pass_on: d h > in_hand
  accept_reply send_back: d > in_hand
  withdraw: D > awaiting_dispatch
  resend: D > in_hand
  remind: D S > in_hand
  supervise: S > in_hand
  classify link unlink: A D > in_hand
  mark: A D S > in_hand
  instruct: L > in_hand
  answer_instruction: D S d h s > in_hand
  miss: Y > in_hand
town_done = in_hand
  note_police: A D S > in_hand
  supplement: A Y > in_hand
  call_off: A Y > in_hand
  contact arrive ask_extension ask_return: d h > in_hand
  ask_exemption: d h t > in_hand
  pass_on: d h > in_hand
  reply: d h > replied
  withdraw: D > awaiting_dispatch
  resend: D > in_hand
  remind: D S > in_hand
  supervise: S > in_hand
  classify link unlink: A D > in_hand
  mark: A D S > in_hand
  instruct: L > in_hand
  answer_instruction: D S d h s > in_hand
  miss: Y > in_hand
district_supervised = under_supervision
  note_police: A D S > under_supervision
  supplement: A Y > under_supervision
  answer_supervision: d h > awaiting_visit
  remind: D S > under_supervision
  supervise: s > under_supervision
  ask_exemption: d h t > under_supervision
  classify link unlink: A D > under_supervision
  mark: A D S > under_supervision
  instruct: L > under_supervision
  answer_instruction: D S d h s > under_supervision
  miss: Y > under_supervision
town_supervised_in_turn = under_supervision
  note_police: A D S > under_supervision
  supplement: A Y > under_supervision
  answer_supervision: d h > awaiting_visit
  answer_supervision: t > under_supervision
  remind: D S d s > under_supervision
  ask_exemption: d h t > under_supervision
  classify link unlink: A D > under_supervision
  mark: A D S > under_supervision
  instruct: L > under_supervision
  answer_instruction: D S d h s > under_supervision
  miss: Y > under_supervision
called_off = in_hand
  note_police: A D S > in_hand
  supplement: A Y > in_hand
  ask_again: A Y > in_hand
  drop: D > closed
  take_up: D S > in_hand
  contact arrive ask_extension ask_return ask_exemption: W > in_hand
  reply: W > replied
  resend: D > in_hand
  withdraw: D > awaiting_dispatch
  remind: D S > in_hand
  supervise: S > in_hand
  classify link unlink: A D > in_hand
  mark: A D S > in_hand
  instruct: L > in_hand
  answer_instruction: D S W > in_hand
  miss: Y > in_hand
called_off_and_returned = awaiting_dispatch
  use_article: A D > awaiting_dispatch
  note_police: A D S > awaiting_dispatch
  supplement: A Y > awaiting_dispatch
  ask_again: A Y > awaiting_dispatch
  drop: D > closed
  answer: A D > answered
  refuse: A D > refused
  send: D > in_hand
  classify link unlink: A D > awaiting_dispatch
  mark: A D S > awaiting_dispatch
  instruct: L > awaiting_dispatch
  answer_instruction: D S W > awaiting_dispatch
  miss: Y > awaiting_dispatch
called_off_reviewed = replied
  note_police: A D S > replied
  supplement: A Y > replied
  ask_again: A Y > replied
  conclude: D > closed
  ask_exemption: W > replied
  classify link unlink: A D > replied
  mark: A D S > replied
  instruct: L > replied
  answer_instruction: D S W > replied
  miss: Y > replied
called_off_at_once = closed
  note_police: A D S > closed
  ask_again: A Y > awaiting_dispatch
  archive: D Y > archived
  link unlink: A D > closed
  instruct: L > closed
dropped = closed
  note_police: A D S > closed
  ask_exemption: W U > closed
  ask_again: A Y > awaiting_dispatch
  archive: D Y > archived
  link unlink: A D > closed
  instruct: L > closed
"""


def _parsed() -> dict[str, tuple[str, dict[tuple[str, str], str]]]:
    """Story -> its state, and (verb, seat letter) -> the state it lands in."""
    stories: dict[str, tuple[str, dict[tuple[str, str], str]]] = {}
    for line in TABLE.strip().splitlines():
        if not line.startswith(" "):
            story, state = line.split(" = ")
            stories[story] = (state, {})
            continue
        verbs, said = line.strip().split(": ")
        letters, to = said.split(" > ")
        stories[story][1].update({(verb, letter): to for verb in verbs.split() for letter in letters.split()})
    return stories


EXPECTED = _parsed()


@pytest.fixture
def stage(db: None) -> Stage:
    return Stage()


def test_the_table_speaks_of_every_verb_and_every_state() -> None:
    assert {verb for _, rows in EXPECTED.values() for verb, _ in rows} == set(VERBS) - {
        "remind_overdue",  # only where a platform has such a rule: test_reactions
        "supervise_item",  # the same: sessions/tests
    }
    states = {state for state, _ in EXPECTED.values()}
    assert states == {state for edges in EDGES.values() for state in edges.order}


@pytest.mark.no_cover  # each verb has tests of its own; here it is the states that count
@pytest.mark.parametrize("story", EXPECTED)
def test_edges(stage: Stage, story: str) -> None:
    state, expected = EXPECTED[story]
    key = tell(stage, story)
    before = live(stage.matter(key))
    assert before["order"]["state"] == state
    stage.pass_(minutes=2)
    actors = {letter: stage.actor(letter) for letter in SEATS}
    for verb in VERBS:
        allowed = {letter: to for (name, letter), to in expected.items() if name == verb}
        _insist_refused(stage, key, verb, {x: actors[x] for x in SEATS if x not in allowed})
        for letter, to in allowed.items():
            assert _landed(stage, key, verb, actors[letter]) == to, (story, verb, SEATS[letter])
    assert live(stage.matter(key)) == before


def _may(matter: Any, verb: str, actor: Actor, given: dict[str, Any]) -> Refusal | None:
    can: Any = VERBS[verb].can
    refusal: Refusal | None = can(matter, actor, **{k: v for k, v in given.items() if k in (can.__kwdefaults__ or ())})
    return refusal


def _insist_refused(stage: Stage, key: int, verb: str, actors: dict[str, Actor]) -> None:
    """No seat of these may: the verb refuses in words, and nothing waits on the page to be written."""
    given = given_of(stage, verb)
    with hour_of(stage, verb) as at, append.writing() as page:
        matter = take_by_id(key)
        for letter, actor in actors.items():
            said = _may(matter, verb, actor, given)
            assert said is not None, (verb, SEATS[letter])
            with pytest.raises(Refusal) as caught:
                VERBS[verb].do(matter, by=actor, at=at, **given)
            assert caught.value.sentence == said.sentence
            assert said.sentence.endswith("。")
        assert page.lines == []
        assert page._rows == {}


def _landed(stage: Stage, key: int, verb: str, actor: Actor) -> str:
    """The state in which the verb leaves the order; undone afterwards."""
    given = {**given_of(stage, verb)}
    if verb == "link":  # the order is linked already: to another one
        given["to"] = stage.second
    mark = transaction.savepoint()
    entries = read.count()
    with hour_of(stage, verb) as at, append.writing():
        matter = take_by_id(key)
        assert _may(matter, verb, actor, given) is None, (verb, actor.label)
        VERBS[verb].do(matter, by=actor, at=at, **given)
    assert read.count() > entries
    landed = stage.matter(key).order.state
    transaction.savepoint_rollback(mark)
    return landed
