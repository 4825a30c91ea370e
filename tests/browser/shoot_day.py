"""A working morning of the demo city, so that no desk in the handbook's pictures stands empty.

Every act goes through the machine's door, /api/v1/, as the seat that does it; its key is made for the morning and ended
after it. The matters, the people and their words are invented.
"""

import json
import os
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LABEL = "手册图片"
SEATS = (
    *("lc-a01", "lc-d01", "lc-s01", "lc-v01", "lc-l01", "h-lc-gongdiangongsi", "h-lc-shuiwujituan"),
    *("dcf-d01", "h-dcf-liuyuan", "h-dcf-gulou", "h-dcf-zhujian"),
)
COLD = "室内温度一直上不去，家里有老人孩子，已报修两次，希望尽快检查管道。"


@dataclass
class Morning:
    """Acts of many seats; ``keys``: seat -> its token."""

    base: str
    keys: dict[str, str]
    count: int = 0
    run: str = field(default_factory=lambda: secrets.token_hex(4))

    def post(self, seat: str, path: str, **given: object) -> dict[str, object]:
        """One act; a refusal ends the morning with its sentence."""
        headers = {"Authorization": f"Bearer {self.keys[seat]}", "Content-Type": "application/json"}
        asked = urllib.request.Request(f"{self.base}/api/v1/{path}", json.dumps(given).encode(), headers)
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                said: dict[str, object] = json.load(answer)
        except urllib.error.HTTPError as refused:
            raise SystemExit(f"{seat} {path}: {refused.read().decode()}") from refused
        return said

    def do(self, number: str, seat: str, name: str, **given: object) -> None:
        """A verb on a matter."""
        self.post(seat, f"orders/{number}/{name}", **given)

    def take(self, seat: str, title: str, category: str, region: str, **given: object) -> str:
        """A matter that the agent took and handed on; its number."""
        self.count += 1
        usual = {"kind": "help", "channel": "phone", "words": f"来电人反映：{title}，希望尽快处理。", "place": ""}
        caller = {"caller_name": "演示甲", "phone": f"1990000{self.count:04d}"}
        source = {"source": "album", "source_ref": f"{self.run}-{self.count}"}
        about = {"title": title, "category": category, "region": region}
        number = str(self.post(seat, "orders", **{**usual, **caller, **source, **about, **given})["number"])
        self.do(number, seat, "hand_on")
        return number


@contextmanager
def _keys(var: Path) -> Iterator[dict[str, str]]:
    """A key for each seat, ended afterwards."""

    def console(*words: str) -> str:
        given = {**os.environ, "HUISHENG_VAR": str(var.resolve())}
        asked = [sys.executable, "-m", "huisheng.console", "key", *words]
        return subprocess.run(asked, env=given, check=True, capture_output=True, text=True).stdout.strip()

    try:
        yield {seat: console("issue", seat, LABEL) for seat in SEATS}
    finally:
        for line in console("list").splitlines():
            number, _, label, _, state = line.split("\t")
            if (label, state) == (LABEL, "有效"):
                console("revoke", number)


def ring(base: str, var: Path, seat: str) -> None:
    """As an exchange rings at the seat: signed messages to the running house."""
    given = {**os.environ, "HUISHENG_VAR": str(var.resolve()), "PORT": str(urlsplit(base).port or 80)}
    subprocess.Popen([sys.executable, "-m", "huisheng.console", "ring", seat, "--ring", "6", "--talk", "15"], env=given)


def morning(base: str, var: Path) -> None:
    """What came in, where it stands."""
    with _keys(var) as keys:
        today = Morning(base, keys)
        _city(today)
        _district(today)
        _street(today)
        _pressed(today)


def _city(today: Morning) -> None:
    """The city: some at the electricity company and the waterworks, one returned, others still to be sent."""
    power, water = "h-lc-gongdiangongsi", "h-lc-shuiwujituan"
    for place, region in (("柳岸花园", "dongchangfu"), ("青禾新苑", "dongchangfu"), ("振兴小区", "lc-chiping")):
        number = today.take("lc-a01", f"{place}今早停电未恢复", "120101", region, urgent=place == "柳岸花园")
        today.do(number, "lc-d01", "send", unit="lc-gongdiangongsi")
        today.do(number, power, "sign_in")
    today.do(number, power, "ask_return", ground="not_my_duty", clause="供用电合同产权分界条款",
             evidence="停电由小区内部配电箱跳闸引起，产权属物业，抢修人员已到场核实。")  # fmt: skip
    for place in ("月塘湾", "沁园小区"):
        number = today.take("lc-a01", f"{place}自来水发黄", "040203", "dongchangfu")
        today.do(number, "lc-d01", "send", unit="lc-shuiwujituan")
        today.do(number, water, "sign_in")
    today.do(number, water, "ask_extension", days=2, reason="水样送检，结果两个工作日后出具。")
    for title, category, region, given in (
        ("柳岸花园二期停电", "120101", "dongchangfu", {"urgent": True}),
        ("幸福里小区自来水有异味", "040203", "dongchangfu", {}),
        ("古云片村道塌陷影响通行", "220101", "lc-shenxian", {}),
        ("出租车不打表多收费", "090202", "lc-jingkai", {"kind": "complaint"}),
        ("演示物流园货车夜间占道", "080104", "lc-linqing", {"enterprise": True}),
        ("城乡居民医保如何补缴", "200101", "lc-yanggu", {"kind": "consult"}),
        ("新建小学划片咨询", "140101", "lc-gaotang", {"kind": "consult"}),
        ("铜城片路灯整段不亮", "100401", "lc-donge", {}),
    ):
        today.take("lc-a01", title, category, region, **given)


