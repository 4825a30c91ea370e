"""What is learned from, and how probabilities are made honest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.insight.classify import bags, calibration, fitting, tree
from huisheng.insight.classify.model import Model
from huisheng.insight.classify.tests import invented
from huisheng.insight.classify.train import groups, sorted_out, train
from huisheng.insight.text import Matter
from huisheng.kernel.errors import Refusal


def test_what_cannot_be_learned_from_is_left_out_and_counted() -> None:
    lamp, wage = Matter("路灯", "路灯不亮"), Matter("工资", "拖欠工资")
    told = sorted_out(
        [lamp, lamp, lamp, wage, wage, Matter("", " \0"), lamp, Matter("补课", ""), Matter("停", ""), Matter("停", "")],
        ["市政", " 市政", "劳动", "劳动", "劳动", "市政", "", "教育", "市政", "劳动"],
    )
    assert told.labels == ["市政", "市政", "劳动", "劳动"]
    assert told.left == {"no_label": 1, "no_text": 1, "contradicted": 3, "lone_label": 1}


def test_a_label_stays_as_it_is_mostly_written() -> None:
    matters = [Matter("路灯", str(n)) for n in range(7)]
    told = sorted_out(matters, ["A(甲)", " Ａ（甲） ", "Ａ（甲）", "1001", "1001", "1002", "1002"])
    assert told.labels == ["Ａ（甲）"] * 3 + ["1001"] * 2 + ["1002"] * 2
    assert set(sorted_out(matters, ["1001"] * 2 + ["1002"] * 3 + ["2001"] * 2).labels) == {"1001", "1002", "2001"}


@pytest.mark.parametrize("labels", [["甲"] * 4, ["甲", "甲", "乙", ""], [""] * 4])
def test_one_class_is_refused(labels: list[str]) -> None:
    with pytest.raises(Refusal, match="至少要有两个类别"):
        train([Matter("路灯", str(n)) for n in range(4)], labels)


def test_the_card_says_how_good_it_was_on_what_it_had_not_seen() -> None:
    card = invented.model().card
    assert card["matters"] == 120 and card["labels"] == {"劳动": 40, "市政": 40, "教育": 40}
    assert set(card["held_out"]) == {"all", "title", "words", "both"}
    assert card["held_out"]["all"]["macro_f1"] > 0.9


def test_learning_again_gives_the_same_model() -> None:
    assert train(*invented.matters()).write() == invented.model().write()


def test_two_of_each_are_enough() -> None:
    known = train(
        [Matter("路灯", ""), Matter("路灯坏", ""), Matter("工资", ""), Matter("工资少", "")], ["甲", "甲", "乙", "乙"]
    )
    assert known.classify([Matter("", "工资")])[0][0].label in ("甲", "乙")


def test_all_near_copies_of_each_other() -> None:
    same = [Matter("路灯不亮", f"演示路的路灯已经坏了半个多月，晚上老人孩子出门很不安全{n}") for n in range(6)]
    known = train(same, ["甲", "乙"] * 3)
    assert known.probabilities(same).sum(axis=1) == pytest.approx(np.ones(6))


def test_halves_of_a_matter_are_one_group_through_the_whole() -> None:
    words = "演示路与样板街交叉口的路灯已经坏了半个多月，晚上老人孩子出门很不安全。"
    told = [Matter("路灯坏了半个月", words), Matter("路灯坏了半个月", ""), Matter("", words + "！"), Matter("工资", "")]
    found = groups(told)
    assert found[0] == found[1] == found[2] != found[3]
    fold = fitting.folds(found, ["甲", "甲", "甲", "乙"])
    assert fold[0] == fold[1] == fold[2]


def test_a_tree_is_known_by_its_codes() -> None:
    assert tree.is_tree({"01", "0101", "02"}) and tree.is_tree({"0101", "0102", "0201"})
    assert not tree.is_tree({"01", "02"}) and not tree.is_tree({"城建", "01"}) and not tree.is_tree(set())
    assert not tree.is_tree({"0101", "0201"})  # nothing is below anything: as good as names
    assert tree.levels("010203") == ("01", "0102", "010203")
    assert tree.gathered(["010101", "010102", "0101", "02"], 3) == ["0101", "0101", "0101", "02"]
    assert tree.gathered(["010101", "0202", "01"], 2) == ["01", "0202", "01"]  # 02 is nobody's label
    assert tree.outcomes({"0101", "01", "02"}) == {"": ("01", "02"), "01": ("01", "0101")}


def test_too_many_labels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huisheng.insight.classify.train.MOST_CELLS", 10)
    with pytest.raises(Refusal, match="类别太多"):
        train(*invented.coded())
    with pytest.raises(Refusal, match="太多太长"):
        Model(bags.learned([]), {}, ("长" * 3_000_000,)).write()


def test_with_many_labels_fewer_words_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huisheng.insight.classify.train.CELLS", 1)
    monkeypatch.setattr("huisheng.insight.classify.train.LEAST_ROWS", 10)
    known = train(*invented.coded())
    assert {head.weights.shape[1] for head in known.heads.values()} == {10} and len(known.vocabulary) > 10
    (first,) = known.classify([Matter("社保", "您好，社保")], top=1)[0]
    assert first.probability > 0


@given(st.lists(st.floats(0.001, 0.999), min_size=2, max_size=6), st.tuples(*[st.floats(0, 5)] * 3))
def test_bending_keeps_the_likeliest_and_the_sum(raw: list[float], bent: tuple[float, float, float]) -> None:
    chance = np.array([raw]) / sum(raw)
    made = calibration.bend(chance, bent)
    assert made.sum() == pytest.approx(1)
    assert made[0, chance.argmax()] == pytest.approx(made.max())
    assert (made >= 0).all()


def test_the_correction_finds_how_often_guesses_are_right() -> None:
    chance = np.random.default_rng(3)
    scores = chance.normal(0, 1, (4000, 3))
    honest = calibration.softmax(1.5 * scores)
    target = np.array([chance.choice(3, p=row) for row in honest])
    target[:400] = chance.integers(0, 3, 400)  # a tenth of the labels is mistaken
    kind = np.full(4000, 3)
    found = fitting.scales(scores[::2], kind[::2], target[::2])
    made = calibration.probabilities(scores[1::2], kind[1::2], found, np.full(3, 1 / 3))
    right = made.argmax(axis=1) == target[1::2]
    assert calibration.error(made.max(axis=1), right) < 0.03
    assert calibration.error(np.zeros(0), np.zeros(0, dtype=bool)) == 0


def test_an_empty_vocabulary_weighs_nothing() -> None:
    bag = bags.learned([]).bag([Matter("路灯", "路灯"), Matter("", "")])
    assert bag.size == 2 and not bag.kind.any()
