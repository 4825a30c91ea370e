"""``huisheng outlines load|schematic|show|drop``: outlines of a platform's regions, for the maps."""

import argparse
from pathlib import Path

HELP = "地区轮廓（地图用）：load 平台 文件 --approval 审图号、schematic 平台 西 南 东 北、show 平台、drop 平台"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with what."""
    acts = parser.add_subparsers(dest="act", metavar="load|schematic|show|drop", required=True)
    load = acts.add_parser("load", help="装入GeoJSON轮廓（WGS 84或CGCS2000坐标）；已有的换掉")
    load.add_argument("platform", metavar="平台", help="平台代码")
    load.add_argument("file", metavar="文件", type=Path, help="每个地区一个轮廓，properties里有code或name")
    load.add_argument("--approval", metavar="审图号", default="", help="如 湘S(2024)001号，显示在地图下面")
    boxes = acts.add_parser("schematic", help="没有轮廓时画方格示意图，地图上写明不是真实边界")
    boxes.add_argument("platform", metavar="平台", help="平台代码")
    for name, label in (("west", "西"), ("south", "南"), ("east", "东"), ("north", "北")):
        boxes.add_argument(name, metavar=label, help="度，如 112.05")
    for act, words in (("show", "有没有轮廓"), ("drop", "删去轮廓，地图不再出现")):
        acts.add_parser(act, help=words).add_argument("platform", metavar="平台", help="平台代码")


def run(args: argparse.Namespace) -> int:
    """The last ones loaded count."""
    return {"load": _load, "schematic": _schematic, "show": _show, "drop": _drop}[args.act](args)


def _load(args: argparse.Namespace) -> int:
    from huisheng.directory import reads
    from huisheng.kernel import clock
    from huisheng.kernel.errors import Refusal
    from huisheng.taxonomy import outlines
    from huisheng.taxonomy.actions import put_outlines

    code = reads.platform_by_code(args.platform).code
    try:
        with args.file.open("rb") as file:
            data = file.read(outlines.LARGEST + 1)
    except OSError:
        raise Refusal("no_file", f"打不开文件{args.file}，请核对路径。", field="file") from None
    print(f"已装入{put_outlines.do(code, data, approval=args.approval, at=clock.now())}个地区的轮廓。")
    return 0


def _schematic(args: argparse.Namespace) -> int:
    from huisheng.directory import reads
    from huisheng.kernel import clock
    from huisheng.kernel.errors import Refusal
    from huisheng.taxonomy import outlines
    from huisheng.taxonomy.actions import put_outlines

    low, high = (outlines.spot_of(f"{y},{x}") for y, x in ((args.south, args.west), (args.north, args.east)))
    if low is None or high is None or low[0] >= high[0] or low[1] >= high[1]:
        raise Refusal("not_a_box", "范围应是西、南、东、北四个度数，西小于东、南小于北。", field="west")
    code = reads.platform_by_code(args.platform).code
    print(f"已画出{put_outlines.schematic(code, box=(*low, *high), at=clock.now())}个地区的示意方格。")
    return 0


def _show(args: argparse.Namespace) -> int:
    from huisheng.directory import reads
    from huisheng.taxonomy import maps

    sheet = maps.sheet(reads.platform_by_code(args.platform).code)
    if sheet is None:
        print("没有轮廓。")
        return 0
    said = "示意图" if sheet.schematic else f"审图号：{sheet.approval}"
    print(f"{len(sheet.shapes)}个地区，{said}：{'、'.join(shape.name for shape in sheet.shapes)}")
    return 0


def _drop(args: argparse.Namespace) -> int:
    from huisheng.directory import reads
    from huisheng.taxonomy.models import Outline

    gone, _ = Outline.objects.filter(platform=reads.platform_by_code(args.platform).code).delete()
    print("已删去。" if gone else "没有轮廓。")
    return 0
