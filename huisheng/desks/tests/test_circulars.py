"""The pages of circulars: who sees what, what was typed stays, numbers open, files download, and the cost is even."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huisheng.circular import store
from huisheng.circular.models import Run
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import As
from huisheng.directory.models import Unit
from huisheng.lifecycle.records.actions import enter_figure
from huisheng.lifecycle.workorder import lists
from huisheng.measures import follow, reckon, token
from huisheng.measures.figure import Scope, Window
from tests.office import FIRST, LAST, Office, office

__all__ = ["office"]
PANEL = {"HX-Request": "true", "HX-Target": "number"}
ELSEWHERE = ("d-linhe", "h-linhe", "h-town")
NOBODY = ("agent", "dispatcher", "visitor", "admin", "quality", "knowledge")
Visit = Callable[[str], Client]


@pytest.fixture
def visit(office: Office, as_: As) -> Visit:
    """A client of that seat; the pages live at the office's hour."""
    return as_


def at_hour(office: Office, client: Client, path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
    """GET, or POST where there is something to send, a minute later."""
    office.world.pass_(minutes=1)
    with office.world.hour():
        return client.get(path, **more) if data is None else client.post(path, data, **more)


def numbers(page: str) -> list[str]:
    return re.findall(r'href="(/circulars/\d+/\d+/number/[^"]+)"', page)


def test_from_the_form_to_the_published_edition(office: Office, visit: Visit) -> None:
    assessor, supervisor, leader, water = (visit(code) for code in ("assessor", "supervisor", "leader", "h-water"))
    page = said(at_hour(office, assessor, "/circulars/"))
    assert "还没有冻结过数据" in page and "冻结数据…" in page and 'type="date"' in page
    answer = at_hour(office, assessor, "/circulars/freeze/", {"first": FIRST, "last": LAST})
    run = Run.objects.get()
    here = f"/circulars/{run.id}/"
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert "数据已冻结（第1次）" in said(at_hour(office, assessor, here))
    assert (
        at_hour(office, water, f"{here}do/raise_objection/", {"about": "满意率", "words": "有误。"}).status_code == 302
    )
    given = {"objection": "1", "upheld": "0", "words": "录音无误。"}
    assert at_hour(office, assessor, f"{here}do/decide/", given)["Location"] == here
    assert "异议期到" in said(at_hour(office, assessor, here)), "why it can't be made final yet"
    office.world.now = run.objections_until
    assert at_hour(office, assessor, f"{here}do/finalise/", {})["Location"] == here
    answer = at_hour(office, assessor, f"{here}do/draft/", {"composition": "yunshan-month"})
    there = f"{here}1/"
    assert answer["Location"] == there
    page = said(at_hour(office, assessor, there))
    assert "征求意见稿" in page and "起草的席位不能核自己的稿" in page and "校核没有发现矛盾" in page
    answer = at_hour(office, assessor, f"{there}do/reword/", {"paragraph": "w.notes", "words": "开展培训。"})
    assert answer["Location"] == f"{there}#w-w.notes"
    for client, verb, data in (
        (supervisor, "review", {}),
        (leader, "send_back", {"words": "再改。"}),
        (supervisor, "review", {}),
        (leader, "sign", {}),
        (assessor, "publish", {}),
    ):
        assert at_hour(office, client, f"{there}do/{verb}/", data)["Location"] == there, verb
    page = said(at_hour(office, water, there))
    assert "开展培训。" in page and "征求意见稿" not in page and "校核" not in page
    assert "（已公布）" in said(at_hour(office, water, "/circulars/"))


def test_what_was_typed_stays(office: Office, visit: Visit) -> None:
    assessor = visit("assessor")
    answer = at_hour(office, assessor, "/circulars/freeze/", {"first": "2019-11-01", "last": "2019-11-30"})
    page = said(answer)
    assert answer.status_code == 422
    assert "截止日期还没有过完" in page and 'value="2019-11-30"' in page and "<details" in page
    answer = at_hour(
        office, assessor, "/circulars/freeze/", {"first": FIRST, "last": LAST, "compositions": ["no-such"]}
    )
    assert "本平台没有名为“no-such”的通报" in said(answer)
    run = office.frozen()
    here = f"/circulars/{run.id}/"
    answer = at_hour(office, visit("h-water"), f"{here}do/raise_objection/", {"about": "满意率", "words": " "})
    assert answer.status_code == 422 and 'value="满意率"' in said(answer) and "请填写理由和依据" in said(answer)
    answer = at_hour(office, assessor, f"{here}do/decide/", {"objection": "7", "upheld": "1", "words": "看过。"})
    assert "没有这一号异议" in said(answer) and ">看过。</textarea>" in said(answer).replace("\n看", "看")
    answer = at_hour(office, assessor, f"{here}do/draft/", {"composition": "no-such"})
    assert answer.status_code == 422 and "没有这种通报" in said(answer)
    edition = office.drafted(run)
    there = f"{here}{edition.no}/"
    answer = at_hour(office, assessor, f"{there}do/reword/", {"paragraph": "w.notes", "words": "走访12家<b>。"})
    assert answer.status_code == 422
    assert "手工填写的数字" in said(answer) and "走访12家&lt;b&gt;。" in said(answer)
    old = {"paragraph": "w.notes", "words": "我的话。", "version": "1"}
    answer = at_hour(office, assessor, f"{there}do/reword/", old)
    assert answer.status_code == 409 and "刚被别人更新" in said(answer) and "我的话。" in said(answer)
    office.do("review", run.id, 1, by="supervisor")
    answer = at_hour(office, assessor, f"{there}do/reword/", {"paragraph": "w.notes", "words": "我的话。"})
    assert answer.status_code == 409 and "现在是“已核稿”" in said(answer) and "我的话。" in said(answer)


def test_a_refusal_without_a_form_is_said(office: Office, visit: Visit) -> None:
    """The verb isn't offered to the seat, or the paragraph has gone: the page says so all the same."""
    edition = office.drafted(office.frozen())
    here = f"/circulars/{edition.run_id}/"
    for path, data, code, words in (
        (f"{here}do/decide/", {"objection": "1"}, 422, "请"),
        (f"{here}do/finalise/", {}, 403, "您的席位是督办人员"),
        (f"{here}1/do/publish/", {}, 403, "您的席位是督办人员"),
        (f"{here}1/do/reword/", {"paragraph": "no-such", "words": "字"}, 403, "您的席位是督办人员"),
    ):
        answer = at_hour(office, visit("supervisor"), path, data)
        assert answer.status_code == code, path
        assert 'role="alert"' in said(answer), path
        assert words in said(answer) or "您的席位是" in said(answer), path
    answer = at_hour(office, visit("assessor"), f"{here}1/do/reword/", {"paragraph": "no-such", "words": "字"})
    assert answer.status_code == 422 and "通报里没有这一段" in said(answer)


def test_verbs_are_posts_and_known(office: Office, visit: Visit) -> None:
    edition = office.drafted(office.frozen())
    here, client = f"/circulars/{edition.run_id}/", visit("assessor")
    assert at_hour(office, client, "/circulars/freeze/")["Location"] == "/circulars/"
    assert at_hour(office, client, f"{here}do/draft/")["Location"] == here
    assert at_hour(office, client, f"{here}1/do/review/")["Location"] == f"{here}1/"
    for path in (f"{here}do/no-such/", f"{here}1/do/no-such/", f"{here}do/sign/", f"{here}1/do/freeze/"):
        assert at_hour(office, client, path, {}).status_code == 404, path
    for path in (
        f"{here}2/",
        "/circulars/999999/",
        f"/circulars/{'9' * 30}/",
        f"{here}{'9' * 30}/",
        f"{here}1/circular.exe",
    ):
        assert at_hour(office, client, path).status_code == 404, path
    assert at_hour(office, client, f"/circulars/{'9' * 30}/do/draft/", {"composition": "x"}).status_code == 404
    assert at_hour(office, client, f"/circulars/?before={'9' * 30}").status_code == 200
    assert at_hour(office, client, "/circulars/?before=x").status_code == 200


def test_strangers_and_other_roles_find_nothing(office: Office, visit: Visit) -> None:
    edition = office.published()
    here = f"/circulars/{edition.run_id}/"
    page = said(at_hour(office, visit("assessor"), f"{here}1/"))
    one = numbers(page)[0]
    paths = [
        here,
        f"{here}dossier.zip",
        f"{here}1/",
        one,
        *(f"{here}1/circular.{form}" for form in ("docx", "pdf", "xlsx")),
    ]
    posts = [f"{here}do/raise_objection/", f"{here}do/draft/", f"{here}1/do/reword/", f"{here}1/do/publish/"]
    for code in (*ELSEWHERE, *NOBODY):
        client = visit(code)
        assert [at_hour(office, client, path).status_code for path in paths] == [404] * len(paths), code
        data = {"about": "字", "words": "字", "composition": "yunshan-month", "paragraph": "w.notes"}
        assert [at_hour(office, client, path, data).status_code for path in posts] == [404] * len(posts), code
        answer = at_hour(office, client, "/circulars/")
        assert answer.status_code == 200 and edition.title not in said(answer)
    handler = visit("h-water")
    assert at_hour(office, handler, f"{here}dossier.zip").status_code == 404
    assert [at_hour(office, handler, path).status_code for path in (here, f"{here}1/", one)] == [200] * 3


def test_a_handler_sees_his_own(office: Office, visit: Visit) -> None:
    run = office.final()
    office.reviewed(run)
    again = office.frozen()
    office.do("raise_objection", again.id, by="h-water", about="满意率", words="水务的话。")
    office.do("raise_objection", again.id, by="h-urban", about="件数", words="城管的话。")
    page = said(at_hour(office, visit("h-water"), f"/circulars/{again.id}/"))
    assert "水务的话。" in page and "城管的话。" not in page
    assert "下载卷宗" not in page and "裁决异议" not in page
    assert at_hour(office, visit("h-water"), f"/circulars/{run.id}/1/").status_code == 404, "not published"
    assert "还没有通报" in said(at_hour(office, visit("h-water"), f"/circulars/{run.id}/"))
    page = said(at_hour(office, visit("leader"), f"/circulars/{again.id}/"))
    assert "水务的话。" in page and "城管的话。" in page and "下载卷宗" in page


def test_a_number_opens_to_the_orders_a_seat_may_see(
    office: Office, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = office.published()
    page = said(at_hour(office, visit("leader"), f"/circulars/{edition.run_id}/1/"))
    one = next(path for path in numbers(page) if "/accepted.1." in path)
    answer = at_hour(office, visit("leader"), one, headers=PANEL)
    assert "<html" not in said(answer) and "共 4 件" in said(answer) and "看不到" not in said(answer)
    assert said(answer).count("/orders/YS-") == 4
    answer = at_hour(office, visit("h-water"), one, headers=PANEL)
    assert "其中 2 件您的席位看不到" in said(answer) and said(answer).count("/orders/YS-") == 2
    assert "<html" in said(at_hour(office, visit("h-police"), one))
    assert "没有您能看到的工单" in said(at_hour(office, visit("h-police"), one))
    page_of = lists.among
    monkeypatch.setattr(lists, "among", lambda actor, ids, filters: page_of(actor, ids, filters, 3))
    answer = at_hour(office, visit("leader"), one)
    after = re.search(r'href="([^"]+after=[^"]+)"', said(answer))
    assert after is not None
    answer = at_hour(office, visit("leader"), after[1].replace("&amp;", "&"))
    assert said(answer).count("/orders/YS-") == 1 and "上一页" in said(answer)
    for wrong in ("part=x", "after=x", "part=excluded"):
        assert at_hour(office, visit("leader"), f"{one}?{wrong}").status_code == 404, wrong
    for ref in ("no-such", "x.y", "f1"):
        assert at_hour(office, visit("leader"), f"/circulars/{edition.run_id}/1/number/{ref}/").status_code == 404


def test_a_number_says_that_the_books_have_moved(office: Office, visit: Visit) -> None:
    edition = office.published()
    now = office.world.now
    office.world.now = now.replace(day=4, hour=12)
    office.world.dispatched("water")
    office.world.now = now
    follow.catch_up()
    page = said(at_hour(office, visit("leader"), f"/circulars/{edition.run_id}/1/"))
    one = next(path for path in numbers(page) if "/accepted.1." in path)
    assert "现在计入 5，冻结时 4" in said(at_hour(office, visit("leader"), one))


def test_a_token_is_of_the_own_platform(office: Office, visit: Visit) -> None:
    office.frozen()
    window = Window(FIRST, LAST)
    ours = reckon.figures(["accepted"], Scope(office.world.platform, window))["accepted"][None]
    linhe = Unit.objects.get(code="linhe").id
    theirs = reckon.figures(["accepted"], Scope(linhe, window))["accepted"][None]
    foreign = replace(ours, scope=Scope(2**40, window))

    def status(code: str, word: str) -> int:
        return int(at_hour(office, visit(code), f"/figures/number/{word}/").status_code)

    assert status("leader", token.pack(ours)) == 200
    assert status("leader", token.pack(theirs)) == 200, "a platform below it is the city's to look at"
    assert status("leader", token.pack(foreign)) == 404
    for code in ("h-water", "h-police"):
        assert status(code, token.pack(theirs)) == 404, code
    for word in ("a" * 8, token.pack(ours)[:-4], "A" * 1200, token.pack(ours)[4:]):
        assert status("leader", word) == 404, word
    assert "看不到" in said(at_hour(office, visit("h-urban"), f"/figures/number/{token.pack(ours)}/"))


def test_a_number_stands_against_earlier_ones(office: Office, visit: Visit) -> None:
    office.frozen()
    scope = Scope(office.world.platform, Window(FIRST, LAST))
    word = token.pack(reckon.figures(["accepted"], scope)["accepted"][None])
    before = {"first": "2019-10-28", "last": "2019-10-31", "part": "", "key": "", "source": "10月通报一"}
    printed = {"measure": "accepted", "numerator": 3, "denominator": None, "value": None}
    office.world.pass_(minutes=1)
    with office.world.hour() as at:
        enter_figure.do(by=office.world.seat("assessor"), at=at, **before, **printed)
    follow.catch_up()
    page = said(at_hour(office, visit("leader"), f"/figures/number/{word}/"))
    assert "环比增长33.33%" in page and "环比 = (4 - 3) ÷ 3 = 33.33%" in page and "出自10月通报一" in page
    assert "请填写往期数" in page, "of the year before nothing is known, and why"


def test_files_open(office: Office, visit: Visit) -> None:
    edition = office.drafted(office.frozen())
    here = f"/circulars/{edition.run_id}/1/circular"
    got = {form: at_hour(office, visit("leader"), f"{here}.{form}") for form in ("docx", "pdf", "xlsx")}
    assert got["pdf"].content.startswith(b"%PDF-")
    for form, part in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")):
        with zipfile.ZipFile(io.BytesIO(got[form].content)) as file:
            assert part in file.namelist() and file.testzip() is None
    for form, answer in got.items():
        assert answer["Content-Disposition"].endswith(f'-1.{form}"') and answer["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(got["docx"].content)) as file:
        assert "征求意见稿" in "".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))
    answer = at_hour(office, visit("leader"), f"/circulars/{edition.run_id}/dossier.zip")
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_a_dossier_that_has_gone_is_a_sentence(office: Office, visit: Visit) -> None:
    run = office.frozen()
    store.find(run.dossier).unlink()
    answer = at_hour(office, visit("leader"), f"/circulars/{run.id}/dossier.zip")
    assert answer.status_code == 403 and "从备份恢复" in said(answer)


def test_a_correcting_edition_tells_what_changed(office: Office, visit: Visit) -> None:
    first = office.published()
    now = office.world.now
    office.world.now = now.replace(day=4, hour=12)
    office.world.dispatched("water")
    office.world.now = now
    again = office.drafted(office.frozen())
    page = said(at_hour(office, visit("assessor"), f"/circulars/{again.run_id}/1/"))
    assert "与所更正的一稿的差异" in page and "受理数：4 → 5" in page
    assert "更正第1稿" in said(at_hour(office, visit("assessor"), f"/circulars/{again.run_id}/"))
    assert "已被取代" in said(at_hour(office, visit("assessor"), f"/circulars/{first.run_id}/"))


def test_nothing_inline(office: Office, visit: Visit) -> None:
    """The policy forbids inline script and style, in the shell and in the document."""
    edition = office.drafted(office.frozen())
    client = visit("assessor")
    here = f"/circulars/{edition.run_id}/"
    page = said(at_hour(office, client, f"{here}1/"))
    for path in ("/circulars/", here, f"{here}1/", numbers(page)[0]):
        page = said(at_hour(office, client, path))
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", page), path
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page)), path


