"""What the writer said, without the mailer's own: HTML to lines, older letters and signatures off."""

import pytest

from huisheng.channels.mail import markup, parts, quoted


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<div>您好，</div><div><br></div><p>工地 &nbsp;吵。<b>很</b>吵</p>后", "您好，\n\n工地 吵。很吵\n\n后"),
        ("<ul><li>一<li>二</ul><table><tr><td>甲<td>乙<tr><td>丙</table>", "· 一\n· 二\n甲 乙\n丙"),
        ("<a href='https://a.example/c'>照片</a>在", "照片（https://a.example/c）在"),
        ("<a href='https://a.example/c'>a.example/c</a><a href='javascript:x'>y</a>", "a.example/cy"),
        ("<style>p{}</style><script>x</script><div style='display:none'>暗</div>明", "明"),
        ("新<blockquote type=cite><p>旧<br>旧二</p></blockquote>尾", "新\n> 旧\n> 旧二\n>\n尾"),
        ("新<div class=gmail_quote>旧</div>", "新\n> 旧"),
        ("<blockquote>缩进</blockquote>", "缩进"),
        ("<?xml version='1.0' encoding='gb2312'?><p>好</p>", "好"),
        ("5 < 6 也好", "5 < 6 也好"),
        ("<!-- x -->", ""),
        ("  ", ""),
        ("a\0b", "ab"),
        ("<div>" * 5000 + "深" + "</div>" * 5000, "深"),
        ("<p>一</p><p></p><br><br><br><p>二</p>", "一\n\n二"),
    ],
)
def test_html_as_lines(page: str, said: str) -> None:
    assert markup.to_text(page) == said


OLDER = "\n\n旧的话"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("好的\n\n发自我的iPhone\n\n> 在 2024年2月18日，09:00，热线 <a@b.cn> 写道：\n> \n> 您好", "好的"),
        ('1\n\n------------------ 原始邮件 ------------------\n发件人: "热线"<a@b.cn>;\n发送时间: 昨天', "1"),
        ("1\n------------------ Original ------------------\nFrom: x", "1"),
        ("还吵\n\nOn Sun, Feb 18, 2024 at 9:00 AM 12345 <a@b.cn>\nwrote:\n\n> x", "还吵"),
        ("不满意\n______________\n发件人: 热线 <a@b.cn>\n发送时间: 昨天\n收件人: x\n主题: y\n\nzz", "不满意"),
        ("**\n好\n*发件人:* 热线\n\n*日期:* 昨天", "**\n好"),
        ('已回\n在 2024-02-18 09:00:00，"热线" <a@b.cn> 写道：\n旧', "已回"),
        ('已回\nAt 2024-02-18 09:00:00, "12345" <a@b.cn> wrote:\n旧', "已回"),
        ("已回\n\n---- 回复的原邮件 ----\n| 发件人 | 热线 |", "已回"),
        ("在会上他写道：不行\n然后", "在会上他写道：不行\n然后"),
        ("我在2024年给他写道：你好", "我在2024年给他写道：你好"),
        ("发件人：是物业\n他们不管", "发件人：是物业\n他们不管"),
        ("补充：门牌3号\n-- \n演示甲\n13900000000", "补充：门牌3号"),
        ("好\n来自我的华为手机", "好"),
        ("发自内心地感谢你们的工作。", "发自内心地感谢你们的工作。"),
        ("-- \n只有签名", "-- \n只有签名"),
        ("> 只有旧的", "> 只有旧的"),
        ("答一\n> 问二\n答二", "答一\n答二"),
        ("", ""),
        ("在" * 700, "在" * 700),
    ],
)
def test_what_was_added_goes(words: str, said: str) -> None:
    assert quoted.stripped(words, answers=True) == said


def test_a_first_letter_keeps_what_it_quotes() -> None:
    words = "请看他们的答复：\n------------------ 原始邮件 ------------------\n发件人: 物业\n不管"
    assert quoted.stripped(words, answers=False) == words


@pytest.mark.parametrize(
    ("subject", "alone", "passed_on", "answer"),
    [
        ("Re: 回复：Fw: [LC-1] 噪声", "[LC-1] 噪声", False, True),
        ("转发: 噪声", "噪声", True, False),
        ("Re[2]: x", "x", False, False),
        ("噪声", "噪声", False, False),
        ("re:" * 30 + "x", "re:" * 20 + "x", False, True),
    ],
)
def test_subjects(subject: str, alone: str, passed_on: bool, answer: bool) -> None:
    assert quoted.subject_alone(subject) == alone
    assert (quoted.is_passed_on(subject), quoted.is_answer(subject)) == (passed_on, answer)


@pytest.mark.parametrize(
    ("flowed", "delete", "said"),
    [
        ("你好 \n世界", False, "你好世界"),
        ("good \nday", False, "good day"),
        ("ab \ncd", True, "abcd"),
        ("> a \n> b\nc", False, "> a b\nc"),
        ("a \n-- \nx", False, "a \n-- \nx"),
        (" stuffed", False, "stuffed"),
    ],
)
def test_flowed_lines(flowed: str, delete: bool, said: str) -> None:
    assert parts.unflowed(flowed, delete) == said