def _below(today: Morning, title: str, category: str, unit: str, region: str = "", **given: object) -> str:
    """The city's agent took it, the city sent it to the district, the district to one of its own units."""
    number = today.take("lc-a01", title, category, region or unit, **given)
    today.do(number, "lc-d01", "send", unit="dongchangfu")
    today.do(number, "dcf-d01", "sign_in")
    today.do(number, "dcf-d01", "pass_on", unit=unit)
    return number


def _district(today: Morning) -> None:
    """The district: a cold week, an office that returns a matter, and some that it has still to pass on."""
    for place in ("芦荻雅苑", "清渠新苑", "星野家园", "晚渡小区", "麦香西苑", "光年花园", "锦田公寓"):
        _below(today, f"{place}暖气不热", "110101", "dcf-gulou", words=f"{place}{COLD}")
    number = _below(today, "石桥公馆外墙渗漏无人维修", "070201", "dcf-zhujian", region="dcf-xinqu")
    today.do(number, "h-dcf-zhujian", "sign_in")
    today.do(number, "h-dcf-zhujian", "ask_return", ground="not_my_duty", clause="物业专项维修资金管理办法",
             evidence="房屋已过保修期，应由业主共同决定使用维修资金，属地街道组织。")  # fmt: skip
    for title, category, region, given in (
        ("银杏里暖气不热", "110101", "dcf-gulou", {"words": f"银杏里{COLD}"}),
        ("朝云市场门前占道经营", "050101", "dcf-liuyuan", {}),
        ("鹿鸣坡公园健身器材损坏", "160102", "dcf-liuyuan", {}),
        ("双清桥西侧井盖松动", "100301", "dcf-gulou", {"urgent": True}),
        ("枣林庄排水沟淤堵", "210104", "dcf-shazhen", {}),
    ):
        number = today.take("lc-a01", title, category, region, **given)
        today.do(number, "lc-d01", "send", unit="dongchangfu")
        if title.startswith(("银杏里", "双清桥")):
            today.do(number, "dcf-d01", "sign_in")


def _street(today: Morning) -> None:
    """柳园街道: to sign, in hand, sent back, pressed by the supervisor and by the leader."""
    taken = [
        _below(today, title, category, "dcf-liuyuan", urgent=title.startswith("芝兰"))
        for title, category in (
            ("芝兰锦花园井盖缺失", "100301"),
            ("柳浪岸北区垃圾清运不及时", "050301"),
            ("枣林路人行道被占", "100202"),
            ("幸福里小区流浪狗伤人", "100902"),
            ("柳浪路商铺夜间噪声", "060102"),
            ("青荷早市占用消防通道", "250102"),
            ("月塘湾小区电梯频繁故障", "030207"),
        )
    ]
    for number in taken[3:]:
        today.do(number, "h-dcf-liuyuan", "sign_in")
        today.do(number, "h-dcf-liuyuan", "contact", outcome="reached", words="已联系来电人，约好今天上午到现场。")
    dogs, noise, lane, lift = taken[3:]
    today.do(noise, "h-dcf-liuyuan", "reply", words="已要求商铺调低音量。", solved=True)
    today.do(noise, "dcf-d01", "send_back", words="没有写到场时间，也没有写以后怎样保证，请补充。")
    today.do(lane, "lc-l01", "instruct", words="消防通道是生命通道，请柳园街道今天清理到位，明天报结果。")
    today.do(lift, "lc-s01", "supervise", form="phone", words="已是本月第三件电梯故障，请说明维保单位的整改安排。")
    today.do(dogs, "h-dcf-liuyuan", "ask_extension", days=1, reason="需联合公安分局一并处置，约定明天上午。")


def _pressed(today: Morning) -> None:
    """One that the citizen found unsolved, so that somebody has to decide."""
    words = "11月23日上午已疏通东侧两处井口，并安排每周巡查。"
    number = _below(today, "云栖里二期污水外溢", "100302", "dcf-gulou", kind="complaint")
    today.do(number, "h-dcf-gulou", "sign_in")
    today.do(number, "h-dcf-gulou", "contact", outcome="reached")
    today.do(number, "h-dcf-gulou", "reply", words=words, solved=True)
    today.do(number, "dcf-d01", "accept_reply")
    today.do(number, "dcf-d01", "contact", outcome="reached")
    today.do(number, "dcf-d01", "reply", words=words, solved=True)
    today.do(number, "lc-d01", "accept_reply")
    today.do(number, "lc-d01", "conclude")
    today.do(number, "lc-v01", "visit", outcome="reached", solved="no", grade="unsatisfied", contacted=True)
