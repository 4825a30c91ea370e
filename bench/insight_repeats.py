"""Repeats: how well pairs are told apart, on what citizens wrote and on built pairs; and how fast, on a million orders.

    .venv/bin/python bench/insight.py repeats [--data ../shared/data/taidi] [--orders 1000000]

``repeats_pairs.csv`` names pairs of messages of ``hot.csv`` by their numbers, each read and judged: the same
matter told by somebody else, the same thing at another place, another thing at the same place. Built pairs come
beside them: a message told again in other words and shortened, and a message moved to another place. How the sets were
made and what the figures mean: ``docs/algorithms/repeats.md``.
"""

import argparse
import csv
import random
import re
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from huisheng.insight.repeats.pairs import Common, Told  # noqa: E402  the checkout's own, once it can be found

DATA = ROOT.parent / "shared" / "data" / "taidi"
PAIRS = Path(__file__).with_name("repeats_pairs.csv")
PRECISION, RECALL = 0.95, 0.8
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
# for telling again: what else people say for it
_SAME = {
    "噪音扰民": "吵得人睡不着", "噪音": "噪声", "扰民": "影响休息", "搅拌站": "搅拌厂", "灰尘": "扬尘",
    "油烟": "油烟味", "饭店": "餐馆", "投诉": "反映", "举报": "反映", "请求": "希望", "咨询": "请问",
    "严重": "特别厉害", "施工": "干活", "拖欠": "欠着", "工资": "薪水", "质量差": "质量太次", "违建": "违章搭建",
    "停水": "断水", "什么时候": "何时", "为什么": "怎么", "小孩": "孩子", "违规": "不合规", "乱停乱放": "乱停",
    "业主": "住户", "居民": "住户", "长期": "一直", "多次": "好几回", "无人管理": "没人管", "退款": "退钱",
    "物业": "物业公司", "退费": "退钱", "路灯不亮": "路灯坏了", "垃圾": "垃圾堆", "凌晨": "半夜", "每天": "天天",
    "尽快": "赶紧", "解决": "处理",
}  # fmt: skip
_OPENING = ("您好，", "我要反映一个情况：", "领导好！", "打电话是想说，", "")
_CLOSING = ("请管一管。", "盼回复。", "谢谢！", "")


