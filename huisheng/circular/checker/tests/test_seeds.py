"""The five published documents: every contradiction that was found by hand, and nothing else."""

import sys
import time
from functools import cache
from pathlib import Path

import coverage
import pytest

import huisheng
from huisheng.circular.checker import Finding, Severity, check_file

SEEDS = Path(huisheng.__file__).parents[2] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents (../shared/seeds) aren't here")

NO, ROUND, BASE, UNKNOWN = Severity.CONTRADICTION, Severity.ROUNDING, Severity.BASE, Severity.UNKNOWN

EXPECTED: dict[str, list[tuple[str, Severity, str, str]]] = {
    "jining-2013": [],
    "liaocheng-2015-01": [
        ("文与表", UNKNOWN, "8429", "转办8321件"),
        ("文与表", NO, "22", "督办36件次"),
        ("占比", BASE, "基数约36992（36987至36998）", "三农问题类4435件占11.99%"),
    ],
    "dongchangfu-2024-02": [
        ("分项与总数", UNKNOWN, "11099", "10787＋209＋52＋51＝11099，总数11198，少99"),
        ("单位名称", UNKNOWN, "区体育发展中心", "区体育中心"),
        ("单位名称", UNKNOWN, "区林业发展中心", "区林业中心"),
        ("文与表", NO, "7291", "7081＋210＝7291"),
        ("文与表", NO, "179", "缺1行，承办量合计2件、排名25"),
        ("单位名称", UNKNOWN, "柳园街道", "区柳园街道"),
        ("缺行", NO, "25", "23、23、26"),
    ],
    "liaocheng-2020-q2": [("分项合计", NO, "162095", "125117＋35067＋1911＝162095，而总数是168729")],
    "xiangtan-2019-11": [
        ("占比", ROUND, "66.21%", "投诉类2183个"),
        ("占比", ROUND, "4.25%", "建议类140个"),
        ("占比", ROUND, "4.16%", "咨询类137个"),
        ("名单与门槛", NO, "第738行“回访满意率”为80.00%", "市人防办"),
        ("单位名称", UNKNOWN, "市自然资源规划局", "市自然资源和规划局"),
        ("占比", NO, "9.13%", "301÷3297"),
        ("件与次", NO, "301件、396次", "5×2＋4×6＋3×13＋2×43＋1×237＝396次"),
    ],
}


@cache
def _findings(name: str) -> list[Finding]:
    return list(check_file(SEEDS / f"{name}.txt").findings)


@pytest.mark.parametrize("name", EXPECTED)
def test_all_that_was_found_by_hand_and_nothing_else(name: str) -> None:
    findings = _findings(name)
    assert [(one.rule, one.severity, one.computed) for one in findings] == [line[:3] for line in EXPECTED[name]]
    for one, line in zip(findings, EXPECTED[name], strict=True):
        assert line[3] in one.printed + one.working + one.explanation
        assert one.place.text.startswith("第")
        assert one.explanation.endswith("。")


@pytest.mark.skipif(
    "coverage" in sys.modules and coverage.Coverage.current() is not None, reason="measured without coverage"
)
def test_a_published_document_takes_less_than_two_seconds() -> None:
    for name in EXPECTED:
        begin = time.process_time()
        check_file(SEEDS / f"{name}.txt")
        assert time.process_time() - begin < 2


# (document, printed, printed otherwise): one figure of a relation that holds
BROKEN = [
    ("dongchangfu-2024-02", "求助类工单 9191 件", "求助类工单 9291 件"),
    ("dongchangfu-2024-02", "占总量的 35.14%", "占总量的 35.41%"),
    ("dongchangfu-2024-02", "日均受理量 386 件", "日均受理量 368 件"),
    ("dongchangfu-2024-02", "工单 3935 件", "工单 3953 件"),
    ("dongchangfu-2024-02", "平台受理 6 件", "平台受理 9 件"),
    ("dongchangfu-2024-02", "37.08\t46.64", "37.80\t46.64"),
    ("dongchangfu-2024-02", "\t10\t15\t14\n", "\t10\t14\t14\n"),
    ("dongchangfu-2024-02", "韩集镇\t1\t斗虎屯镇\t13", "韩集镇\t2\t斗虎屯镇\t13"),
    ("dongchangfu-2024-02", "**解决率前三名**是韩集镇", "**解决率前三名**是古楼街道"),
    ("dongchangfu-2024-02", "62.50%\t25\t", "65.20%\t25\t"),
    ("dongchangfu-2024-02", "市容环境问题 456 件", "市容环境问题 465 件"),
    ("liaocheng-2015-01", "率 77.11%", "率 71.77%"),
    ("liaocheng-2015-01", "739 个增加了", "793 个增加了"),
    ("liaocheng-2015-01", "莘县 914 件", "莘县 941 件"),
    ("liaocheng-2015-01", "市银监会 45 97.77% 95.83%", "市银监会 45 97.77% 98.53%"),
    ("liaocheng-2015-01", "4 18.18% 1 1 96.48", "4 18.81% 1 1 96.48"),
    ("liaocheng-2020-q2", "在线答复219546件", "在线答复219456件"),
    ("liaocheng-2020-q2", "短信平台受理119件", "短信平台受理191件"),
    ("liaocheng-2020-q2", "建议类1218件", "建议类2118件"),
    ("liaocheng-2020-q2", "增加4690件", "增加4960件"),
    ("liaocheng-2020-q2", "下降82.36%", "下降83.26%"),
    ("liaocheng-2020-q2", "下降82.36%", "上升82.36%"),
    ("xiangtan-2019-11", "咨询建议类电话3338件", "咨询建议类电话3383件"),
    ("xiangtan-2019-11", "其中有效回访工单数2251件", "其中有效回访工单数2215件"),
    ("xiangtan-2019-11", "有14个成员单位", "有15个成员单位"),
    ("xiangtan-2019-11", "电话督办199件", "电话督办198件"),
    ("xiangtan-2019-11", "市邮政管理局、市工信局、", "市工信局、"),
    ("xiangtan-2019-11", "\t48.39%", "\t49.38%"),
    ("xiangtan-2019-11", "\t467\n", "\t476\n"),
]


@pytest.mark.parametrize(("name", "printed", "otherwise"), BROKEN)
def test_a_relation_that_is_broken_is_found(name: str, printed: str, otherwise: str) -> None:
    text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    assert printed in text
    before = {one.working for one in _findings(name)}
    after = {one.working for one in check_file(text.replace(printed, otherwise, 1).encode(), "a.txt").findings}
    assert after - before
