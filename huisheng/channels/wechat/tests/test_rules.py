"""WeChat's signatures, envelopes and messages; and what a few words mean."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.channels.wechat import codec, rules
from huisheng.channels.wechat.rules import Sort
from huisheng.kernel.errors import Refusal

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP = "wxb11529c136998cb6"


@given(st.text(), st.text(max_size=40))
def test_what_is_sealed_opens_again(said: str, receiver: str) -> None:
    said, receiver = (one.encode("utf-8", "ignore").decode() for one in (said, receiver))
    assert codec.unseal(codec.key_of(KEY), codec.seal(codec.key_of(KEY), said, receiver), receiver) == said


def test_it_speaks_as_wechatpy_does() -> None:
    """Another's code seals and signs what ours opens, and the other way round."""
    crypto: Any = pytest.importorskip("wechatpy.crypto", reason="wechatpy is not installed")
    utils: Any = pytest.importorskip("wechatpy.utils")
    theirs = crypto.PrpCrypto(codec.key_of(KEY))
    assert codec.unseal(codec.key_of(KEY), theirs.encrypt("<xml>你好</xml>", APP).decode(), APP) == "<xml>你好</xml>"
    assert theirs.decrypt(codec.seal(codec.key_of(KEY), "<xml>您好</xml>", APP), APP) == "<xml>您好</xml>"
    signer = utils.WeChatSigner()
    signer.add_data("token", "1572829200", "nonce", "sealed")
    assert signer.signature == codec.signature("token", "1572829200", "nonce", "sealed")


def _sealed(plain: bytes) -> str:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = codec.key_of(KEY)
    made = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return b64encode(made.update(plain) + made.finalize()).decode()


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "不是",
        "AAAA",
        codec.seal(codec.key_of(KEY), "x", "another"),
        _sealed(b"\0" * 32),
        _sealed(b"\0" * 31 + b"\x02"),
        _sealed(b"\0" * 31 + b"\x01"),
        _sealed(b"\x20" * 32),
        _sealed(b"\0" * 16 + b"\0\0\xff\xff" + APP.encode()[:11] + b"\x01"),
        _sealed(b"\0" * 16 + b"\0\0\0\x02\xff\xfe" + APP.encode() + b"\x18" * 24),
    ],
    ids=range(10),
)
def test_what_isn_t_sealed_for_us_doesn_t_open(sealed: str) -> None:
    with pytest.raises(codec.Wrong):
        codec.unseal(codec.key_of(KEY), sealed, APP)


@pytest.mark.parametrize("key", ["", KEY[:-1], f"{KEY}x", "密" * 43, "-" * 43])
def test_a_key_has_43_characters(key: str) -> None:
    with pytest.raises(codec.Wrong):
        codec.key_of(key)


def xml(**told: str) -> str:
    given = {"ToUserName": "gh_1", "FromUserName": "oDemo_A-1", "CreateTime": "1572829200", "MsgId": "234", **told}
    return f"<xml>{''.join(f'<{name}><![CDATA[{value}]]></{name}>' for name, value in given.items())}</xml>"


def said(**told: str) -> rules.Said:
    return rules.said(rules.fields(xml(**told)))


def test_messages() -> None:
    text = said(MsgType="text", Content=" 夜里施工\x7f ")
    assert (text.ref, text.openid, text.to, text.sort, text.words) == (
        "234",
        "oDemo_A-1",
        "gh_1",
        Sort.TEXT,
        "夜里施工",
    )
    assert text.at == datetime(2019, 11, 4, 1, tzinfo=UTC)
    picture = said(MsgType="image", MediaId="m-1", PicUrl="http://x")
    assert (picture.sort, picture.media, picture.ending) == (Sort.MEDIA, "m-1", "jpg")
    voice = said(MsgType="voice", MediaId="m-2", Format="amr", Recognition="夜里施工")
    assert (voice.ending, voice.words) == ("amr", "夜里施工")
    place = said(MsgType="location", Location_X="27.8", Location_Y="112.9", Label="幸福里\n小区")
    assert place.place == "幸福里 小区" and "纬度27.8，经度112.9" in place.words
    assert said(MsgType="location", Location_X="27.8", Location_Y="112.9").place == "纬度27.8，经度112.9（GCJ-02）"
    assert "http://x" in said(MsgType="link", Title="标题", Url="http://x").words
    assert "视频" in said(MsgType="video", MediaId="m").words and "不能识别" in said(MsgType="?").words


def test_events_have_a_key_of_their_own() -> None:
    click = said(MsgType="event", Event="CLICK", EventKey="progress", MsgId="")
    assert (click.ref, click.sort, click.key) == ("oDemo_A-1:1572829200:CLICK", Sort.EVENT, "progress")
    done = said(MsgType="event", Event="TEMPLATESENDJOBFINISH", MsgID="200228332", Status="failed:user block", MsgId="")
    assert (done.key, done.words) == ("200228332", "failed:user block")


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><Content>&c;</Content></xml>"""
OUTSIDE = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>'


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"\x00", b"{}", b"<xml>", b"<html></html>", LAUGHS, OUTSIDE, b"\xff\xfe<xml/>"),
        b'<?xml version="1.0" encoding="no-such"?><xml></xml>',
        xml(FromUserName="", MsgType="text"),
        xml(FromUserName="o A", MsgType="text"),
        xml(CreateTime="x", MsgType="text"),
        xml(MsgId="", MsgType="text"),
        xml(MsgId="12x", MsgType="text"),
        xml(MsgType="image", MediaId="../../etc"),
    ],
)
def test_what_is_no_message(body: str | bytes) -> None:
    with pytest.raises(Refusal) as caught:
        rules.said(rules.fields(body))
    assert caught.value.code == "not_xml"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("进度", ""),
        ("查询进度", ""),
        ("查进度：YS-20191104-0000001", "YS-20191104-0000001"),
        ("进展 ys-20191104-0000001。", "YS-20191104-0000001"),
        ("ＹＳ-20191104-0000001", "YS-20191104-0000001"),
        ("工程进度太慢了", None),
        ("进度" * 60, None),
    ],
)
def test_who_asks_how_far_it_is(words: str, number: str | None) -> None:
    assert rules.asks_progress(words) == number


def test_a_few_words() -> None:
    assert all(rules.asks_help(words) for words in ("您好！", "HELP", "？", "帮助。", "", "  "))
    assert not any(rules.asks_help(words) for words in ("救命", "1", "您好，夜里施工", "😡"))
    assert rules.more("补充：在三号楼\n东侧") == "在三号楼\n东侧"
    assert rules.more("补充") is None and rules.more("要补充材料") is None


def test_the_fields_of_a_template() -> None:
    assert rules.fields_of_template("") == ()
    assert rules.fields_of_template("thing1:subject remark:text") == (("thing1", "subject"), ("remark", "text"))
    for wrong in ("thing1", "thing1:phone", "1:text", "a:text:b"):
        with pytest.raises(Refusal):
            rules.fields_of_template(wrong)


def test_answers() -> None:
    told = rules.answer("o1", "gh_1", datetime(2019, 11, 4, 1, tzinfo=UTC), "<b>&\x00")
    assert told == (
        "<xml><ToUserName>o1</ToUserName><FromUserName>gh_1</FromUserName><CreateTime>1572829200</CreateTime>"
        "<MsgType>text</MsgType><Content>&lt;b&gt;&amp;</Content></xml>"
    )
    assert "<TimeStamp>1</TimeStamp>" in rules.sealed("e", "s", "1", "n")
