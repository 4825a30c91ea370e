"""Reading a composition's templates: each mistake with its line, and everything asked for must be known."""

from collections.abc import Callable
from dataclasses import dataclass

from huisheng.circular.composition import schemes
from huisheng.circular.sentences import digits, tree
from huisheng.circular.sentences.parse import Wrong, parse, parse_list
from huisheng.circular.sentences.tree import Choice, Ref, Score, Text
from huisheng.kernel.errors import Refusal
from huisheng.measures.compute import PERCENT
from huisheng.measures.definition import Library
from huisheng.measures.rows import FACTS
from huisheng.measures.source import Section

HOT, GROUP, UNIT = "hot", "group", "unit"


@dataclass(slots=True)
class Reading:
    """What templates may use: declared names, the measures, and what the file has defined so far."""

    names: tuple[str, ...]
    library: Library
    bounds: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    hots: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()

    def check_names(self, head: Section) -> None:
        """A declared name may hold digits, but may not count anything."""
        for name in self.names:
            if digits.counts(name):
                head.wrong("names", f"“{name}”是一个数，不是名称；names 只列带数字的名称，如“12345市民热线”。")

    def text(self, section: Section, key: str, default: str | None = None, *, item: bool = False) -> Text:
        """A template. ``item``: it speaks of an item at hand."""
        return self._read(section, key, section.text(key, default), parse, item)

    def texts(self, section: Section, key: str) -> tuple[Text, ...]:
        """A list of templates."""
        return tuple(self._read(section, key, one, parse, False) for one in section.texts(key))

    def choice(self, section: Section, key: str) -> Choice | None:
        """A list, as it stands in braces; None where it can't be read."""
        text = section.text(key)
        if not text:
            return None
        try:
            choice = parse_list(text)
        except Wrong as wrong:
            section.wrong(key, f"{key}：{wrong.sentence}")
            return None
        self._choice(choice, lambda words: section.wrong(key, words))
        return choice

    def measure(self, section: Section, key: str, default: str | None = None) -> str:
        """A measure's name."""
        name = section.text(key, default)
        if name and name not in self.library:
            section.wrong(key, self._unknown(name))
        return name

    def _read(
        self, section: Section, key: str, template: str, reader: Callable[[str, tuple[str, ...]], Text], item: bool
    ) -> Text:
        base = section.source.line(section.start, key)
        opened = section.source.lines[base - 1].rstrip().endswith('"""') if section.source.lines else False
        try:
            text = reader(template, self.names)
        except Wrong as wrong:
            line = base + template.count("\n", 0, wrong.at) + int(opened)
            here = template[: wrong.at].rpartition("\n")[2]
            section.source.wrong(line, f"{key} 第{len(here) + 1}字处：{wrong.sentence}")
            return ()
        for asked in tree.holes(text):
            self._asked(asked, item, lambda words: section.wrong(key, f"{key}：{words}"))
        return text

    def _asked(self, asked: tree.Asked, item: bool, wrong: Callable[[str], None]) -> None:
        if isinstance(asked, (tree.Value, tree.Guard, tree.Share, tree.Change, tree.Daily)):
            self._ref(asked.ref, item, wrong)
        if isinstance(asked, tree.Daily) and self._is_rate(asked.ref.measure):
            wrong(f"日均只用于计数，指标“{asked.ref.measure}”是百分率。")
        if isinstance(asked, tree.Share) and asked.base is not None:
            self._ref(asked.base, False, wrong)
        if isinstance(asked, (tree.Listed, tree.Counted)):
            if isinstance(asked.of, str):
                self._known(asked.of, self.lists, "列表", "list", wrong)
            else:
                self._choice(asked.of, wrong)
        if isinstance(asked, tree.Overall):
            self._score(asked.score, wrong)
        if isinstance(asked, tree.Bound):
            self._known(asked.name, self.bounds, "界限", "bound", wrong)
        if isinstance(asked, tree.Item) and not item:
            wrong(f"{{{asked.word}}} 只用于列表和热点自己的句子。")

    def _is_rate(self, name: str) -> bool:
        return name in self.library and self.library[name].unit == PERCENT

    def _choice(self, choice: Choice, wrong: Callable[[str], None]) -> None:
        if choice.bound:
            self._known(choice.bound, self.bounds, "界限", "bound", wrong)
        if isinstance(choice.of, Score):
            self._score(choice.of, wrong)
            return
        self._ref(choice.of, False, wrong)
        if choice.by not in (HOT, GROUP):
            self._breakdown(choice.of.measure, choice.by, wrong)
        if choice.group:
            self._known(choice.group, self.groups, "单位组", "group", wrong)

    def _ref(self, ref: Ref, item: bool, wrong: Callable[[str], None]) -> None:
        if not ref.measure:
            if not item:
                wrong("没有写是哪个指标；只有列表和热点自己的句子可以不写。")
        elif ref.measure not in self.library:
            wrong(self._unknown(ref.measure))
        elif ref.by in (HOT, GROUP):
            for key in ref.keys:
                known = self.hots if ref.by == HOT else self.groups
                self._known(key, known, "热点" if ref.by == HOT else "单位组", ref.by, wrong)
        elif ref.by:
            self._breakdown(ref.measure, ref.by, wrong)

    def _score(self, score: Score, wrong: Callable[[str], None]) -> None:
        try:
            scheme = schemes.of_table(score.table)
        except Refusal as refusal:
            wrong(refusal.sentence)
            return
        if score.column not in scheme.values:
            wrong(f"考核表“{score.table}”没有“{score.column}”，可用的有：{'、'.join(scheme.values)}。")

    def _breakdown(self, name: str, by: str, wrong: Callable[[str], None]) -> None:
        if name not in self.library:
            return
        measure = self.library[name]
        for one in [self.library[part] for part in measure.parts] or [measure]:
            fact = FACTS[one.base.fact] if one.base else None
            if fact is None or not (bool(one.group) if by == UNIT else by in fact.columns):
                wrong(f"指标“{name}”不能按“{by}”分列。")
                return

    def _unknown(self, name: str) -> str:
        near = [known for known in self.library if "@" not in known and known[:4] == name[:4]]
        return f"没有名为“{name}”的指标" + (f"，相近的有：{'、'.join(sorted(near)[:8])}。" if near else "。")

    @staticmethod
    def _known(name: str, known: frozenset[str], what: str, table: str, wrong: Callable[[str], None]) -> None:
        if name not in known:
            wrong(f"没有名为“{name}”的{what}，请先写一节 [[{table}]]；已有：{'、'.join(sorted(known)) or '（无）'}。")