class Pair(NamedTuple):
    """Two tellings, what they are to one another, in which half, read or built."""

    one: Told
    other: Told
    judged: str
    half: str
    made: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may be asked beside the folder of the data."""
    parser.add_argument("--orders", type=int, default=0, help="also the time of a proposal among so many orders")
    parser.add_argument("--fit", action="store_true", help="print the weights that the tuning half asks for")


def run(args: argparse.Namespace) -> int:
    """Measure and print; 0 where every goal is met."""
    met = True
    if (args.data / "hot.csv").exists():
        met = quality(args.data, fit=args.fit)
    else:
        print(f"quality: {args.data / 'hot.csv'} isn't there, left out")
    if args.orders:
        from bench.repeats_load import measure

        met = measure(args.orders) and met
    return 0 if met else 1


def quality(data: Path, *, fit: bool = False) -> bool:
    """Precision and recall on both halves, with the curve; whether the confirming half meets the goal."""
    messages = read(data / "hot.csv")
    common = Common(
        f"{one.title}。{one.words}" for one in random.Random(1).sample(sorted(messages.values(), key=str), 1000)
    )
    pairs = [*judged(messages), *built(messages)]
    began = time.perf_counter()
    from huisheng.insight.repeats.judge import chance
    from huisheng.insight.repeats.pairs import marks

    held = [marks(common.read(pair.one), common.read(pair.other)) for pair in pairs]
    spent = time.perf_counter() - began
    print(f"{len(pairs)} pairs, {spent / len(pairs) * 1e6:.0f} us each with all that is read out of both texts")
    if fit:
        _fit(pairs, held)
    chances = [chance(mark) for mark in held]
    for half in ("tune", "confirm"):
        for made in ("read", "built"):
            some = [
                (one, pair) for one, pair in zip(chances, pairs, strict=True) if (pair.half, pair.made) == (half, made)
            ]
            _line(f"{half}, {made}", some)
        met = _line(f"{half}, both", [one for one in zip(chances, pairs, strict=True) if one[1].half == half])
    print("threshold  precision  recall   (confirm, both)")
    some = [(one, pair.judged == "repeat") for one, pair in zip(chances, pairs, strict=True) if pair.half == "confirm"]
    for at in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        precision, recall = _rates([one >= at for one, _ in some], [same for _, same in some])
        print(f"     {at:.2f}      {precision:.3f}   {recall:.3f}")
    return met


def read(path: Path) -> dict[str, Told]:
    """Number -> message."""
    with path.open(encoding="utf-8-sig", newline="") as rows:
        return {
            row["留言编号"]: Told(
                row["留言主题"].strip(),
                row["留言详情"].strip(),
                at=_when(row["留言时间"]),
                caller=row["留言用户"].encode(),
            )
            for row in csv.DictReader(rows)
        }


def judged(messages: dict[str, Told]) -> list[Pair]:
    """The pairs that were read and judged."""
    with PAIRS.open(encoding="utf-8", newline="") as rows:
        return [
            Pair(messages[row["one"]], messages[row["other"]], row["judged"], row["half"], "read")
            for row in csv.DictReader(rows)
            if row["one"] in messages and row["other"] in messages
        ]


def built(messages: dict[str, Told], count: int = 300) -> list[Pair]:
    """So many messages told again, and as many moved to another place; of either half, none of both."""
    chance = random.Random(20191)
    numbers = sorted(number for number, one in messages.items() if _placed(one) and len(one.words) > 40)
    chosen = chance.sample(numbers, min(2 * count, len(numbers)))
    made = []
    for n, number in enumerate(chosen):
        half, one = ("tune", "confirm")[n % 2], messages[number]
        if n % 4 < 2:
            made.append(Pair(one, again(one, chance), "repeat", half, "built"))
        else:
            there = next(other for other in iter(lambda: messages[chance.choice(numbers)], None) if _apart(one, other))
            made.append(Pair(one, moved(one, there, chance), "other_place", half, "built"))
    return made


def _placed(one: Told) -> bool:
    """Whether the title names a place that stands in it as it is written."""
    return any(name.kind == "spot" and name.core in one.title.lower() and len(name.stem) > 1 for name in one.own)


def _apart(one: Told, other: Told) -> bool:
    return not {name.core for name in one.own} & {name.core for name in other.own} and not (
        {name.core[:2] for name in one.own} & {name.core[:2] for name in other.own}
    )


def again(one: Told, chance: random.Random) -> Told:
    """The same by somebody else: other words, other order, shortened, some days later, another number."""
    pieces = [piece for piece in re.split("(?<=[。！？!?；;，,])", one.words) if len(piece) > 3]
    kept = [piece for piece in pieces if chance.random() < 0.55] or pieces[:1]
    chance.shuffle(kept)
    words = chance.choice(_OPENING) + "".join(kept)[:160] + chance.choice(_CLOSING)
    title = one.title
    for word, other in _SAME.items():
        title = title.replace(word, other) if chance.random() < 0.8 else title
        words = words.replace(word, other) if chance.random() < 0.8 else words
    if not any(name.core in words for name in one.own):
        words = one.own[0].core + "：" + words
    title = "" if chance.random() < 0.2 else title[chance.choice((0, 0, 2)) :]
    return Told(title, words, at=_later(one, chance), caller=b"another")


def moved(one: Told, other: Told, chance: random.Random) -> Told:
    """The very words, said of the places of another message."""
    title, words = one.title, one.words
    for n, name in enumerate(one.own):
        there = other.own[n % len(other.own)]
        put = other.head[there.start : there.end]
        for text in (one.head[name.start : name.end], name.core, name.stem):
            title = re.sub(re.escape(text), put, title, flags=re.IGNORECASE) if len(text) > 1 else title
            words = re.sub(re.escape(text), put, words, flags=re.IGNORECASE) if len(text) > 1 else words
    return Told(title, words, at=_later(one, chance), caller=b"another")


def _later(one: Told, chance: random.Random) -> datetime | None:
    return one.at + timedelta(days=chance.randrange(0, 60)) if one.at else None


def _when(said: str) -> datetime | None:
    for form in _TIMES:
        try:
            return datetime.strptime(said.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _rates(said: Sequence[bool], same: Sequence[bool]) -> tuple[float, float]:
    right = sum(a and b for a, b in zip(said, same, strict=True))
    return right / max(sum(said), 1), right / max(sum(same), 1)


def _line(name: str, some: Sequence[tuple[float, Pair]]) -> bool:
    from huisheng.insight.repeats.judge import LIKELY

    same = [pair.judged == "repeat" for _, pair in some]
    precision, recall = _rates([one >= LIKELY for one, _ in some], same)
    wrong = []
    for kind in ("other_place", "other_matter"):
        held = [one >= LIKELY for one, pair in some if pair.judged == kind]
        wrong += [f"{kind} taken for repeats {sum(held)} of {len(held)}"] if held else []
    good = precision >= PRECISION and recall >= RECALL
    made = f"{sum(same)} of {len(some)} repeats; {'; '.join(wrong)}"
    met = "met" if good else "missed"
    print(f"{name:<16} precision {precision:.3f}  recall {recall:.3f}  goal {met}   ({made})", flush=True)
    return good


def _fit(pairs: Sequence[Pair], held: Sequence[tuple[float, ...]]) -> None:
    """Print the weights that the tuning half asks for."""
    from sklearn.linear_model import LogisticRegression

    from huisheng.insight.repeats.judge import joined

    tune = [n for n, pair in enumerate(pairs) if pair.half == "tune"]
    rows = [joined(held[n]) for n in tune]  # type: ignore[arg-type]  # Marks, kept as tuples
    weights = [1.0 if pairs[n].made == "read" else 0.5 for n in tune]
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2000)
    model.fit(rows, [pairs[n].judged == "repeat" for n in tune], weights)
    print(f"weights {[round(float(one), 2) for one in model.coef_[0]]}, constant {float(model.intercept_[0]):.2f}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--data", type=Path, default=DATA)
    add_arguments(asked)
    sys.exit(run(asked.parse_args()))
