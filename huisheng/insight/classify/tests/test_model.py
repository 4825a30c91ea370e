"""What a model says, why, and what of it is kept."""

import io
import json
import zipfile
from typing import Any

import numpy as np
import pytest

from huisheng.insight.classify import keeping, tokens
from huisheng.insight.classify.bags import Vocabulary
from huisheng.insight.classify.calibration import Scale
from huisheng.insight.classify.evaluate import evaluate, judged
from huisheng.insight.classify.model import Head, Model
from huisheng.insight.classify.tests import invented
from huisheng.insight.text import Matter
from huisheng.kernel.errors import Refusal


def test_it_says_the_class_how_sure_it_is_and_why() -> None:
    ((first, second, third),) = invented.model().classify(
        [Matter("小区路灯损坏", "您好，演示路的路灯损坏，井盖破损。")]
    )
    assert first.label == "市政" and first.probability > 0.8
    assert first.probability >= second.probability >= third.probability
    assert first.probability + second.probability + third.probability == pytest.approx(1)
    assert "路灯" in first.words and "您好" not in first.words and len(first.words) <= 5
    assert first.path == ()


def test_what_was_not_seen_is_classified_well() -> None:
    report = evaluate(invented.model(), *invented.matters(30, seed=9))
    assert report.macro_f1 > 0.95 and report.n == 90
    assert set(report.by_label) == set(invented.PHRASES)
    assert report.by_label["劳动"].n == 30


def test_nothing_known_gives_how_frequent_the_classes_are() -> None:
    strange = [Matter("", ""), Matter("xyzzy", "\0🚧"), Matter("\ud800", "")]
    for guesses in invented.model().classify(strange):
        assert len(guesses) == 3 and guesses[0].words == ()
        assert guesses[0].probability == pytest.approx(1 / 3, abs=0.02)


def test_many_at_once_are_as_one_by_one() -> None:
    matters, _ = invented.matters(200, seed=3)
    together = invented.model().classify(matters, top=1, words=0)
    for number in range(0, 600, 97):
        ((alone,),) = invented.model().classify([matters[number]], top=1, words=0)
        assert together[number][0].label == alone.label
        assert together[number][0].probability == pytest.approx(alone.probability, abs=1e-6)


def test_a_tree_is_coarse_and_fine_at_once() -> None:
    known = invented.tree_model()
    # 020103 has two examples: they are 0201's
    assert known.labels == ("0101", "0102", "010201", "0201", "0202", "03")
    guess = known.classify([Matter("社保", "您好，社保")])[0][0]
    assert guess.label == "0202" and "社保" in guess.words
    assert [label for label, _ in guess.path] == ["02", "0202"]
    assert guess.path[0][1] >= guess.path[1][1] == guess.probability
    deep = known.classify([Matter("积水", "谢谢，积水")])[0][0]
    assert [label for label, _ in deep.path] == ["01", "0102", "010201"]
    stays = known.classify([Matter("井盖", "谢谢，井盖")])[0][0]
    assert stays.label == "0102" and stays.path[-1] == ("0102", stays.probability)
    assert known.probabilities([Matter("社保", ""), Matter("", "")]).sum(axis=1) == pytest.approx([1, 1])


def test_written_and_read_it_says_the_same() -> None:
    for known in (invented.model(), invented.tree_model()):
        again = Model.read(known.write())
        assert again.write() == known.write()
        matters = invented.matters(5, seed=7)[0]
        assert np.allclose(again.probabilities(matters), known.probabilities(matters))
        assert again.labels == known.labels and again.card == json.loads(json.dumps(known.card))