def _again(row: Any, **changed: Any) -> None:
    """The row once more, with something else in it."""
    held = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    type(row)(**{**held, **changed}).save(force_insert=True)


def test_queries_do_not_grow(office: Office, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    run = office.frozen()
    objection = office.do("raise_objection", run.id, by="h-water", about="满意率", words="有误。")
    office.do("decide", run.id, objection=1, upheld="0", words="无误。")
    office.world.now = run.objections_until
    edition = office.published(office.do("finalise", run.id))
    here = f"/circulars/{edition.run_id}/"
    one = numbers(said(at_hour(office, visit("leader"), f"{here}1/")))[0]
    paths = [
        ("leader", "/circulars/"),
        ("leader", here),
        ("leader", f"{here}1/"),
        ("leader", one),
        ("h-water", "/circulars/"),
    ]

    def cost() -> list[int]:
        told = []
        for code, path in paths:
            client = visit(code)
            at_hour(office, client, path)
            with CaptureQueriesContext(connection) as caught:
                assert at_hour(office, client, path).status_code == 200
            told.append(len(caught))
        return told

    few = cost()
    with office.world.hour(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("circular_run", "circular_edition", "circular_objection"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for no in range(2, 8):
            _again(edition, id=None, no=no, corrects_id=edition.id)
            _again(objection, id=None, no=no)
            other = edition.run_id + 100 + no
            _again(edition.run, id=other, no=no + 10)
            _again(edition, id=None, no=1, run_id=other)
    assert cost() == few
    assert max(few) <= 25
