"""The fields of a row of another platform's list, and how such lists call them."""

from collections.abc import Mapping, Sequence

from huisheng.kernel import text
from huisheng.kernel.lines import Column
from huisheng.kernel.matching import matched

COLUMNS = (
    Column("ref", "来源编号", True, "那个平台上的编号，同一编号只导入一次", "SJ20241104001", (
        *("编号", "工单编号", "工单号", "来信编号", "信件编号", "诉求编号", "受理编号", "信访件编号", "件号", "流水号"),
        *("事项编号", "留言编号", "问题编号", "登记编号", "平台编号", "业务编号", "督查编号", "线索编号", "转办编号"),
    )),
    Column("words", "内容", True, "市民说的话，最多5000字，更长的只取前面", "幸福路路灯不亮，已有一周。", (
        *("诉求内容", "来信内容", "信件内容", "反映内容", "问题描述", "诉求描述", "事项内容", "留言内容", "正文"),
        *("主要内容", "反映问题", "问题内容", "详细内容", "具体内容", "诉求详情", "诉求事项", "投诉内容"),
    )),
    Column("at", "来件时间", False, "如2024-11-04 09:12；不填按导入的时间", "2024-11-04 09:12", (
        *("时间", "诉求时间", "来信时间", "提交时间", "登记时间", "受理时间", "反映时间", "创建时间", "留言时间"),
        *("日期", "来信日期", "写信时间", "信件时间", "交办时间", "下派时间", "发布时间", "来件日期", "诉求日期"),
    )),
    Column("title", "标题", False, "不填由内容的第一句代替", "路灯不亮", (
        *("主题", "信件标题", "诉求标题", "来信标题", "事项标题", "问题标题", "诉求主题", "留言标题", "信件主题"),
    )),
    Column("name", "姓名", False, "", "演示甲", (
        *("诉求人", "来信人", "反映人", "联系人", "市民姓名", "写信人", "留言人", "投诉人", "信访人", "诉求人姓名"),
        *("来信人姓名", "联系人姓名", "当事人"),
    )),
    Column("phone", "电话", False, "", "19900000001", (
        *("联系电话", "手机", "手机号", "手机号码", "联系方式", "来电号码", "电话号码", "诉求人电话", "来信人电话"),
        *("联系人电话",),
    )),
    Column("place", "地点", False, "事情发生的地方", "幸福路12号", (
        *("地址", "事发地点", "发生地点", "详细地址", "问题地址", "诉求地址", "事发地址", "事发地", "反映地点"),
    )),
    Column("region", "区域", False, "县市区、镇街的名称", "临河区", (
        *("区县", "县区", "县市区", "所属区域", "行政区划", "属地", "所属区县", "所属地区", "事发区域", "所在地区"),
    )),
    Column("kind", "诉求性质", False, "咨询、求助、投诉、举报、建议……", "投诉", (
        *("性质", "类型", "诉求类型", "信件类型", "事项类型", "来信类型", "信件类别", "留言类型", "诉求类别"),
    )),
    Column("category", "分类", False, "本平台的分类名称或代码", "路灯照明", (
        *("诉求分类", "事项分类", "问题分类", "内容分类", "归口分类", "业务分类", "问题类别", "事项类别", "领域"),
    )),
    Column("urgent", "急件", False, "是或否", "否", ("紧急程度", "是否紧急", "紧急", "缓急程度", "是否加急")),
    Column("confidential", "保密", False, "是或否", "否", ("是否保密", "保密件", "身份保密", "要求保密")),
    Column("enterprise", "企业诉求", False, "是或否", "否", ("是否企业", "企业", "是否企业诉求", "涉企")),
)  # fmt: skip
NAMES = {column.name: column.label for column in COLUMNS}
# whose number and whose words they are, if such a word stands before: an office's, not the citizen's
_NOT_THE_CITIZEN = ("办理", "承办", "处理", "答复", "回复", "单位", "部门", "坐席", "话务", "回访", "经办", "转办人")


def guessed(headings: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    """Field -> heading: as it was said of this list before, else by name, else by how the heading ends."""
    known = {field: heading for field, heading in said.items() if not heading or heading in headings}
    places = matched(headings, COLUMNS, known)
    found = {field: headings[place] for field, place in places.items()}
    for column in COLUMNS:
        if column.name in found or column.name in known:
            continue
        words = sorted((column.label, *column.other), key=len, reverse=True)
        for heading in headings:
            if heading in found.values() or any(word in heading for word in _NOT_THE_CITIZEN):
                continue
            plain = text.fold("".join(heading.split())).split("(")[0]
            if any(len(word) > 1 and plain.endswith(word) for word in words):
                found[column.name] = heading
                break
    return found
