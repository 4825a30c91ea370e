"""Where a call doesn't sound like what was typed. Texts are ours, as speech models write: with and without signs."""

import pytest

from huisheng.insight.understand import heard


@pytest.mark.parametrize(
    ("text", "typed", "word"),
    [
        ("喂你好我要投诉我们小区楼下的烧烤店晚上噪音扰民一直没有人管", "consult", "投诉"),
        ("我要举报有人在河边非法采砂", "consult", "举报"),
        ("我要投诉小区物业乱收费", "complaint", ""),
        ("请问医保卡丢了怎么办理补办需要什么材料", "consult", ""),
        ("您好请问您是咨询还是投诉，我想咨询一下公积金怎么提取", "consult", ""),
        ("您是要咨询、求助还是投诉举报呢，请问灵活就业社保怎么交", "consult", ""),
        ("", "consult", ""),
        ("嗯嗯好的", "consult", ""),
    ],
)
def test_doubt(text: str, typed: str, word: str) -> None:
    assert heard.doubt(text, typed) == (f"录音像{word}，登记成了咨询，请对照录音核对。" if word else "")
