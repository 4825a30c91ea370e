"""The administrators: each does what is his, in his own city, with a reason, and it is written down."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction

from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.test_account import FRESH, NOW, Desk, light, real
from huisheng.directory import duties, reads
from huisheng.directory import load as directory_load
from huisheng.directory.actions import log_in, look
from huisheng.directory.actor import Actor
from huisheng.directory.models import Account, AccountDeed, Login, Seat, Tenure, Unit
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from tests.cast import PASSWORD, World

__all__ = ["light", "real"]  # fixtures
DO = "/account/seats/agent/do/"
ACTS = ("password", "factor", "unlock", "logins", "handover")
STRANGER = {
    "platform": {"code": "yuan", "name": "远山市热线", "scope": "湖南/远山", "prefix": "YU"},
    "seat": [{"code": "yuan-security", "role": "security", "unit": "yuan"}],
}


def at_desk(code: str) -> Desk:
    """A seat that is signed in, its second factor shown, without the door: argon2 takes its time."""
    desk = Desk(code)
    user = User.objects.get(username=code)
    desk.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    row, _ = Account.objects.get_or_create(user=user)
    row.key_sealed, row.confirmed_at = b"x", NOW
    row.save()
    actor = _actor(code)
    session = desk.client.session
    session["login"] = log_in.do(user.pk, by=actor, address="10.0.0.7", device="Windows · Edge", at=desk.now)
    session.save()
    log_in.verify(session["login"], desk.now)
    return desk


def _actor(code: str) -> Actor:
    actor = reads.actor_for_seat(code)
    assert actor is not None
    return actor


@pytest.mark.parametrize(
    ("code", "seats", "records"),
    [("security", 200, 403), ("auditor", 403, 200), ("admin", 403, 403), ("agent", 403, 403), ("leader", 403, 403)],
)
def test_in_a_real_city_each_duty_has_its_own_administrator(real: World, code: str, seats: int, records: int) -> None:
    desk = at_desk(code)
    assert desk.get("/account/seats/").status_code == seats
    assert desk.get("/account/seats/visitor/").status_code == seats
    assert desk.get("/account/records/").status_code == records
    home = said(desk.get("/"))
    assert ("/account/seats/" in home, "/account/records/" in home) == (seats == 200, records == 200)


def test_in_a_rehearsal_one_does_all(world: World) -> None:
    desk = at_desk("admin")
    assert desk.get("/account/seats/").status_code == 200
    assert "由一个管理员兼任" in said(desk.get("/account/records/"))
    page = said(desk.get("/account/seats/agent/"))
    assert "演示席位大家共用一个密码，不能另发，也不能移交" in page
    for act in ("password", "handover"):
        answer = desk.post(f"{DO}{act}/", reason="试", to="neu-ren")
        assert answer.status_code == 422, act
    assert User.objects.get(username="agent").check_password(PASSWORD)


@pytest.mark.parametrize("code", ["auditor", "admin", "agent", "supervisor"])
def test_who_isn_t_the_administrator_of_accounts_changes_nothing(real: World, code: str) -> None:
    desk = at_desk(code)
    before = User.objects.get(username="agent").password
    for act in ACTS:
        assert desk.post(f"{DO}{act}/", reason="没有理由", to="ein-neuer").status_code == 403, act
    assert User.objects.get(username="agent").password == before
    assert AccountDeed.objects.count() == 0


def test_another_city_s_administrator_finds_nobody(real: World) -> None:
    directory_load.load_city(STRANGER, password=None)
    desk = at_desk("yuan-security")
    assert "没有这样的席位" in said(desk.get("/account/seats/?seat=agent"))
    assert desk.get("/account/seats/agent/").status_code == 404
    for act in ACTS:
        assert desk.post(f"{DO}{act}/", reason="没有理由", to="ein-neuer").status_code == 404, act
    assert AccountDeed.objects.count() == 0


def test_an_initial_password_is_told_once_and_changed_first(real: World) -> None:
    desk, held = at_desk("security"), at_desk("agent")
    refused = desk.post(f"{DO}password/", reason="  ")
    assert refused.status_code == 422 and "请填写理由" in said(refused)
    told = re.search(
        r"初始密码是 <b class=\"mono\">([a-z0-9-]{14})</b>", said(desk.post(f"{DO}password/", reason="忘了"))
    )
    assert told is not None
    assert told[1] not in said(desk.get("/account/seats/agent/"))
    assert held.get("/")["Location"].startswith("/signin/")
    Account.objects.filter(user__username="agent").update(confirmed_at=None, key_sealed=b"")
    fresh = Desk()
    assert fresh.sign_in(told[1]).status_code == 302
    assert fresh.get("/")["Location"].startswith("/account/password/")
    fresh.post("/account/password/", old=told[1], fresh=FRESH, again=FRESH)
    assert fresh.get("/")["Location"].startswith("/account/factor/")
    deed = AccountDeed.objects.get(deed="password_given")
    assert (deed.seat.code, deed.about.code, deed.reason, deed.address) == ("security", "agent", "忘了", "127.0.0.1")


def test_a_lost_telephone(real: World) -> None:
    desk, held = at_desk("security"), at_desk("agent")
    assert desk.post(f"{DO}factor/", reason="手机丢了").status_code == 302
    assert held.get("/")["Location"].startswith("/signin/")
    assert Account.objects.get(user__username="agent").confirmed_at is None
    assert "不用重置" in said(desk.post(f"{DO}factor/", reason="再来"))
    assert "另一位安全管理员" in said(desk.post("/account/seats/security/do/factor/", reason="自己"))
    assert "不能给自己办" in said(desk.post("/account/seats/security/do/password/", reason="自己"))
    assert list(AccountDeed.objects.values_list("deed", "reason")) == [("factor_reset", "手机丢了")]


def test_a_lock_is_lifted(real: World) -> None:
    desk, outside = at_desk("security"), Desk()
    for _ in range(5):
        outside.sign_in("falsch-falsch")
    assert outside.sign_in().status_code == 429
    Account.objects.create(user=User.objects.get(username="agent"), barred_until=NOW + timedelta(minutes=9))
    page = said(desk.get("/account/seats/agent/"))
    assert "口令输错，暂停到" in page
    assert "动态口令输错，暂停到 09:09" in said(desk.get("/account/seats/"))
    assert desk.post(f"{DO}unlock/", reason="本人来电").status_code == 302
    assert outside.sign_in().status_code == 302
    assert Account.objects.get(user__username="agent").barred_until is None


def test_logins_of_a_seat_are_ended(real: World) -> None:
    desk, held = at_desk("security"), at_desk("agent")
    assert "登录中" in said(desk.get("/account/seats/agent/"))
    assert desk.post(f"{DO}logins/", reason="电脑丢了").status_code == 302
    assert held.get("/")["Location"].startswith("/signin/")
    assert "由管理员结束" in said(held.get("/signin/"))


def test_a_seat_is_handed_over_and_keeps_its_history(real: World) -> None:
    key = real.accept()
    desk, held = at_desk("security"), at_desk("agent")
    seat = Seat.objects.get(code="agent")
    answer = said(desk.post(f"{DO}handover/", to="Agent-2", reason="轮岗"))
    told = re.search(r"账号 <b class=\"mono\">agent-2</b> 的初始密码是 <b class=\"mono\">([a-z0-9-]{14})</b>", answer)
    assert told is not None
    assert held.get("/")["Location"].startswith("/signin/")
    assert "没有席位" in said(Desk().sign_in())
    fresh = Desk("agent-2")
    fresh.sign_in(told[1])
    assert fresh.get("/")["Location"].startswith("/account/password/")
    assert Seat.objects.get(code="agent").pk == seat.pk
    assert real.matter(key).order.platform_id == real.platform
    assert [(t.user.username, t.began_at) for t in Tenure.objects.all()] == [("agent", None)]
    back = desk.post(f"{DO}handover/", to="agent", reason="轮回来")
    assert back.status_code == 302, "who held a seat here keeps the password"
    assert Desk().sign_in().status_code == 302
    page = said(desk.get("/account/seats/agent/"))
    assert "建席起 至 2026-11-23 09:00" in page and "由agent移交：轮岗" in page
    assert AccountDeed.objects.filter(deed="handed_over", about=seat).count() == 2


@pytest.mark.parametrize(
    ("to", "sentence"), [("visitor", "已有席位"), ("fremd", "不是本平台的"), ("张三", "不写真名"), ("", "不写真名")]
)
def test_not_every_account_takes_a_seat(real: World, to: str, sentence: str) -> None:
    User.objects.create(username="fremd")
    desk = at_desk("security")
    answer = desk.post(f"{DO}handover/", to=to, reason="轮岗")
    assert answer.status_code == 422 and sentence in said(answer)
    assert Seat.objects.get(code="agent").user == User.objects.get(username="agent")
    assert Tenure.objects.count() == AccountDeed.objects.count() == 0


def test_the_system_s_seat_is_nobody_s(real: World) -> None:
    desk = at_desk("security")
    assert desk.get("/account/seats/yunshan-system/").status_code == 404
    assert desk.get("/account/seats/no-such/").status_code == 404
    assert desk.post("/account/seats/agent/do/nonsense/", reason="x").status_code == 404


def test_the_auditor_reads_looks_deeds_and_logins(real: World) -> None:
    with clock.at(NOW):
        for n in range(60):
            look.do(f"workorder:{n}", by=real.seat("agent"), purpose="回访", fields=("name", "phone"), at=NOW)
    at_desk("security").post(f"{DO}unlock/", reason="本人来电")
    desk = at_desk("auditor")
    first = said(desk.get("/account/records/"))
    assert first.count("工单内部号") == 50 and "姓名、电话" in first and "回访" in first
    more = re.search(r'href="(\?[^"]*before=\d+)"', first)
    assert more is not None
    assert said(desk.get("/account/records/" + more[1].replace("&amp;", "&"))).count("工单内部号") == 10
    assert said(desk.get("/account/records/?subject=workorder:7")).count("工单内部号") == 1
    assert said(desk.get("/account/records/?seat=visitor")).count("工单内部号") == 0
    deeds = said(desk.get("/account/records/?what=deeds"))
    assert "解除暂停" in deeds and "本人来电" in deeds
    assert "10.0.0.7" in said(desk.get("/account/records/?what=logins&seat=auditor&before=x"))
    assert desk.post("/account/records/", what="deeds").status_code == 405


def test_looks_are_found_by_order_purpose_and_date(real: World) -> None:
    key = real.accept()
    number = real.matter(key).order.number
    for subject, why, day in ((f"workorder:{key}", "回访核实", 0), ("workorder:1", "接听来电", 3)):
        at = NOW + timedelta(days=day)
        look.do(subject, by=real.seat("agent"), purpose=why, fields=("name",), at=at)
    desk = at_desk("auditor")

    def found(**asked: str) -> int:
        return said(desk.get("/account/records/", data={"what": "looks", **asked})).count("工单内部号")

    every = found()
    assert every >= 2, "taking the call may have been a look too"
    assert found(order=number.lower(), purpose="核实") == 1 and found(order="YS-20191104-9999999") == 0
    assert found(purpose="核实") == 1 and found(purpose="没有") == 0
    assert found(**{"from": "2026-11-25"}) == 1 and found(to="2026-11-24") == every - 1
    assert found(**{"from": "2026-11-23", "to": "2026-11-26", "seat": "agent"}) == 2
    assert found(**{"from": "瞎写"}) == every, "a day that is none asks for nothing"
    assert number not in said(desk.get("/account/records/")), "the auditor reads no order"


def test_another_city_s_auditor_sees_none_of_it(real: World) -> None:
    with clock.at(NOW):
        look.do("workorder:1", by=real.seat("agent"), purpose="回访", fields=("name",), at=NOW)
    directory_load.load_city({**STRANGER, "seat": [{"code": "yuan-auditor", "role": "auditor", "unit": "yuan"}]})
    at_desk("agent")
    desk = at_desk("yuan-auditor")
    for what in ("looks", "deeds", "logins"):
        page = said(desk.get(f"/account/records/?what={what}"))
        assert "坐席甲" not in page and "工单内部号" not in page, what


def test_what_is_written_down_stays(world: World) -> None:
    desk = at_desk("admin")
    desk.post(f"{DO}unlock/", reason="试")
    for change in (AccountDeed.objects.all().delete, lambda: AccountDeed.objects.update(reason="x")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_seats_come_page_by_page(real: World) -> None:
    unit = Unit.objects.get(code="water")
    Seat.objects.bulk_create(
        Seat(code=f"z{n:03}", label=f"席{n}", role="handler", unit=unit, valid_from="2019-01-01") for n in range(120)
    )
    desk = at_desk("security")
    first = said(desk.get("/account/seats/?seat=席"))
    assert first.count("data-row") == 50 and "没有账号" in first
    more = re.search(r'href="(\?[^"]*after=z\d+)"', first)
    assert more is not None
    assert "z050" in said(desk.get("/account/seats/" + more[1].replace("&amp;", "&")))
    assert "没有这样的席位" in said(desk.get("/account/seats/?seat=没有的"))
    page = said(desk.get("/account/seats/z001/"))
    assert "还没有账号" in page and "还没有登录过" in page
    assert "还没有账号" in said(desk.post("/account/seats/z001/do/logins/", reason="x"))
    assert "初始密码是" in said(desk.post("/account/seats/z001/do/handover/", to="z001", reason="新来的"))


def test_every_duty_has_one_keeper() -> None:
    assert {duty.value for duty in duties.Duty} == {"accounts", "records", "directory"}
    assert len({duties._KEEPER[duty] for duty in duties.Duty}) == 3
    assert Role.SYSTEM not in duties._KEEPER.values()


def test_a_real_city_s_first_passwords_must_be_changed(db: None) -> None:
    directory_load.load_city(STRANGER, password="anfang-2026")
    assert list(Account.objects.values_list("user__username", "must_change")) == [("yuan-security", True)]
    assert Login.objects.count() == 0
