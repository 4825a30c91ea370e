"""One's own account: the second factor, the password, logins and their end. Real cities ask what rehearsals don't."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import User
from django.test import Client

from huisheng.desks.tests.addresses import said
from huisheng.directory import book, totp
from huisheng.directory.actions import log_in
from huisheng.directory.models import Account, AccountDeed, Login, RecoveryCode, Unit
from huisheng.kernel import clock, secrets
from tests.cast import PASSWORD, World

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday 09:00 in Shanghai
FRESH = "xin-de-mima-2026-qiu"
Hour = Callable[[timedelta], None]


class Quick(Argon2PasswordHasher):
    """The same, made light: these tests sign in some hundred times."""

    time_cost, memory_cost, parallelism = 1, 8, 1


@pytest.fixture(autouse=True)
def light(settings: Any) -> None:
    """Before the city is loaded and its password hashed."""
    settings.PASSWORD_HASHERS = [f"{__name__}.Quick"]


class Desk:
    """A browser, and the hour in which it lives."""

    def __init__(self, code: str = "agent") -> None:
        self.client, self.seat, self.now = Client(), code, NOW

    def get(self, path: str, **more: Any) -> Any:
        """A page, at the desk's hour."""
        with clock.at(self.now):
            return self.client.get(path, **more)

    def post(self, path: str, **given: str) -> Any:
        """A form, at the desk's hour."""
        with clock.at(self.now):
            return self.client.post(path, given)

    def sign_in(self, password: str = PASSWORD) -> Any:
        """Through the door."""
        return self.post("/signin/", username=self.seat, password=password)

    def bind(self) -> list[str]:
        """Bind a second factor as a telephone would; the recovery codes."""
        page = said(self.get("/account/factor/"))
        assert "data:image/svg+xml" in page
        answer = self.post("/account/factor/", code=totp.code(key_of(self.seat), self.now))
        codes = re.findall(r"<li>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</li>", said(answer))
        self.now += timedelta(minutes=1)
        return codes

    def shows(self, ahead: int = 0) -> str:
        """What the telephone shows, if its clock is so many seconds off."""
        return totp.code(key_of(self.seat), self.now + timedelta(seconds=ahead))


def key_of(code: str) -> str:
    """The key of the seat's account, which page and telephone alone know."""
    row = Account.objects.get(user__username=code)
    return secrets.unseal(bytes(row.key_sealed), f"account:{row.pk}")


@pytest.fixture
def real(world: World) -> Iterator[World]:
    """The same city, as if it were a real one."""
    Unit.objects.update(rehearsal=False)
    book.forget()
    yield world
    book.forget()


@pytest.fixture
def bound(real: World) -> Desk:
    """A seat of a real city with a second factor, signed out again, a day later."""
    desk = Desk()
    desk.sign_in()
    assert len(desk.bind()) == 10
    desk.post("/signout/")
    desk.now += timedelta(days=1)
    return desk


def test_a_rehearsal_asks_for_no_second_factor(world: World) -> None:
    desk = Desk()
    assert desk.sign_in()["Location"] == "/agent/"
    assert desk.get("/").status_code == 200
    page = said(desk.get("/account/"))
    assert "演示席位不要求动态口令" in page
    assert "演示席位大家共用一个密码，不能改" in page
    assert desk.post("/account/password/", old=PASSWORD, fresh=FRESH, again=FRESH).status_code == 403
    assert User.objects.get(username="agent").check_password(PASSWORD)


def test_a_real_seat_binds_before_anything_else(real: World) -> None:
    desk = Desk()
    desk.sign_in()
    for path in ("/", "/orders/", "/account/", "/figures/"):
        assert desk.get(path)["Location"].startswith("/account/factor/?next="), path
    htmx = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/orders/?q=x"}
    assert desk.get("/orders/", **htmx)["HX-Redirect"] == "/account/factor/?next=%2Forders%2F%3Fq%3Dx"
    assert desk.post("/account/factor/", code="000000").status_code == 422
    codes = desk.bind()
    assert len(set(codes)) == 10
    assert desk.get("/").status_code == 200
    row = Account.objects.get(user__username="agent")
    key = key_of("agent")
    assert key.encode() not in bytes(row.key_sealed)
    kept = {bytes(code.digest) for code in RecoveryCode.objects.all()}
    assert len(kept) == 10 and not any(code.replace("-", "").encode() in kept for code in codes)
    assert codes[0] not in said(desk.get("/account/"))
    assert desk.get("/account/factor/")["Location"] == "/account/"
    deeds = AccountDeed.objects.values_list("deed", "seat__code", "about__code")
    assert list(deeds) == [("factor_bound", "agent", "agent")]


