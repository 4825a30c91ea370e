"""``huisheng insight hot FILE.csv``: the hottest topics of a file, by people and by likes; or all of them as CSV."""

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import date

from huisheng.insight import hot
from huisheng.insight.hot import reading
from huisheng.insight.hot.said import Said, Topic, Window
from huisheng.insight.places import gazetteer
from huisheng.kernel.errors import Refusal
from huisheng.kernel.rounding import percent_2

TOP, SAMPLES = 5, 3
HEAD = ("组", "按人数名次", "按点赞名次", "地点", "事项", "起", "止", "行号", "留言编号")


def run(args: argparse.Namespace) -> int:
    """Prints; 0 even where there is no topic."""
    top = getattr(args, "top", None)
    if top is not None and top < 1:
        raise Refusal("not_a_number", "--top应是1以上的整数。", field="top")
    read = reading.read(args.file)
    if not read.messages:
        raise Refusal("nothing_said", f"{args.file.name}没有读得出时间的留言，请核对。", field="file")
    window = _window(read.messages, getattr(args, "first", None), getattr(args, "last", None))
    topics = found(read.messages, window)
    if read.timeless:
        sys.stderr.write(f"有{read.timeless}行读不出时间，没有计入。\n")
    if read.unliked:
        sys.stderr.write(f"有{read.unliked}行的点赞数不是数字，按0计。\n")
    if args.csv:
        write(topics, read.numbers, top)
    else:
        show(topics, read.messages, window, top or TOP)
    return 0


def found(messages: Sequence[Said], window: Window) -> list[Topic]:
    """The topics, with a gazetteer made of the messages themselves."""
    names = gazetteer.build(f"{message.title}\n{message.words}" for message in messages)
    return hot.find(messages, window=window, gazetteer=names)


def _window(messages: Sequence[Said], first: str | None, last: str | None) -> Window:
    days = [message.at.date() for message in messages]
    low, high = _day(first) or min(days), _day(last) or max(days)
    if high < low:
        raise Refusal("no_window", "结束日期早于开始日期，请改正。", field="last")
    return Window(low, high)


def _day(told: str | None) -> date | None:
    at = reading.moment(told) if told else None
    if told and at is None:
        years = f"{reading.YEARS[0]}至{reading.YEARS[-1]}年"
        raise Refusal("not_a_day", f"“{told}”不是{years}的日期，应如2019-11-01。", field="first")
    return at.date() if at else None


def write(topics: Sequence[Topic], numbers: Mapping[str, str], top: int | None) -> None:
    """One line a member; topics in the order of people, with both ranks."""
    likes = {topic.members: rank for rank, topic in enumerate(hot.by_likes(topics), start=1)}
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEAD)
    for rank, topic in enumerate(topics, start=1):
        liked = likes[topic.members]
        if top is not None and min(rank, liked) > top:
            continue
        told = (rank, rank, liked, topic.where, topic.what, topic.first.isoformat(), topic.last.isoformat())
        for key in topic.members:
            out.writerow([*told, int(key), numbers[key]])


def show(topics: Sequence[Topic], messages: Sequence[Said], window: Window, top: int) -> None:
    """For people: the two views, one below the other."""
    titles = {message.key: message.title or message.words[:40] for message in messages}
    total = sum(window.holds(message.at) for message in messages)
    told = [f"{window.first} 至 {window.last}，{total}件留言，{len(topics)}个热点"]
    for heading, ordered in (("按人数", topics), ("按点赞数", hot.by_likes(topics))):
        told += ["", heading]
        for rank, topic in enumerate(ordered[:top], start=1):
            told += [f"{rank}. {topic.name}", f"   {line(topic, total)}"]
            told += [f"   · {titles[key]}" for key in topic.samples[:SAMPLES]]
    sys.stdout.write("\n".join([*told, ""]))


def line(topic: Topic, total: int) -> str:
    """How many, how long, how much: the line below a topic's name."""
    told = [
        f"{topic.people}人 {len(topic.members)}件（占{percent_2(len(topic.members), total)}%）",
        f"{topic.first} 至 {topic.last}",
        f"点赞{topic.likes}",
    ]
    if topic.loudest > 1:
        told.append(f"同一人最多{topic.loudest}件")
    if topic.growth.sentence:
        told.append(topic.growth.sentence)
    return "，".join(told)
