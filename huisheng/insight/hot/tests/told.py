"""An invented city for tests of hot topics: a nuisance, a sale, a subsidy, and many single matters."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from huisheng.insight.hot import Said, Window

START = datetime(2031, 3, 3, 8)
WINDOW = Window(START.date(), (START + timedelta(days=60)).date())

NUISANCE = (
    "乙区青禾云境旁建沥青厂扰民", "投诉乙区青禾云境附近沥青厂气味刺鼻",
    "青禾云境小区旁沥青厂粉尘污染", "乙区青禾云境三期沥青厂昼夜噪音",
    "沥青厂建在青禾云境合理吗", "求搬走青禾云境旁的沥青厂", "青禾云境沥青厂扰民何时休", "举报青禾云境附近违建沥青厂",
)  # fmt: skip
SUBSIDY = (
    "咨询甲市技工入户补贴政策", "甲市技工入户补贴申请为何不通过", "关于甲市技工入户补贴的疑问",
    "甲市技工入户补贴何时发放",
    "申请甲市技工入户补贴遇到难题", "技工入户补贴要哪些材料",
)  # fmt: skip
SINGLE = (
    "丙区云水路坑洼不平", "丙区明星小学午餐太贵", "乙区松涛苑电梯停运",
    "丁区望江大道路灯不亮", "咨询甲市户口迁移手续", "丁区石桥村自来水浑浊",
    "甲市图书馆开放时间太短", "丙区玉兰街占道经营", "乙区锦绣园物业涨价", "甲市地铁何时开通到机场",
    "丁区东风村低保名额", "丙区长青小学招生范围",
    "乙区青禾云境快递柜收费", "甲市驾照年审排队", "丁区工业园拖欠工资",
    "丙区体育馆漏雨", "乙区松涛苑天然气停供", "甲市医保异地报销比例",
)  # fmt: skip


def city(*, noisy: int = 0) -> list[Said]:
    """Messages; one citizen writes ``noisy`` times more about the subsidy, and everybody likes one single matter."""
    numbers, out = count(1), list[Said]()
    for title in NUISANCE:
        out.append(
            _said(
                numbers, title, f"我是甲市乙区青禾云境的业主，{title}，沥青厂白天黑夜生产，沥青气味和粉尘让人不能开窗。"
            )
        )
    for title in SUBSIDY:
        out.append(_said(numbers, title, f"{title}。我是甲市的技工，入户补贴已申请，请答复入户补贴。"))
    for title in SINGLE:
        out.append(_said(numbers, title, f"甲市{title}，请尽快处理。", likes=900 if "图书馆" in title else 0))
    for title in (SUBSIDY * 9)[:noisy]:
        out.append(_said(numbers, title, f"{title}。我是甲市的技工，入户补贴已申请。", who="noisy"))
    return out


def _said(numbers: Iterator[int], title: str, words: str, *, who: str = "", likes: int = 0) -> Said:
    number = next(numbers)
    at = START + timedelta(hours=19 * number % 1400)
    return Said(f"m{number:03d}", who or f"citizen {number}", at, title, words, likes=likes)