def test_the_password_alone_opens_nothing(bound: Desk) -> None:
    assert bound.sign_in()["Location"] == "/agent/"
    for path in ("/", "/account/", "/account/password/", "/account/factor/", "/rehearsal/", "/account/idle/"):
        assert bound.get(path)["Location"].startswith("/signin/code/?next="), path
    assert bound.post("/account/factor/codes/", code=bound.shows())["Location"].startswith("/signin/code/")
    answer = bound.post("/signin/code/", code=bound.shows(), next="/orders/")
    assert answer["Location"] == "/orders/"
    assert "上次登录：2026-11-23 09:00，地址 127.0.0.1" in said(bound.get("/"))
    assert bound.get("/signin/code/")["Location"] == "/agent/"


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/"])
def test_after_the_code_only_within_the_site(bound: Desk, next_: str) -> None:
    bound.sign_in()
    assert bound.post("/signin/code/", code=bound.shows(), next=next_)["Location"] == "/agent/"


@pytest.mark.parametrize("given", ["", "000000", "12345", "1234567", "１２３４５６", "abcdef", "\0" * 9, "x" * 9000])
def test_a_wrong_code_gets_one_sentence(bound: Desk, given: str) -> None:
    bound.sign_in()
    answer = bound.post("/signin/code/", code=given)
    assert answer.status_code == 422
    assert "动态口令不对" in said(answer)
    assert bound.get("/")["Location"].startswith("/signin/code/")


@pytest.mark.parametrize(("off", "right"), [(-30, True), (0, True), (30, True), (-60, False), (60, False)])
def test_a_telephone_s_clock_may_be_half_a_minute_off(bound: Desk, off: int, right: bool) -> None:
    bound.sign_in()
    assert bound.post("/signin/code/", code=bound.shows(off)).status_code == (302 if right else 422)


def test_no_code_counts_twice(bound: Desk) -> None:
    bound.sign_in()
    code = bound.shows()
    assert bound.post("/signin/code/", code=code).status_code == 302
    other = Desk()
    other.now = bound.now + timedelta(seconds=20)
    other.sign_in()
    assert other.post("/signin/code/", code=code).status_code == 422
    assert other.post("/signin/code/", code=other.shows(-30)).status_code == 422, "nor an older one"
    assert other.post("/signin/code/", code=other.shows(30)).status_code == 302


def test_the_code_that_bound_it_doesn_t_sign_in(real: World) -> None:
    desk = Desk()
    desk.sign_in()
    desk.get("/account/factor/")
    code = desk.shows()
    desk.post("/account/factor/", code=code)
    other = Desk()
    other.sign_in()
    assert other.post("/signin/code/", code=code).status_code == 422


def test_a_recovery_code_opens_once(real: World) -> None:
    desk = Desk()
    desk.sign_in()
    codes = desk.bind()
    for given, status in ((codes[3].upper(), 302), (codes[3], 422), (codes[4].replace("-", " "), 302)):
        other = Desk()
        other.sign_in()
        assert other.post("/signin/code/", code=given).status_code == status
    assert AccountDeed.objects.filter(deed="code_spent").count() == 2
    assert "还剩 8 个恢复码" in said(desk.get("/account/"))


def test_another_account_s_recovery_code_is_none(bound: Desk) -> None:
    other = Desk("visitor")
    other.sign_in()
    codes = other.bind()
    bound.sign_in()
    assert bound.post("/signin/code/", code=codes[0]).status_code == 422


def test_codes_are_throttled_like_passwords(bound: Desk) -> None:
    bound.sign_in()
    for _ in range(4):
        bound.post("/signin/code/", code="000000")
    barred = bound.post("/signin/code/", code="000000")
    assert "暂停到 09:16:00" in said(barred)
    other = Desk()  # from wherever
    other.now = bound.now
    other.sign_in()
    assert "暂停到 09:16:00" in said(other.post("/signin/code/", code=other.shows()))
    assert AccountDeed.objects.filter(deed="barred").count() == 1
    other.now += timedelta(minutes=16)
    assert other.post("/signin/code/", code=other.shows()).status_code == 302


def test_one_s_own_factor_goes_by_a_code_of_it(bound: Desk) -> None:
    bound.sign_in()
    bound.post("/signin/code/", code=bound.shows())
    bound.now += timedelta(minutes=1)
    assert bound.post("/account/factor/give-up/", code="000000").status_code == 422
    renewed = bound.post("/account/factor/codes/", code=bound.shows())
    assert len(re.findall(r"<li>[a-z0-9-]{14}</li>", said(renewed))) == 10
    bound.now += timedelta(minutes=1)
    assert bound.post("/account/factor/give-up/", code=bound.shows())["Location"] == "/account/"
    assert bound.get("/")["Location"].startswith("/account/factor/")
    assert RecoveryCode.objects.count() == 0
    assert len(bound.bind()) == 10


