"""Letters as they come, whole and broken."""

import time
from base64 import b64encode
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.channels.mail import parse as parsing
from huisheng.channels.mail import parts, report
from huisheng.channels.mail.parse import own_phone, parse, written_by

HEAD = b"From: a@example.com\nSubject: x\n"


def mixed(kind: str, *inside: MIMEText | MIMEImage | MIMEApplication | MIMEMessage | MIMEMultipart) -> bytes:
    whole = MIMEMultipart(kind)
    whole["From"], whole["Subject"] = "a@example.com", "x"
    for one in inside:
        whole.attach(one)
    return whole.as_bytes()


def html(words: str) -> MIMEText:
    return MIMEText(words, "html", "utf-8")


def plain(words: str) -> MIMEText:
    return MIMEText(words, "plain", "utf-8")


def picture(size: int, *, how: str = "inline", cid: str = "<1@x>") -> MIMEImage:
    one = MIMEImage(b"\xff\xd8\xff" + b"x" * size, "jpeg")
    one["Content-Disposition"] = how
    if cid:
        one["Content-ID"] = cid
    return one


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (mixed("alternative", plain("平文"), html("<p>网页</p>")), "平文"),
        (mixed("alternative", plain(""), html("<p>网页</p>")), "网页"),
        (mixed("alternative", plain("请用浏览器查看"), html("<p>" + "网页上的话" * 9 + "</p>")), "网页上的话" * 9),
        (mixed("alternative", html("<p>网页</p>")), "网页"),
        (mixed("mixed", plain("一"), plain("二")), "一\n\n二"),
        (mixed("mixed", MIMEMessage(plain("里面"))), "（随附邮件）\n\n里面"),
        (HEAD + b"Content-Type: text/html; charset=gb2312\n\n" + "<p>网页</p>".encode("gbk"), "网页"),
        (HEAD + b"Content-Type: text/html\n\n<meta charset=gbk><p>" + "网页".encode("gbk"), "网页"),
        (HEAD + b"\n<!DOCTYPE html><p>no label</p>", "no label"),
        (HEAD + b"Content-Type: text/plain; format=flowed\n\na \nb", "a b"),
        (
            HEAD + b"Content-Transfer-Encoding: base64\n\n" + "不是base64的话，就这样来了".encode(),
            "不是base64的话，就这样来了",
        ),
        (HEAD + b"Content-Transfer-Encoding: base64\n\n5L2g5aW9", "你好"),
        (HEAD + b"Content-Type: multipart/mixed\n\nno boundary", "no boundary"),
        (HEAD + b"Content-Type: text/plain; charset*=utf-8''gbk\n\n" + "好吧".encode("gbk"), "好吧"),
        (HEAD + b"\nok\n-- \nme", "ok"),
        (HEAD + b"\n\0a\0\x07b", "ab"),
    ],
)
def test_words(raw: bytes, words: str) -> None:
    found = parse(raw)
    assert (found.words, found.held) == (words, "")


def test_a_letter_within_a_letter_says_its_subject() -> None:
    inner = plain("里面")
    inner["Subject"] = "原信"
    assert parse(mixed("mixed", plain("看附件"), MIMEMessage(inner))).words == "看附件\n\n（随附邮件：原信）\n\n里面"


def test_files() -> None:
    named = MIMEApplication(b"%PDF-1", "pdf")
    named.add_header("Content-Disposition", "attachment", filename=("gbk", "", "材料.pdf"))
    coded = MIMEApplication(b"%PDF-2", "pdf", name="=?gb2312?B?ssTBzy5wZGY=?=")
    listed = MIMEText("a,b", "csv")
    signed = MIMEApplication(b"x", "pgp-signature")
    drawn = html(f"<p>看</p><img src='data:image/png;base64,{'iVBORw0K' * 400}'><img src='data:image/png;base64,AAAA'>")
    found = parse(mixed("mixed", drawn, named, coded, listed, signed, picture(9000), picture(90), picture(90, cid="")))
    names = [one.name for one in found.files]
    assert names == ["图片1.png", "材料.pdf", "材料.pdf", "附件4.dat", "附件5.jpg", "附件6.jpg"]
    assert all(one.size == len(one.data) for one in found.files)
    assert found.words == "看"