def _changed(**changes: Any) -> bytes:
    """The written model with other cards or arrays; None takes a part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(invented.model().write())) as file, zipfile.ZipFile(out, "w") as other:
        for name in file.namelist():
            key, data = name.partition(".")[0], file.read(name)
            if key == "card" and "card" in changes:
                data = json.dumps(json.loads(data) | changes["card"]).encode()
            elif key in changes:
                raw = io.BytesIO()
                np.save(raw, changes[key], allow_pickle=True)
                data = raw.getvalue()
            other.writestr(name, data)
    return out.getvalue()


def _whole(*heads: tuple[str, tuple[str, ...]]) -> bytes:
    """A model without words, of these heads, right but for them."""
    scale = Scale(1.0, np.zeros(2))
    made = {
        node: Head(labels, np.zeros((3, 0, 2)), np.zeros(2), (scale,) * 4, np.full(2, 0.5)) for node, labels in heads
    }
    ends = {label for node, labels in heads for label in labels if label not in made or label == node}
    return Model(Vocabulary([], np.zeros((3, 0), np.float32)), made, tuple(sorted(ends))).write()


def test_a_small_tree_is_whole() -> None:
    assert Model.read(_whole(("", ("01", "02")), ("01", ("01", "0101")))).labels == ("01", "0101", "02")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK\3\4 nonsense", invented.model().write()[:2000], _changed(card={"what": "cake"}),
        _changed(card={"labels": ["另一类"]}), _changed(card={"heads": []}), _changed(card={"words": ["路灯"]}),
        _changed(card={"heads": [{"node": "别处", "labels": ["劳动", "市政", "教育"]}]}),
        _changed(bias0=np.full(3, np.nan)), _changed(steep0=np.ones(9)), _changed(prior0=np.array([{}, {}, {}])),
        _changed(bias0=np.full(3, 1e4)), _changed(steep0=np.zeros(4)), _changed(steep0=np.full(4, 101.0)),
        _changed(prior0=np.full(3, 0.5)), _changed(prior0=np.array([1.5, -0.5, 0.0])), _changed(rarity=np.zeros(10**6)),
        _changed(weights0=np.zeros((3, 1, 2), np.float16)), _changed(weights0=np.ones((3, 1, 3))),
        _changed(card={"version": 0}), _changed(card={"words": ["路灯"] * 2}), _changed(card={"words": "路灯"}),
        _changed(card={"heads": [{"node": "", "labels": []}]}), _changed(card={"card": "x" * 9_000_000}),
        _whole(("", ("01", "02")), ("01", ("0201", "01"))), _whole(("", ("01", "02")), ("01", ("", "01"))),
        b"PK\1\2" * 100_001,
    ],
)  # fmt: skip
def test_a_broken_model_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Refusal, match="模型文件已损坏") as refused:
        Model.read(data)
    assert refused.value.code == "broken_model"


def test_a_newer_model_and_a_bomb_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="较新版本"):
        Model.read(_changed(card={"version": keeping.VERSION + 1}))
    monkeypatch.setattr(keeping, "LARGEST", 1000)
    with pytest.raises(Refusal, match="已损坏"):
        Model.read(invented.model().write())


def test_words_are_folded_and_the_longer_one_is_shown() -> None:
    assert tokens.folded("A3区幸福里１２３号_x000D_停水") == "某区幸福里0号 停水"
    spoken = {"自来": 0.9, "自来水": 0.2, "问题": 5.0, "水": 9.0, "收费": 0.5, "学校": -1.0}
    said = ["自来", "自来水", "问题", "水", "收费", "学校", "0"]
    assert tokens.telling(spoken, said, 5) == ("自来水", "收费")
    assert tokens.telling(spoken, said, 1) == ("自来水",)
    assert tokens.telling({"a": 1.0, "路灯": 0.1}, ["a" * 20_000, "路灯"], 5) == ("路灯",)


def test_the_report_counts() -> None:
    report = judged(["甲", "甲", "乙", "丙"], [0.9, 0.9, 0.6, 0.5], ["甲", "乙", "乙", "甲"])
    assert (report.n, report.accuracy) == (4, 0.5)
    assert report.by_label["甲"].precision == 0.5 and report.by_label["甲"].recall == 0.5
    assert report.by_label["乙"].f1 == pytest.approx(2 / 3)
    assert report.macro_f1 == pytest.approx((0.5 + 2 / 3) / 2)
    assert report.calibration_error == pytest.approx((abs(1 - 1.8) + abs(1 - 0.6) + 0.5) / 4)
    assert judged([], [], []).n == 0
