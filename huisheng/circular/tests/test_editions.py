"""From frozen figures to a published circular, through the verbs, as the seats of the cast's city."""

import json
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection

from huisheng import rulebook
from huisheng.circular import differences, frame, freezing, plain, reads, store, wording
from huisheng.circular.actions import freeze
from huisheng.circular.composition import length
from huisheng.circular.document import Document, Heading, Paragraph, text_of
from huisheng.circular.models import Edition, Frozen, Objection, Run
from huisheng.circular.states import EDGES, EditionState, ObjectionState, RunState
from huisheng.kernel import clock
from huisheng.ledger import append, cursor, read
from huisheng.ledger.vocabulary.circulars import FiguresSuperseded
from huisheng.measures.dossier import archive
from huisheng.workers import nightly
from tests.cast import World
from tests.office import FIRST, LAST, Office


def words_of(document: Document) -> list[str]:
    return [text_of(block.runs) for block in document.blocks if isinstance(block, (Heading, Paragraph))]


def shown(office: Office, edition: Edition, by: str = "assessor") -> Document:
    return reads.document(reads.edition(office.world.seat(by), edition.run_id, edition.no))


class TestFreezing:
    def test_a_period_is_frozen_with_everything(self, office: Office) -> None:
        run = office.frozen()
        assert (run.no, run.state, run.first, run.last) == (1, RunState.FROZEN, FIRST, LAST)
        assert run.objections_until > run.frozen_at
        assert {row.composition for row in run.compositions.all()} == {"yunshan-month", "yunshan-week"}
        assert store.find(run.dossier).stat().st_size > 0
        assert not list(store.folder().glob("*.part"))
        assert str(run) == "2019-11-01..2019-11-04 #1"
        made = reads.frozen(run, "yunshan-month")
        assert words_of(made)[1] == "共受理4件，其中投诉类3件，占75.00%；咨询类1件，占25.00%。"

    def test_one_composition_of_other_days(self, office: Office) -> None:
        run = office.frozen(first="2019-10-01", last="2019-10-31", compositions=["yunshan-month"])
        (row,) = run.compositions.all()
        assert str(row) == "yunshan-month" and row.title == "云山市2019年10月通报"
        assert "共受理0件" in words_of(plain.from_text(row.document))[1]

    @pytest.mark.parametrize(
        ("given", "code", "field"),
        [
            ({"first": "2019-11-05", "last": "2019-11-04"}, "backwards", "first"),
            ({"last": "2019-11-05"}, "not_over", "last"),
            ({"last": "2019-12-31"}, "not_over", "last"),
            ({"first": "2018-01-01", "last": "2019-01-02"}, "too_long", "first"),
            ({"first": ""}, "missing", "first"),
            ({"last": "2019-02-30"}, "not_a_day", "last"),
            ({"compositions": ["dongchangfu-2024-02"]}, "no_composition", "compositions"),
            ({"compositions": ["no-such"]}, "no_composition", "compositions"),
        ],
    )
    def test_days_that_make_no_sense(self, office: Office, given: dict[str, Any], code: str, field: str) -> None:
        refusal = office.refused("freeze", **{"first": FIRST, "last": LAST, **given})
        assert (refusal.code, refusal.field) == (code, field)
        assert not Run.objects.exists()

    def test_a_platform_without_compositions(self, office: Office, tmp_path: Path) -> None:
        for path in (tmp_path / "own" / "compositions").iterdir():
            path.unlink()
        assert "格式文件" in office.refused("freeze", first=FIRST, last=LAST).sentence

    def test_a_composition_with_mistakes(self, office: Office, tmp_path: Path) -> None:
        """It hides no other one, and isn't left out in silence."""
        (tmp_path / "own" / "compositions" / "broken.toml").write_text('title = "甲"\n', encoding="utf-8")
        assert [one.name for one in freeze.offered(office.world.seat("assessor"))] == ["yunshan-month", "yunshan-week"]
        refusal = office.refused("freeze", first=FIRST, last=LAST)
        assert refusal.code == "bad_composition" and "broken.toml" in refusal.sentence
        assert office.frozen(compositions=["yunshan-month"]).compositions.count() == 1

    def test_the_future_is_refused(self, office: Office) -> None:
        with office.world.hour() as at, pytest.raises(Exception, match="晚于当前时间"):
            freeze.do(by=office.world.seat("assessor"), at=at + timedelta(hours=1), first=FIRST, last=LAST)

    def test_a_second_run_takes_the_place_of_the_first(self, office: Office) -> None:
        before, after = office.frozen(), office.frozen()
        before.refresh_from_db()
        assert (before.state, after.state, after.no) == (RunState.SUPERSEDED, RunState.FROZEN, 2)
        third = office.frozen()
        before.refresh_from_db()
        assert (third.no, before.version) == (3, 2)  # superseded once

    def test_two_who_freeze_at_once(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        office.frozen()
        monkeypatch.setattr(reads, "newest", lambda *_, **__: None)  # as the other one saw it
        assert office.refused("freeze", first=FIRST, last=LAST).code == "stale"

    def test_another_broken_constraint_isn_t_hidden(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        run = office.frozen()
        monkeypatch.setattr(reads, "next_run_id", lambda: run.id)
        with pytest.raises((IntegrityError, Exception), match="stale|刚被别人更新|circular_run_pkey|duplicate"):
            office.frozen()

    def test_what_isn_t_folded_yet_stops_it(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(freezing, "_PATIENCE", 0)
        monkeypatch.setattr(freezing, "_PAUSE", 0)
        monkeypatch.setattr(cursor, "horizon", lambda: 0)  # somebody's transaction never ends
        assert office.refused("freeze", first=FIRST, last=LAST).code == "behind"
        assert not Run.objects.exists()

    def test_a_dossier_that_has_gone(self, office: Office) -> None:
        run = office.frozen()
        store.find(run.dossier).unlink()
        with pytest.raises(Exception, match="备份"):
            store.find(run.dossier)


class TestObjections:
    def test_a_unit_objects_and_the_office_decides(self, office: Office) -> None:
        run = office.frozen()
        row = office.do("raise_objection", run.id, by="h-water", about="满意率", words="一件回访有误。")
        assert (row.no, row.unit_id, str(row)) == (1, office.world.seat("h-water").unit, f"{run.id}/1")
        assert office.refused("finalise", run.id).code == "open_objections"
        row = office.do("decide", run.id, objection=1, upheld="0", words="录音核对无误。")
        assert (row.state, row.decision) == (ObjectionState.REJECTED, "录音核对无误。")
        assert office.refused("decide", run.id, objection=1, upheld="1", words="再看。").code == "decided"
        assert office.refused("decide", run.id, objection=2, upheld="1", words="再看。").field == "objection"
        assert office.refused("decide", run.id, objection="x", upheld="1", words="再看。").field == "objection"
        assert office.refused("decide", run.id, objection=1, upheld="", words="再看。").field == "upheld"

    def test_each_sees_its_own(self, office: Office) -> None:
        run = office.frozen()
        office.do("raise_objection", run.id, by="h-water", about="满意率", words="水务的话。")
        office.do("raise_objection", run.id, by="h-urban", about="件数", words="城管的话。")

        def seen(code: str) -> list[str]:
            return [one.words for one in reads.objections(office.world.seat(code), run)]

        assert seen("h-water") == ["水务的话。"] and seen("h-urban") == ["城管的话。"] and seen("h-police") == []
        assert seen("leader") == ["水务的话。", "城管的话。"]

    def test_the_ledger_keeps_a_digest_of_the_words(self, office: Office) -> None:
        run = office.frozen()
        office.do("raise_objection", run.id, by="h-water", about="满意率", words="演示甲的电话记错了。")
        body: Any = read.stream(run.stream)[-1].body
        row = Objection.objects.get()
        assert body.digest == sha256(bytes(row.salt) + row.words.encode()).hexdigest()
        assert "演示甲" not in repr(body)

    def test_what_is_missing_is_said(self, office: Office) -> None:
        run = office.frozen()
        assert office.refused("raise_objection", run.id, by="h-water", about=" ", words="字").field == "about"
        assert office.refused("raise_objection", run.id, by="h-water", about="字", words="　").field == "words"
        assert office.refused("raise_objection", run.id, by="h-water", about="字" * 81, words="字").code == "too_long"

    def test_too_late(self, office: Office) -> None:
        run = office.frozen()
        office.world.now = run.objections_until
        refusal = office.refused("raise_objection", run.id, by="h-water", about="满意率", words="晚了。")
        assert refusal.code == "too_late" and refusal.cite == "domain#art-48"
        until = clock.local(run.objections_until)
        assert f"{until:%Y年%m月%d日%H:%M}" in refusal.sentence

    def test_one_upheld_asks_for_new_figures(self, office: Office) -> None:
        run = office.frozen()
        office.do("raise_objection", run.id, by="h-water", about="满意率", words="有误。")
        office.do("decide", run.id, objection=1, upheld="1", words="确有误。")
        office.world.now = run.objections_until
        assert office.refused("finalise", run.id).code == "refreeze"
        again = office.frozen()
        assert office.refused("finalise", run.id).code == "wrong_state"
        assert office.refused("draft", run.id, composition="yunshan-month").code == "wrong_state"
        office.world.now = again.objections_until
        assert office.do("finalise", again.id).state == RunState.FINAL

    def test_too_early(self, office: Office) -> None:
        run = office.frozen()
        assert office.refused("finalise", run.id).code == "too_early"
        office.world.now = run.objections_until
        run = office.do("finalise", run.id)
        assert (run.state, run.final_at) == (RunState.FINAL, office.world.now)


class TestWords:
    def test_words_change_and_come_back(self, office: Office) -> None:
        edition = office.drafted(office.frozen())
        key, no = edition.run_id, edition.no
        told = shown(office, edition)
        assert told.watermark == reads.DRAFT
        assert not any("工作动态" in words for words in words_of(told)), "a heading above nothing isn't printed"
        assert reads.frozen(edition.run, edition.composition).watermark == ""
        new = "回访［1］件，满意率为［0.00%］，请有关单位认真整改。"
        office.do("reword", key, no, paragraph="s.rates", words=new)
        office.do("reword", key, no, paragraph="w.notes", words="受理中心开展了接线员培训。")
        assert words_of(shown(office, edition))[2] == "回访1件，满意率为0.00%，请有关单位认真整改。"
        assert words_of(shown(office, edition))[-2:] == ["三、工作动态", "受理中心开展了接线员培训。"]
        office.do("reword", key, no, paragraph="s.rates", words="")
        assert not any("回访" in words for words in words_of(shown(office, edition)))
        original = wording.editable(reads.frozen(edition.run, edition.composition))["s.rates"]
        office.do("reword", key, no, paragraph="s.rates", words=original)
        assert reads.edition(office.world.seat("leader"), key, no).words == {"w.notes": "受理中心开展了接线员培训。"}
        assert str(edition) == "云山市2019年11月通报 1"

    @pytest.mark.parametrize(
        ("paragraph", "words", "code"),
        [
            ("w.notes", "走访企业12家。", "typed_number"),
            ("s.rates", "回访［2］件。", "foreign_number"),
            ("s.rates", "回访［1件。", "open_bracket"),
            ("no-such", "字", "unknown_paragraph"),
            ("w.notes", "字" * 5001, "too_long"),
        ],
    )
    def test_a_refused_paragraph_changes_nothing(self, office: Office, paragraph: str, words: str, code: str) -> None:
        edition = office.drafted(office.frozen())
        office.do("reword", edition.run_id, 1, paragraph="w.notes", words="原来的话。")
        before = Edition.objects.values().get()
        assert office.refused("reword", edition.run_id, 1, paragraph=paragraph, words=words).code == code
        assert Edition.objects.values().get() == before

    def test_a_page_that_is_behind(self, office: Office) -> None:
        edition = office.drafted(office.frozen())
        seen = str(edition.run.version)
        office.do("reword", edition.run_id, 1, paragraph="w.notes", words="甲的话。", seen=seen)
        refusal = office.refused("reword", edition.run_id, 1, paragraph="w.notes", words="乙的话。", seen=seen)
        assert refusal.code == "stale"
        assert office.refused("review", edition.run_id, 1, by="supervisor", seen=seen).code == "stale"
        assert words_of(shown(office, edition))[-1] == "甲的话。"


class TestReview:
    def test_four_eyes(self, office: Office) -> None:
        edition = office.drafted(office.frozen())
        assert office.refused("review", edition.run_id, 1).code == "four_eyes"
        made = office.do("review", edition.run_id, 1, by="supervisor")
        assert (made.state, made.reviewed_by) == (EditionState.REVIEWED, office.world.seat("supervisor").seat)

    def test_a_contradiction_stops_it(self, office: Office) -> None:
        edition = office.drafted(office.frozen())
        swapped = "共受理［4］件，其中投诉类［3］件，占受理量的［25.00%］。"
        office.do("reword", edition.run_id, 1, paragraph="s.accepted", words=swapped)
        refusal = office.refused("review", edition.run_id, 1, by="supervisor")
        assert refusal.code == "contradiction"
        assert "校核发现" in refusal.sentence and "25.00%" in refusal.sentence
        assert Edition.objects.get().state == EditionState.DRAFT

    def test_one_that_is_too_long(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        edition = office.drafted(office.frozen())
        monkeypatch.setattr(length, "characters", lambda _: 5001)
        assert length.too_long(shown(office, edition), "湖南/湘潭") is None, "the rule is of 2024"
        later = date(2024, 9, 1)
        at = rulebook.at
        monkeypatch.setattr(rulebook, "at", lambda day, scope: at(later, scope))
        refusal = office.refused("review", edition.run_id, 1, by="supervisor")
        assert refusal.code == "too_long" and "多1字" in refusal.sentence

    def test_sent_back_with_a_reason(self, office: Office) -> None:
        edition = office.reviewed(office.frozen())
        assert office.refused("reword", edition.run_id, 1, paragraph="w.notes", words="字").code == "wrong_state"
        assert office.refused("send_back", edition.run_id, 1, by="leader", words="").field == "words"
        made = office.do("send_back", edition.run_id, 1, by="leader", words="请补充工作动态。")
        assert (made.state, made.sent_back, made.reviewed_by) == (EditionState.DRAFT, "请补充工作动态。", None)
        office.do("reword", edition.run_id, 1, paragraph="w.notes", words="补充如下。")
        office.do("review", edition.run_id, 1, by="supervisor")


class TestSigning:
    def test_not_before_the_figures_are_final(self, office: Office) -> None:
        edition = office.reviewed(office.frozen())
        refusal = office.refused("sign", edition.run_id, 1, by="leader")
        assert refusal.code == "not_final" and refusal.cite == "domain#art-50"

    def test_signed_it_never_moves(self, office: Office) -> None:
        edition = office.signed(office.final())
        made = plain.from_text(edition.document)
        assert edition.digest == sha256(edition.document.encode()).hexdigest()
        assert (made.watermark, made.dated) == ("", clock.local_day(office.world.now))
        assert edition.dated == made.dated
        assert not any("工作动态" in words for words in words_of(made)), "signed as it is printed"
        for verb, by in (("reword", "assessor"), ("review", "supervisor"), ("send_back", "leader"), ("sign", "leader")):
            given = {"reword": {"paragraph": "w.notes", "words": "字"}, "send_back": {"words": "字"}}.get(verb, {})
            assert office.refused(verb, edition.run_id, 1, by=by, **given).code == "wrong_state"
        assert shown(office, edition) == made

    def test_signed_on_figures_frozen_anew_it_stays_in(self, office: Office) -> None:
        edition = office.signed(office.final())
        office.frozen()
        assert office.refused("publish", edition.run_id, edition.no).code == "superseded"

    def test_published_it_is_everybody_s(self, office: Office) -> None:
        edition = office.signed(office.final())
        handler = office.world.seat("h-water")
        assert reads.editions(handler, edition.run) == []
        with pytest.raises(Exception, match="没有这一期"):
            reads.edition(handler, edition.run_id, 1)
        office.do("publish", edition.run_id, 1)
        assert [one.no for one in reads.editions(handler, edition.run)] == [1]
        assert shown(office, edition, "h-water").watermark == ""
        assert office.refused("publish", edition.run_id, 1).code == "wrong_state"


class TestCorrecting:
    def test_a_second_run_corrects_what_was_published(self, office: Office) -> None:
        run = office.final()
        first = office.drafted(run)
        office.do("reword", run.id, 1, paragraph="w.notes", words="开展培训。")
        office.do("reword", run.id, 1, paragraph="s.rates", words="满意率［0.00%］，须整改。")
        office.do("review", run.id, 1, by="supervisor")
        office.do("sign", run.id, 1, by="leader")
        office.do("publish", run.id, 1)
        early = office.world.now
        office.world.now = early.replace(day=4, hour=12)
        office.world.dispatched("water")  # told later, of the same day
        office.world.now = early
        again = office.frozen()
        made = office.drafted(again)
        assert made.corrects == first
        assert made.words == {"w.notes": "开展培训。", "s.rates": "满意率［0.00%］，须整改。"}
        told = differences.differences(shown(office, first), shown(office, made))
        assert ("4", "5") in [(one.before, one.after) for one in told]
        body: Any = read.stream(again.stream)[-1].body
        assert body.corrects == f"{run.id}/1"
        run.refresh_from_db()
        assert run.state == RunState.SUPERSEDED
        assert shown(office, first).watermark == "", "what was published stays as it was"

    def test_words_follow_what_their_numbers_are_about(self, office: Office) -> None:
        run = office.final()
        office.drafted(run)
        office.do("reword", run.id, 1, paragraph="s.accepted", words="受理［4］件。")
        for verb, by in (("review", "supervisor"), ("sign", "leader"), ("publish", "assessor")):
            office.do(verb, run.id, 1, by=by)
        early = office.world.now
        office.world.now = early.replace(day=4, hour=12)
        office.world.dispatched("water")
        office.world.now = early
        assert office.drafted(office.frozen()).words == {"s.accepted": "受理［5］件。"}  # not the 4 complaints

    def test_a_composition_that_wasn_t_frozen(self, office: Office) -> None:
        run = office.frozen(compositions=["yunshan-week"])
        assert office.refused("draft", run.id, composition="yunshan-month").field == "composition"
        assert office.refused("draft", run.id, composition="").field == "composition"


ARRANGED: dict[str, tuple[str, dict[str, Any]]] = {
    "freeze": ("", {"first": FIRST, "last": LAST}),
    "raise_objection": ("frozen", {"about": "满意率", "words": "有误。"}),
    "decide": ("frozen", {"objection": 1, "upheld": "1", "words": "确有误。"}),
    "finalise": ("frozen", {}),
    "draft": ("frozen", {"composition": "yunshan-month"}),
    "reword": ("drafted", {"paragraph": "w.notes", "words": "字"}),
    "review": ("drafted", {}),
    "send_back": ("reviewed", {"words": "字"}),
    "sign": ("reviewed", {}),
    "publish": ("signed", {}),
}
SEATS = ("agent", "dispatcher", "visitor", "supervisor", "assessor", "leader", "admin", "quality", "h-water", "d-linhe")


@pytest.mark.parametrize("verb", EDGES)
def test_every_edge_for_every_other_role(office: Office, verb: str) -> None:
    """Who isn't of the office sees nothing at all; who is, is told whose act it is. Nothing is written."""
    until, given = ARRANGED[verb]
    keys: list[int] = []
    if until == "frozen":
        keys = [office.frozen().id]
    elif until:
        edition = getattr(office, until)(office.final())
        keys = [edition.run_id, edition.no]
    entries = sum(len(one) for one in read.everything("circular"))
    for code in SEATS:
        role = office.world.seat(code).role
        if role in EDGES[verb].roles and code != "d-linhe":
            continue
        refusal = office.refused(verb, *keys, by=code, **given)
        assert refusal.code in ("wrong_role", "not_found"), code
        if refusal.code == "wrong_role":
            assert role.label in refusal.sentence and EDGES[verb].label in refusal.sentence
            assert refusal.cite == EDGES[verb].cite
    assert sum(len(one) for one in read.everything("circular")) == entries


def _put(office: Office, kind: type[Run] | type[Edition], state: str) -> None:
    """Into that state, past the verbs."""
    row: Any = kind.objects.get()
    with append.writing() as page, office.world.hour() as at:
        row.state = state
        page.keep(row)
        held = row if isinstance(row, Run) else row.run
        frame.write(held, FiguresSuperseded(9), by=office.world.seat("assessor"), at=at)


@pytest.mark.parametrize("verb", [name for name, edge in EDGES.items() if edge.states])
def test_every_edge_in_every_other_state(office: Office, verb: str) -> None:
    """Refused with the state it is in and the ones it would have to be in."""
    edge, (_, given) = EDGES[verb], ARRANGED[verb]
    of_run = set(edge.states) <= {state.value for state in RunState}
    run = office.final()
    keys = [run.id] if of_run else [run.id, office.drafted(run).no]
    by = {"HANDLER": "h-water", "LEADER": "leader"}.get(edge.roles[0].name, "assessor")
    for state in RunState if of_run else EditionState:
        if state in edge.states:
            continue
        _put(office, Run if of_run else Edition, state.value)
        refusal = office.refused(verb, *keys, by=by, **given)
        assert refusal.code == "wrong_state", state
        assert f"“{state.label}”" in refusal.sentence


def test_another_platform_finds_nothing(office: Office) -> None:
    run = office.published().run
    for code in ("d-linhe", "h-linhe", "h-town"):
        actor = office.world.seat(code)
        assert reads.runs(actor) == ([], None)
        for ask in (lambda a=actor: reads.run(a, run.id), lambda a=actor: reads.edition(a, run.id, 1)):
            with pytest.raises(Exception, match="没有这一期"):
                ask()


def test_runs_come_in_pages(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [office.frozen(first=date(2019, 10, day), last=date(2019, 10, day)).id for day in (1, 2, 3)]
    monkeypatch.setattr(reads, "PAGE", 2)
    leader = office.world.seat("leader")
    page, more = reads.runs(leader)
    assert ([one.id for one in page], more) == ([keys[2], keys[1]], keys[1])
    page, more = reads.runs(leader, more)
    assert ([one.id for one in page], more) == ([keys[0]], None)
    assert reads.runs(office.world.seat("agent")) == ([], None)


def whole_story(office: Office) -> Edition:
    """Every act once."""
    run = office.frozen()
    for code in ("h-water", "h-urban"):
        office.do("raise_objection", run.id, by=code, about="满意率", words="有误。")
    office.do("decide", run.id, objection=1, upheld="0", words="无误。")
    office.do("decide", run.id, objection=2, upheld="1", words="有误。")
    run = office.final()
    office.drafted(run)
    office.do("reword", run.id, 1, paragraph="w.notes", words="开展培训。")
    office.do("review", run.id, 1, by="supervisor")
    office.do("send_back", run.id, 1, by="leader", words="再改。")
    office.do("review", run.id, 1, by="supervisor")
    office.do("sign", run.id, 1, by="leader")
    made: Edition = office.do("publish", run.id, 1)
    return made


def test_the_ledger_folds_to_what_is_kept(office: Office) -> None:
    edition = whole_story(office)
    compared = nightly.compare()
    assert (compared.faults, compared.happenings) == ([], 2)
    for table, change, told in (
        ("circular_run", "dossier = 'x'", "dossier"),
        ("circular_edition", "digest = 'x'", "digest"),
        ("circular_edition", "title = '改过'", "title"),
        ("circular_objection", "state = 'raised'", "objections"),
    ):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("SAVEPOINT before")
            cursor.execute(f"UPDATE {table} SET {change}")
            assert any(told in fault for fault in nightly.compare().faults), change
            cursor.execute("ROLLBACK TO before")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert nightly.compare().faults == []
    assert json.loads(edition.reworded) == {"w.notes": "开展培训。"}


def test_every_entry_reads_as_a_sentence(office: Office) -> None:
    whole_story(office)
    labels = {entry.body.kind for stream in read.everything("circular") for entry in stream}
    assert len(labels) == 11


def test_the_dossier_opens(office: Office) -> None:
    run = office.frozen()
    held = archive.open_archive(store.find(run.dossier))
    assert held is not None
    row = Frozen.objects.get(run=run, composition="yunshan-month")
    assert plain.from_text(row.document) == reads.frozen(run, "yunshan-month")


def test_the_world_is_still_its_own(world: World) -> None:
    """Without an office the cast's city has no composition."""
    assert freeze.offered(world.seat("assessor")) == []