def test_what_is_broken_is_held() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (no, no) for no in range(1000))
    started = time.monotonic()
    assert "读不出" in parse(HEAD + nested).held
    assert "套得过深" in parse(HEAD + nested[: len(nested) // 4]).held
    assert "读不出" in parse(HEAD + b"Content-Type: message/rfc822\n\n" * 1000).held
    long = parse(HEAD + b"\n" + "长".encode() * 3_400_000)
    assert (len(long.words), "正文" in long.held) == (parsing.LONGEST, True)
    many = b"--b\nContent-Type: image/png\n\nx\n" * 500
    assert "套得过深" in parse(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + many).held
    cut = parse(HEAD + b"\nbegin", size=99_000_000)
    assert (cut.words, "只读了前面" in cut.held) == ("begin", True)
    assert time.monotonic() - started < 20


def test_a_parser_that_stumbles_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(part: object) -> bytes:
        raise LookupError

    with monkeypatch.context() as patched:
        patched.setattr(parts, "payload", stumble)
        assert "有一部分损坏" in parse(HEAD + b"\nhello").held

    def fall(message: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(parts, "gather", fall)
    found = parse(HEAD + b"\nhello")
    assert ("读不出" in found.held, found.words, found.subject) == (True, "hello", "x")

    def nothing(*given: object, **named: object) -> object:
        raise RecursionError

    monkeypatch.setattr(parsing, "message_from_bytes", nothing)
    assert parse(HEAD + b"\nhello").held


@given(st.binary(max_size=300))
def test_never_fails(raw: bytes) -> None:
    found = parse(HEAD + raw)
    assert found.ref.isascii()
    assert parse(raw).digest


@pytest.mark.parametrize(
    ("raw", "address", "name"),
    [
        ("演示甲 <a@example.com>", "a@example.com", "演示甲"),
        ('"a@example.com" <a@example.com>', "a@example.com", ""),
        ("a@example.com", "a@example.com", ""),
        ("yanshi <yanshi@example.com>", "yanshi@example.com", ""),
        ('"x <b@example.com>" <a@example.com>', "a@example.com", "x"),
        ("=?utf-8?b?5ryU56S655SyIDx5YW5zaGlqaWFAZXhhbXBsZS5jb20+?=", "yanshijia@example.com", "演示甲"),
        ("=?utf-8?b?5ryU56S655Sy?= <a@example.com>", "a@example.com", "演示甲"),
        ("a@example.com, b@example.com", "a@example.com", ""),
        ("nobody", "", ""),
        ("<>", "", ""),
        ("x <>", "", "x"),
        ("<甲@example.com>", "甲@example.com", ""),
    ],
)
def test_who_wrote_it(raw: str, address: str, name: str) -> None:
    assert written_by(raw) == (address, name)


@pytest.mark.parametrize(
    ("words", "phone"),
    [
        ("吵\n联系电话：１９９００００００01", "19900000001"),
        ("吵\n本人手机 19900000001。", "19900000001"),
        ("物业电话：19900000001", ""),
        ("电话 19900000001\n手机 19900000002", ""),
        ("他说打19900000001", ""),
    ],
)
def test_the_writers_own_phone(words: str, phone: str) -> None:
    assert own_phone(words) == phone


def test_refs() -> None:
    assert parse(b"Message-ID: <a@b>\n\nx").ref == "a@b"
    for raw in (b"\nx", b"Message-ID: <" + b"a" * 200 + b">\n\nx", "Message-ID: <é@b>\n\nx".encode()):
        assert parse(raw).ref.startswith("sha256:")
    one = parse(b"Received: a\nFrom: a@b.c\r\nMessage-ID: <a@b>\r\n\r\nx\r\n")
    assert one.digest == parse(b"Received: b\nFrom: a@b.c\nMessage-ID: <a@b>\n\nx").digest
    assert one.digest != parse(b"From: a@b.c\nMessage-ID: <a@b>\n\ny").digest


OURS = f"hs.{'a' * 32}@yanshi.example"


@pytest.mark.parametrize(
    ("raw", "back"),
    [
        (b"From: postmaster@qq.com\n\n550 5.2.2 <" + OURS.encode() + b">", [(OURS, False, "邮箱已满")]),
        (b"From: postmaster@qq.com\n\n<" + OURS.encode() + b">", [(OURS, False, "对方退信，请")]),
        (b"Return-Path: <>\nFrom: x@qq.com\n\nnothing of ours", []),
        (
            b"From: postmaster@qq.com\nContent-Transfer-Encoding: base64\n\n"
            + b64encode(b"550 <" + OURS.encode() + b">"),
            [(OURS, False, "对方退信，请")],
        ),
        (b"From: a@b.c\nContent-Type: multipart/report; boundary=b\n\n--b\n\n<" + OURS.encode() + b">\n--b--", []),
        (
            b"From: a@b.c\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
            b"X: y\n\nAction: failed\n\nStatus: 5.0.0\n--b\n\n<" + OURS.encode() + b">\n--b--",
            [(OURS, False, "对方退信，请")],
        ),
    ],
)
def test_bounces(raw: bytes, back: list[tuple[str, bool, str]]) -> None:
    found = parse(raw)
    assert "退信" in found.automatic
    assert [(one.message_id, one.delivered) for one in found.returned] == [(to, good) for to, good, _ in back]
    assert all(said in one.trouble for one, (_, _, said) in zip(found.returned, back, strict=True))


def test_a_status_nobody_knows() -> None:
    assert report.sentence("5.9.9") == "对方退信（5.9.9），请改用别的方式联系市民。"
    assert "拒收" in report.sentence("5.7.1")


@pytest.mark.parametrize(
    "line", [b"X-Autoreply: yes", b"X-Autorespond: x", b"List-Unsubscribe: <x>", b"Auto-Submitted: No"]
)
def test_marks_of_machines(line: bytes) -> None:
    assert bool(parse(line + b"\nFrom: a@b.c\n\nx").automatic) == (line != b"Auto-Submitted: No")