def test_a_key_that_isn_t_confirmed_asks_for_nothing(world: World) -> None:
    desk = Desk()
    desk.sign_in()
    desk.get("/account/factor/")
    first = key_of("agent")
    desk.get("/account/factor/")
    assert key_of("agent") == first, "the picture stays the same while the telephone reads it"
    other = Desk()
    other.sign_in()
    assert other.get("/").status_code == 200
    assert other.post("/account/factor/give-up/", code="000000").status_code == 422


def test_a_new_password_ends_the_other_logins(bound: Desk) -> None:
    here, there = bound, Desk()
    for desk in (here, there):
        desk.now = bound.now
        desk.sign_in()
        assert desk.post("/signin/code/", code=desk.shows()).status_code == 302
        bound.now += timedelta(minutes=1)
    before = here.client.session.session_key
    assert here.post("/account/password/", old=PASSWORD, fresh=FRESH, again=FRESH)["Location"] == "/account/"
    assert here.get("/").status_code == 200
    assert here.client.session.session_key != before
    assert there.get("/")["Location"].startswith("/signin/")
    assert Desk().sign_in().status_code == 422
    assert Desk().sign_in(FRESH).status_code == 302
    assert User.objects.get(username="agent").password.startswith("argon2")
    assert AccountDeed.objects.filter(deed="password_changed").count() == 1


@pytest.mark.parametrize(
    ("old", "fresh", "again", "sentence"),
    [
        ("falsch-falsch", FRESH, FRESH, "现在的密码不对"),
        (PASSWORD, "kurz", "kurz", "至少 10 个字，"),
        (PASSWORD, "password123", "password123", "密码太常见"),
        (PASSWORD, "829105553018", "829105553018", "全是数字"),
        (PASSWORD, FRESH, FRESH + "x", "不一样"),
        (PASSWORD, PASSWORD, PASSWORD, "和原来的一样"),
        (PASSWORD, "x" * 2000, "x" * 2000, "过长"),
        ("x" * 100_000, FRESH, FRESH, "现在的密码不对"),
    ],
)
def test_a_password_is_refused_in_a_sentence(bound: Desk, old: str, fresh: str, again: str, sentence: str) -> None:
    bound.sign_in()
    bound.post("/signin/code/", code=bound.shows())
    answer = bound.post("/account/password/", old=old, fresh=fresh, again=again)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert fresh not in said(answer)
    assert User.objects.get(username="agent").check_password(PASSWORD)


def test_guessing_the_old_password_locks(bound: Desk) -> None:
    bound.sign_in()
    bound.post("/signin/code/", code=bound.shows())
    for _ in range(4):
        assert bound.post("/account/password/", old="falsch", fresh=FRESH, again=FRESH).status_code == 422
    assert bound.post("/account/password/", old="falsch", fresh=FRESH, again=FRESH).status_code == 429


def test_a_password_that_was_given_must_be_changed_first(bound: Desk) -> None:
    Account.objects.update(must_change=True)
    bound.sign_in()
    bound.post("/signin/code/", code=bound.shows())
    assert bound.get("/orders/")["Location"] == "/account/password/?next=%2Forders%2F"
    assert "管理员发的初始密码" in said(bound.get("/account/password/"))
    given = {"old": PASSWORD, "fresh": FRESH, "again": FRESH, "next": "/orders/"}
    assert bound.post("/account/password/", **given)["Location"] == "/orders/"
    assert bound.get("/orders/").status_code == 200


def test_half_an_hour_without_an_act_ends_it(world: World) -> None:
    desk = Desk()
    desk.sign_in()
    assert 'data-idle="1800"' in said(desk.get("/"))
    for _ in range(3):
        desk.now += timedelta(minutes=29)
        assert desk.get("/orders/").status_code == 200
    desk.now += timedelta(minutes=30)
    assert desk.get("/orders/?state=accepted")["Location"] == "/signin/?next=/orders/%3Fstate%3Daccepted"
    assert "很久没有操作" in said(desk.get("/signin/"))
    assert Login.objects.get().ending == "idle"
    desk.sign_in()
    assert "很久没有操作" not in said(desk.get("/"))
    desk.post("/signout/")
    assert "很久没有操作" not in said(desk.get("/signin/"))


def test_of_two_pages_at_once_the_second_keeps_the_sentence(world: World) -> None:
    desk = Desk()
    desk.sign_in()
    desk.now += timedelta(minutes=31)
    cookie = desk.client.cookies["sessionid"].value
    desk.get("/orders/")
    desk.client.cookies["sessionid"] = cookie  # asked before the first was answered
    assert desk.get("/account/idle/")["Location"].startswith("/signin/")
    assert "很久没有操作" in said(desk.get("/signin/"))
    desk.client.cookies["ended"] = "<b>"  # what nobody here has set
    assert "<b>" not in said(desk.get("/signin/"))


