"""What is remembered while one page is read, and never longer."""

import threading
from collections.abc import Callable

from huisheng.kernel import memo


def counted() -> tuple[list[int], Callable[[], int]]:
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    return asked, ask


def test_outside_of_a_page_each_question_is_asked() -> None:
    asked, ask = counted()
    assert [memo.once("units", ask), memo.once("units", ask)] == [1, 2] and len(asked) == 2


def test_a_page_asks_once_and_the_next_page_anew() -> None:
    _, ask = counted()
    with memo.reading():
        assert [memo.once("units", ask), memo.once("units", ask), memo.once("others", ask)] == [1, 1, 2]
    with memo.reading():
        assert memo.once("units", ask) == 3
    assert memo.once("units", ask) == 4


def test_a_page_that_may_change_something_remembers_nothing() -> None:
    _, ask = counted()
    with memo.reading():
        memo.once("units", ask)
        with memo.reading(only=False):
            assert [memo.once("units", ask), memo.once("units", ask)] == [2, 3]
        assert memo.once("units", ask) == 1


def test_an_error_ends_the_page_and_is_not_remembered() -> None:
    _, ask = counted()

    def fail() -> int:
        raise LookupError

    for question in (fail, ask):
        try:
            with memo.reading():
                assert memo.once("units", question) == 1
        except LookupError:
            continue
    assert memo.once("units", ask) == 2


def test_each_thread_has_its_own() -> None:
    _, ask = counted()
    told: list[int] = []
    with memo.reading():
        memo.once("units", ask)
        other = threading.Thread(target=lambda: told.append(memo.once("units", ask)))
        other.start()
        other.join()
        assert (told, memo.once("units", ask)) == ([2], 1)
