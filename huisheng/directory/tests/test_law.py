"""A platform's own values: from a day to come, confirmed by a second seat, for what starts from then on."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from huisheng import rulebook
from huisheng.directory import book, law, settings_reads
from huisheng.directory.actions import confirm_rule, propose_rule, withdraw_rule
from huisheng.directory.models import Unit
from huisheng.directory.settled import Change, RuleChange
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.rulebook import outlook
from tests.cast import World

FIRST = date(2019, 11, 11)  # a week after the cast's first Monday
SCOPE = "湖南/湘潭"
REPLY = "deadlines.reply"
SAID = {"source": "云山市政务服务办通知〔2019〕7号第2条", "reason": "答复提速"}


def typed(world: World, name: str = REPLY, **changed: str) -> list[str]:
    """The values in force that day as a form shows them, some changed: ``plain``, or conditions in words."""
    found = outlook.parameter(name, FIRST, SCOPE, book.book().own)
    assert found is not None
    by_words = {outlook.conditions_words(value.conditions) or "plain": str(value.is_) for value in found.now}
    assert not changed.keys() - by_words.keys()
    return [changed.get(words, held) for words, held in by_words.items()]


def propose(world: World, by: str = "admin", **given: Any) -> RuleChange:
    """A proposal of the administrator's at the world's hour."""
    asked = {"platform": "", "begins": FIRST, "typed": typed(world, plain="3"), **SAID, **given}
    name = asked.pop("name", REPLY)
    with world.hour() as at:
        return propose_rule.do(name, by=world.seat(by), at=at, **asked)


def confirm(world: World, row: RuleChange, by: str = "security") -> None:
    with world.hour() as at:
        confirm_rule.do(row.pk, by=world.seat(by), at=at)


def refused(call: Any, *args: Any, **given: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*args, **given)
    return caught.value


@pytest.fixture
def real(world: World) -> World:
    """The same city, and no rehearsal."""
    Unit.objects.update(rehearsal=False)
    book.forget()
    return world


def test_a_deadline_after_the_day_uses_the_new_value_and_one_before_doesnt(real: World) -> None:
    """The whole way: proposed, confirmed, and the reply clocks of two dispatches, one on each side of the day."""
    confirm(real, propose(real))
    before = real.matter(real.dispatched())
    real.pass_(days=6, hours=23)  # Monday the 11th, a little before nine
    after = real.matter(real.dispatched())
    old, new = before.clock("reply", 1), after.clock("reply", 1)
    assert old is not None and new is not None
    assert (old.limit, new.limit) == ("5个工作日", "3个工作日")
    assert clock.local_day(old.due_at - timedelta(seconds=1)) == date(2019, 11, 11)
    assert clock.local_day(new.due_at - timedelta(seconds=1)) == date(2019, 11, 14)
    row = RuleChange.objects.get()
    assert new.cite == f"city#art-{row.pk}"
    notice = law.article(new.cite)
    assert notice.title == "云山市12345市民热线自定参数" and "〔2019〕7号第2条" in notice.heading


def test_a_clock_that_runs_keeps_what_was_in_force(real: World) -> None:
    confirm(real, propose(real))
    key = real.dispatched()
    due = [clock.due_at for clock in real.matter(key).clocks]
    real.pass_(days=8)
    book.forget()
    assert [clock.due_at for clock in real.matter(key).clocks] == due


def test_it_counts_only_once_confirmed_and_for_its_platform(real: World) -> None:
    row = propose(real)
    book.forget()
    assert law.at(FIRST, SCOPE).get(REPLY).count == 5, "proposed alone it binds nobody"
    confirm(real, row)
    assert law.at(FIRST - timedelta(days=1), SCOPE).get(REPLY).count == 5
    assert law.at(FIRST, SCOPE).get(REPLY).count == 3
    assert law.at(FIRST, SCOPE).get(REPLY, urgent=True).count == 24, "the urgent ones keep theirs"
    assert law.at(FIRST, SCOPE).get(REPLY, urgent=True).cite == "rehearsal#art-16", "and their article"
    assert law.at(FIRST, f"{SCOPE}/临河").get(REPLY).count == 3, "a district below, until it says otherwise"
    assert law.at(FIRST, "湖南/远山").get(REPLY).count == rulebook.at(FIRST, "湖南/远山").get(REPLY).count
    assert rulebook.at(FIRST, SCOPE).get(REPLY).count == 5, "the files stay what they are"
    assert law.at(FIRST, SCOPE).version != rulebook.at(FIRST, SCOPE).version


def test_every_process_reads_it_with_the_address_book(real: World, django_assert_num_queries: Any) -> None:
    confirm(real, propose(real))
    stale = book.book().own
    book.forget()
    assert book.book().own is stale, "the same values are the same reading: remembered rules stay good"
    with django_assert_num_queries(0):
        assert law.at(FIRST, SCOPE).get(REPLY).count == 3
        assert law.at(FIRST, SCOPE) is law.at(FIRST, SCOPE)


def test_the_next_one_takes_over_whole(real: World) -> None:
    confirm(real, propose(real))
    later = FIRST + timedelta(days=30)
    confirm(real, propose(real, begins=later, typed=typed(real, plain="4", 急件="12")))
    assert [law.at(day, SCOPE).get(REPLY).count for day in (FIRST, later)] == [3, 4]
    assert [law.at(day, SCOPE).get(REPLY, urgent=True).count for day in (FIRST, later)] == [24, 12]
    values = outlook.history(REPLY, SCOPE, book.book().own)
    own = [value.from_ for value in values if value.file == "city" and not value.conditions]
    assert own == [later, FIRST]


@pytest.mark.parametrize("begins", [None, date(2019, 11, 4), date(2019, 11, 3), date(1998, 1, 1)])
def test_never_for_a_day_that_has_begun(world: World, begins: date | None) -> None:
    assert refused(propose, world, begins=begins).field == "begins"
    assert not RuleChange.objects.exists()


def test_nor_for_one_that_begins_before_every_process_knows(real: World) -> None:
    row = propose(real, begins=date(2019, 11, 5))
    real.now = clock.midnight(date(2019, 11, 5)) - timedelta(minutes=5)
    assert refused(confirm, real, row).code == "past"
    assert refused(propose, real, begins=date(2019, 11, 5), name="redo.max_times").code in ("past", "no_rule")
    assert RuleChange.objects.filter(confirmed_at__isnull=False).count() == 0


def test_a_second_seat_confirms(real: World) -> None:
    row = propose(real)
    assert refused(confirm, real, row, "admin").code == "own"
    for code in ("auditor", "leader", "agent"):
        assert refused(confirm, real, row, code).code in ("not_found", "not_yours"), code
    confirm(real, row)
    assert refused(confirm, real, row).code == "confirmed"
    done = list(Change.objects.order_by("pk").values_list("done", "seat__code"))
    assert done == [("proposed", "admin"), ("confirmed", "security")]


def test_in_a_rehearsal_the_one_administrator_does_both(world: World) -> None:
    confirm(world, propose(world), "admin")
    assert law.at(FIRST, SCOPE).get(REPLY).count == 3


def test_who_may_not_propose(real: World) -> None:
    for code in ("security", "auditor", "dispatcher", "h-water"):
        assert refused(propose, real, code).code == "not_yours", code
    assert refused(propose, real, platform="nowhere").code == "not_found"
    assert propose(real, platform="linhe").platform.code == "linhe", "a platform below is in reach"


@pytest.mark.parametrize(
    ("plain", "field"), [("零", "is"), ("-1", "is"), ("3.5", "is"), ("", "is"), ("9" * 7, "is"), ("5", "is0")]
)
def test_what_is_no_value(world: World, plain: str, field: str) -> None:
    assert refused(propose, world, typed=typed(world, plain=plain)).field == field


def test_it_says_what_it_rests_on(world: World) -> None:
    for name in ("source", "reason"):
        assert refused(propose, world, **{name: "  "}).field == name
    assert refused(propose, world, typed=["3"]).code == "stale"
    assert refused(propose, world, name="rankings.notice", typed=["不写"]).code == "fixed_rule"
    assert refused(propose, world, name="accounts.nonsense").code == "no_rule"
    propose(world)
    assert refused(propose, world).code == "twice"


def test_withdrawn_before_its_day_it_never_counts(real: World) -> None:
    row = propose(real)
    confirm(real, row)
    with real.hour() as at:
        assert refused(withdraw_rule.do, row.pk, by=real.seat("admin"), reason=" ", at=at).field == "reason"
        withdraw_rule.do(row.pk, by=real.seat("admin"), reason="文件没发", at=at)
        assert refused(withdraw_rule.do, row.pk, by=real.seat("admin"), reason="再来", at=at).code == "withdrawn"
    assert law.at(FIRST, SCOPE).get(REPLY).count == 5
    assert refused(confirm, real, row).code == "withdrawn"
    again = propose(real)
    confirm(real, again)
    real.pass_(days=8)
    with real.hour() as at:
        late = refused(withdraw_rule.do, again.pk, by=real.seat("admin"), reason="后悔", at=at)
    assert late.code == "past", "what has begun has been worked by"


def test_another_city_knows_nothing_of_it(real: World, seat_of_another_city: str) -> None:
    row = propose(real)
    with real.hour() as at:
        stranger = real.seat(seat_of_another_city)
        assert refused(confirm_rule.do, row.pk, by=stranger, at=at).code == "not_found"
        assert settings_reads.rule_changes(stranger) == []
        assert settings_reads.changes(stranger) == []
        assert refused(propose_rule.do, REPLY, platform="yunshan", begins=FIRST, typed=["3"], source="x", reason="y",
                       by=stranger, at=at).code == "not_found"  # fmt: skip


@pytest.fixture
def seat_of_another_city(real: World) -> str:
    from huisheng.directory.load import load_city

    load_city(
        {
            "platform": {"code": "yuan", "name": "远山市热线", "scope": "湖南/远山", "prefix": "YU"},
            "seat": [{"code": "yuan-admin", "role": "admin", "unit": "yuan"}],
        }
    )
    return "yuan-admin"


def test_what_is_written_down_stays(world: World) -> None:
    propose(world)
    for change in (Change.objects.all().delete, lambda: Change.objects.update(reason="x"),
                   RuleChange.objects.all().delete):  # fmt: skip
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_values_are_read_by_their_unit() -> None:
    from decimal import Decimal

    from huisheng.rulebook import typed as reading

    def read(words: str, unit: str) -> Any:
        return reading.read(words, unit, label="值", known=outlook.values_of("returns.grounds"))

    assert read("１０", "workdays") == 10 and read("是", "bool") is True and read("95.5%", "percent") == Decimal("95.5")
    assert read("08:30-12:00，13:30至17:30", "slots") == ("08:30-12:00", "13:30-17:30")
    for words, unit in (("13:30-17:30、08:30-12:00", "slots"), ("12:00-08:30", "slots"), ("也许", "bool"),
                        ("101", "percent"), ("abc", "percent"), ("32", "day_of_month"), ("3²", "days"),
                        ("没有这个词", "codes")):  # fmt: skip
        assert refused(read, words, unit).field == "is", (words, unit)
    for held, unit in ((Decimal("9.5"), "percent"), (("08:30-12:00",), "slots"), (True, "bool"), (3, "days")):
        assert reading.taken(reading.stored(held), unit) == held
    with pytest.raises(ValueError, match="is no days"):
        reading.taken("drei", "days")
