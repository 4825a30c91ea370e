"""How texts are laid out, what an agent says of them, what one changed of another, where words stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.knowledge import differences, forms, snippets, thesaurus
from huisheng.knowledge.rules import keyed, pieces

QUESTIONS = """问：停水多久修好？
又问：什么时候
来水
答：二十四小时内。
特殊情况另行公告。
问:停水提前通知吗
答:提前24小时。"""
STEPS = """先看是否符合条件
1. 提交申请
到窗口或者网上
接着问：租房还是自有房
材料：身份证
照片
费用：免费
第二步 领证
时限：15日"""
lines = st.text("问又答：:1.、第步材料时限水 \n", max_size=40)


def test_questions_have_several_ways_to_be_asked_and_answers_of_several_lines() -> None:
    shown = forms.read("question", "停水", QUESTIONS)
    assert [one.asked for one in shown.questions] == [["停水多久修好？", "什么时候来水"], ["停水提前通知吗"]]
    assert shown.questions[0].answer == "二十四小时内。\n特殊情况另行公告。"
    assert forms.read("question", "停水", "两小时到场。").questions[0].asked == ["停水"], "it answers its own title"
    assert forms.read("question", "停水", "答：两小时。\n答：再写一句。").questions[0].answer == "两小时。\n再写一句。"
    assert forms.read("question", "停水", "又问：多久\n答：两小时").asked == ["多久"]


def test_steps_have_parts_in_their_order() -> None:
    shown = forms.read("steps", "居住证", STEPS)
    assert shown.plain == "先看是否符合条件"
    assert [step.what for step in shown.steps] == ["提交申请\n到窗口或者网上", "领证"]
    assert shown.steps[0].parts == {"接着问": "租房还是自有房", "材料": "身份证\n照片", "费用": "免费"}
    assert shown.steps[1].parts == {"时限": "15日"}


@pytest.mark.parametrize(
    ("form", "body", "code"),
    [
        ("question", "问：多久？", "no_answer"),
        ("question", "说明\n问：多久？\n答：两天", "before_question"),
        ("steps", "到窗口去办", "no_step"),
        ("steps", "\n".join(f"{n}. 去" for n in range(1, 43)), "too_many"),
        ("article", "怎么写都行", None),
        ("question", QUESTIONS, None),
        ("steps", STEPS, None),
    ],
)
def test_what_cannot_be_laid_out_is_said_beside_the_field(form: str, body: str, code: str | None) -> None:
    refusal = forms.check(form, "标题", body)
    assert (refusal.code if refusal else None) == code
    assert refusal is None or refusal.field == "body"


@given(st.sampled_from(("article", "question", "steps")), lines)
def test_nothing_typed_breaks_the_layout(form: str, body: str) -> None:
    forms.check(form, "标题", body)
    assert isinstance(forms.answer(form, "标题", body, body), str)


def test_the_answer_said_is_that_of_the_nearest_question_and_never_asks_the_agent() -> None:
    assert forms.answer("question", "停水", QUESTIONS, "会不会提前通知") == "提前24小时。"
    assert forms.answer("question", "停水", QUESTIONS, "什么时候来水啊").startswith("二十四小时内")
    said = forms.answer("steps", "居住证", STEPS)
    assert said.splitlines()[1] == "1. 提交申请" and "材料：身份证" in said and "租房还是自有房" not in said
    assert forms.answer("steps", "居住证", "1. 去窗口") == "1. 去窗口"
    assert forms.answer("article", "停水", " 两小时。 ") == "两小时。"


texts = st.text("停水供暖abc。\n", max_size=60)


@given(texts, texts)
def test_a_difference_reads_as_the_old_text_and_as_the_new(old: str, new: str) -> None:
    pieces_ = differences.between(old, new)
    assert "".join(one.words for one in pieces_ if one.how != "out") == new
    assert "".join(one.words for one in pieces_ if one.how != "in") == old
    assert all(one.words for one in pieces_)


def test_what_hardly_resembles_is_shown_whole() -> None:
    assert [one.how for one in differences.between("甲乙丙丁", "天地玄黄宇宙")] == ["out", "in"]
    long = "".join(f"第{n}条说明一件事情\n" for n in range(800))
    assert {one.how for one in differences.between(long, long.replace("事情", "东西"))} == {"in", "out"}


@given(st.text("停水Ａ㈱ab供x", max_size=40), st.lists(st.text("停水ab株", min_size=1, max_size=3), max_size=3))
def test_cuts_make_the_text_again(said: str, terms: list[str]) -> None:
    assert "".join(one.text for one in snippets.title(said, terms)) == said
    assert all(one.text for one in snippets.cut(said, terms))


def test_hits_are_found_in_any_width_and_by_initials() -> None:
    assert [one.text for one in snippets.title("ＡＢ类停水", ["ab"]) if one.hit] == ["ＡＢ"]
    assert [one.text for one in snippets.title("停水抢修时限", ["qx"]) if one.hit] == ["抢修"]
    far = snippets.cut("前" * 200 + "停水" + "后" * 200, ["停水"])
    assert far[0].text == far[-1].text == "…" and any(one.text == "停水" and one.hit for one in far)
    assert snippets.cut("短", ["没有"]) == [snippets.Cut("短")]


def test_other_names_are_of_the_longest_part_and_never_itself() -> None:
    assert ("物业费", "物业服务费标准") in thesaurus.others("物业费标准")
    assert all(part != "物业" for part, _ in thesaurus.others("物业费"))
    assert thesaurus.others("没有的词") == []
    for word, names in thesaurus.groups().items():
        assert word not in names and all(word in thesaurus.groups()[name] for name in names)


def test_letters_and_keywords_in_parts() -> None:
    assert pieces("tsqx") == ["qx", "sq", "ts"] and pieces("t") == []
    assert keyed("没水 水压，停水;断水") == ["没水", "水压", "停水", "断水"] and keyed("") == []