def test_after_a_form_that_came_too_late_one_is_back_on_its_page(world: World) -> None:
    desk = Desk()
    for came_from, leads in (
        ("http://testserver/account/?x=1", "/account/%3Fx%3D1"),
        ("https://evil.example/", "/orders/"),
    ):
        desk.sign_in()
        desk.client.defaults["HTTP_REFERER"] = came_from
        desk.now += timedelta(minutes=31)
        assert desk.post("/orders/", which="others")["Location"] == f"/signin/?next={leads}"


def test_what_a_page_asks_by_itself_keeps_nobody(world: World) -> None:
    desk = Desk()
    desk.sign_in()
    desk.now += timedelta(minutes=20)
    assert desk.get("/account/idle/").json() == {"left": 600}
    assert desk.get("/rehearsal/").status_code == 200
    assert desk.get("/account/idle/").json() == {"left": 600}
    assert desk.get("/account/idle/?seen").json() == {"left": 1800}
    desk.now += timedelta(minutes=31)
    assert desk.get("/account/idle/")["Location"].startswith("/signin/")


def test_twelve_hours_end_it_whatever_is_done(world: World) -> None:
    desk = Desk()
    desk.sign_in()
    for _ in range(35):
        desk.now += timedelta(minutes=20)
        assert desk.get("/account/idle/?seen").status_code == 200
    desk.now += timedelta(minutes=20)
    assert desk.get("/")["Location"].startswith("/signin/")
    assert "登录时间已很长" in said(desk.get("/signin/"))


def test_logins_are_listed_and_ended_from_elsewhere(world: World) -> None:
    here, there, third = Desk(), Desk(), Desk()
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 (KHTML) Chrome/120.0 Safari/537.36 Edg/120.0"
    there.client = Client(HTTP_USER_AGENT=agent)
    for desk in (here, there, third):
        desk.sign_in()
    page = said(here.get("/account/"))
    assert "Windows · Edge" in page and "未知设备" in page and "本机，正在用" in page
    assert agent not in page
    first = Login.objects.get(device="Windows · Edge")
    assert here.post("/account/logins/end/", which=str(first.pk))["Location"] == "/account/"
    assert there.get("/orders/")["Location"].startswith("/signin/")
    assert "由您从别处结束" in said(there.get("/signin/"))
    assert third.get("/").status_code == 200
    assert here.post("/account/logins/end/", which="others").status_code == 302
    assert third.get("/")["Location"].startswith("/signin/")
    assert here.get("/").status_code == 200
    assert AccountDeed.objects.filter(deed="logins_ended").count() == 2


def test_nobody_ends_another_s_login(world: World) -> None:
    here, other = Desk(), Desk("visitor")
    here.sign_in()
    other.sign_in()
    theirs = Login.objects.get(user__username="visitor")
    assert "已经结束了" in said(here.client.get(here.post("/account/logins/end/", which=str(theirs.pk))["Location"]))
    assert other.get("/").status_code == 200
    own = str(Login.objects.get(user__username="agent").pk)
    for which in ("", own, "-1", "9" * 30, "x", "１"):
        assert here.post("/account/logins/end/", which=which).status_code == 422, which
    assert here.get("/").status_code == 200


def test_leaving_is_kept_too(world: World) -> None:
    desk = Desk()
    desk.sign_in()
    desk.post("/signout/")
    assert Login.objects.get().ending == "out"
    desk.post("/signout/")


def test_a_session_from_before_is_taken_over(world: World) -> None:
    desk = Desk()
    desk.client.force_login(User.objects.get(username="agent"), backend="django.contrib.auth.backends.ModelBackend")
    assert desk.get("/").status_code == 200
    assert desk.get("/").status_code == 200
    assert Login.objects.count() == 1


def test_the_lock_says_when_it_ends(world: World) -> None:
    desk = Desk()
    for _ in range(5):
        locked = desk.sign_in("falsch-falsch")
    assert locked.status_code == 429
    assert re.search(r"暂停登录到 <b>\d\d:\d\d:\d\d</b>", said(locked))


def test_a_first_sign_in_says_so(world: World) -> None:
    desk = Desk()
    desk.sign_in()
    assert "第一次登录" in said(desk.get("/"))


def test_a_login_of_nobody_stands_nowhere(world: World) -> None:
    from huisheng.directory import logins

    actor = world.seat("agent")
    pk = log_in.do(User.objects.get(username="agent").pk, by=actor, address=None, device="x", at=NOW)
    assert logins.standing(User.objects.get(username="visitor").pk, pk, actor, NOW) is None
    assert logins.standing(User.objects.get(username="agent").pk, "1", actor, NOW) is None
