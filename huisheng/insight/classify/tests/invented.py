"""Invented matters for the tests: a few phrases a class, told in many ways."""

import random
from functools import cache

from huisheng.insight.classify.model import Model
from huisheng.insight.classify.train import train
from huisheng.insight.text import Matter

PHRASES = {
    "市政": ("路灯损坏", "井盖破损", "道路积水", "人行道塌陷", "自来水停水", "垃圾桶满溢"),
    "劳动": ("拖欠工资", "社保断缴", "工伤认定", "加班费", "劳动合同", "退休金"),
    "教育": ("学校收费", "幼儿园招生", "教师待遇", "补课", "食堂饭菜", "学区划分"),
}
FILLING = (
    "您好",
    "请问",
    "我住在演示路",
    "已经半个月",
    "希望尽快解决",
    "谢谢",
    "多次反映",
    "没有人管",
    "邻居们",
    "样板街",
)


def told(chance: random.Random, label: str) -> Matter:
    """One matter of that class, now and then without its title or its text."""
    title = chance.choice(PHRASES[label])
    said = [*chance.sample(PHRASES[label], 3), *chance.sample(FILLING, 5)]
    chance.shuffle(said)
    which = chance.random()
    return Matter("" if which < 0.2 else title, "" if which > 0.8 else "，".join(said))


def matters(each: int = 40, seed: int = 1) -> tuple[list[Matter], list[str]]:
    """So many of each class, and their labels."""
    chance = random.Random(seed)
    labels = [label for label in PHRASES for _ in range(each)]
    return [told(chance, label) for label in labels], labels


@cache
def model() -> Model:
    """Learned from them once."""
    return train(*matters())


CODES = {"路灯": "0101", "井盖": "0102", "积水": "010201", "工资": "0201", "社保": "0202", "补课": "03"}


def coded() -> tuple[list[Matter], list[str]]:
    """Matters whose labels are codes of a tree, some too few to be learned."""
    chance = random.Random(2)
    made = []
    for word, code in CODES.items():
        for _ in range(14):
            one, other, third, fourth = chance.sample(FILLING, 4)
            made.append((Matter(f"{one}{word}{other}", f"{third}，{word}，{fourth}"), code))
    made += [(Matter("工资", "计件工资"), "020103"), (Matter("工资", "年终工资"), "020103")]
    return [matter for matter, _ in made], [code for _, code in made]


@cache
def tree_model() -> Model:
    """Learned from the codes once."""
    return train(*coded())
