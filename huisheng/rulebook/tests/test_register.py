"""@implements registers and changes nothing."""

import pytest

from huisheng.rulebook import implemented, implements

HERE = __name__


def test_a_function_stays_itself_and_is_found_under_each_article() -> None:
    def sign_in_due() -> int:
        return 7

    decorated = implements("demo-register#art-1", "demo-register#art-2")(sign_in_due)
    assert decorated is sign_in_due
    assert decorated() == 7
    where = f"{HERE}:{sign_in_due.__qualname__}"
    assert implemented()["demo-register#art-1"] == (where,)
    assert implemented()["demo-register#art-2"] == (where,)


def test_a_class_may_answer_and_an_article_may_have_two_answerers() -> None:
    @implements("demo-register#art-3")
    class First:
        pass

    @implements("demo-register#art-3")
    class Second:
        pass

    implements("demo-register#art-3")(First)  # a module imported again
    assert implemented()["demo-register#art-3"] == (
        f"{HERE}:{Second.__qualname__}",
        f"{HERE}:{First.__qualname__}",
    )


def test_answering_for_nothing_is_a_slip() -> None:
    with pytest.raises(ValueError, match="DOC#art-n"):
        implements()


def test_the_register_given_out_is_a_copy() -> None:
    before = implemented()
    implements("demo-register#art-9")(lambda: None)
    assert "demo-register#art-9" not in before
