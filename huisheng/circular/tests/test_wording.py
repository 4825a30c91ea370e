"""The office edits words, never numbers."""

from dataclasses import replace

import pytest

from huisheng.circular import wording
from huisheng.circular.document import Document, Number, Paragraph, text_of
from huisheng.circular.tests.samples import CALLS, RATE, document
from huisheng.kernel.errors import Refusal


def paragraph(key: str, words: dict[str, str]) -> Paragraph | None:
    told = wording.reword(document(), words)
    every = [*told.blocks, *(block for one in told.attachments for block in one.blocks)]
    return next((block for block in every if isinstance(block, Paragraph) and block.key == key), None)


def refused(key: str, text: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        wording.reword(document(), {key: text})
    return caught.value


def test_the_editor_shows_numbers_in_brackets() -> None:
    assert wording.editable(document()) == {
        "p-calls": "共接到群众来电［9744］件，接通率［97.71%］。",
        "p-next": "下一步，继续做好各项工作。",
        "a-1": "附表说明。",
    }


def test_words_change_and_numbers_stay_numbers() -> None:
    made = paragraph("p-calls", {"p-calls": "接通率为［97.71%］，来电［ 9744 ］件。"})
    assert made is not None
    assert made.runs == ("接通率为", RATE, "，来电", CALLS, "件。")


def test_a_number_may_be_dropped_and_an_emptied_paragraph_goes() -> None:
    made = paragraph("p-calls", {"p-calls": "接通率为［97.71%］。"})
    assert made is not None and text_of(made.runs) == "接通率为97.71%。"
    assert paragraph("p-next", {"p-next": ""}) is None
    assert paragraph("a-1", {"a-1": "附表从略。"}) is not None


@pytest.mark.parametrize(
    "text",
    [
        "共接到群众来电［9745］件",
        "共接到群众来电[9744]件，另有［100］件",
        "［］",
    ],
)
def test_a_number_that_isn_t_the_paragraph_s_is_refused(text: str) -> None:
    said = refused("p-calls", text)
    assert said.code == "foreign_number"
    assert said.field == "p-calls"


@pytest.mark.parametrize(
    "text",
    [
        "另有12件未办",
        "满意率达到 98.5%",
        "满意率达到９８．５％",
        "同比增长百分之三十",
        "办结三百二十件",
        "走访十五个社区",
        "共1,204人次",
    ],
)
def test_a_typed_number_that_counts_is_refused(text: str) -> None:
    said = refused("p-next", text)
    assert said.code == "typed_number"
    assert "手工填写" in said.sentence


@pytest.mark.parametrize(
    "text",
    [
        "12345热线将在2024年3月11日前完成整改。",
        "一是加强培训；二是严格督办；三要做到件件有回声。",
        "对七个部门进行重点攻坚。",
        "《条例》第5条",
        "𠮷祥社区反映的问题已解决 🙂",
    ],
)
def test_words_with_dates_and_names_are_words(text: str) -> None:
    made = paragraph("p-next", {"p-next": text})
    assert made is not None and made.runs == (text,)


def test_a_broken_bracket_and_an_unknown_paragraph_say_so() -> None:
    assert refused("p-calls", "来电［9744件").code == "open_bracket"
    assert refused("p-none", "字").code == "unknown_paragraph"


def test_what_the_composition_itself_said_may_stay() -> None:
    kept = Paragraph(("每季通报1次，共", Number("3", 3, "f9"), "期"), "k")
    assert wording.runs_of(kept, "每季通报1次。共［3］期")[0] == "每季通报1次。共"


def _story(*numbers: Number) -> Document:
    runs = tuple(run for number in numbers for run in ("共", number, "件。"))
    return replace(document(), blocks=(Paragraph(runs, "k"),), attachments=())


def test_equal_prints_stand_for_their_numbers_in_order() -> None:
    (one,) = _story(Number("1", 1, "a"), Number("1", 1, "b")).blocks
    assert isinstance(one, Paragraph)
    refs = [run.ref for run in wording.runs_of(one, "投诉［1］件，咨询［1］件，合［1］件") if isinstance(run, Number)]
    assert refs == ["a", "b", "b"]


def test_carried_words_follow_what_a_number_is_about() -> None:
    before, after = _story(Number("4", 4, "all"), Number("3", 3, "part")), _story(Number("5", 5, "all"))
    assert wording.carried(before, after, {"k": "受理［4］件"}) == {"k": "受理［5］件"}
    assert wording.carried(before, after, {"k": "其中［3］件"}) == {}, "the number is no more"
    assert wording.carried(before, replace(after, blocks=()), {"k": "受理［4］件"}) == {}, "the paragraph is no more"
    assert wording.carried(before, after, {"k": ""}) == {"k": ""}
