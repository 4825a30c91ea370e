"""Is the rulebook whole? Pure functions, each a list of Chinese sentences with file and line; empty is good."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from huisheng.rulebook.book import Book
from huisheng.rulebook.rules import Rules
from huisheng.rulebook.values import CONDITION_LABELS, Value, covers

# What the life of every order asks for: no month since the first published document may be without it.
ALWAYS_NEEDED = (
    "deadlines.sign_in",
    "deadlines.contact",
    "deadlines.reply",
    "deadlines.citizen",
    "deadlines.supervision",
    "deadlines.resubmit",
    "visits.max_attempts",
    "extensions.max_days",
    "returns.within",
    "schedule.office",
)
FIRST_MONTH = date(2013, 1, 1)
LAST_MONTH = date(2026, 12, 1)

Answers = Mapping[str, Sequence[str]]


def problems(book: Book, answers: Answers, others: Iterable[str] = ()) -> list[str]:
    """Everything but unanswered articles: what must be empty before anything is computed from the book.

    ``answers``: the register, ``register.implemented()``. ``others``: citations that stand elsewhere (edges of the
    state tables, schemes, measures).
    """
    return [
        *book.mistakes,
        *unknown_citations(book, answers, others),
        *gaps(book),
        *overlaps(book),
        *lost_conditions(book),
        *months_without(book),
    ]


def unknown_citations(book: Book, answers: Answers, others: Iterable[str] = ()) -> list[str]:
    """Citations of articles that no document has."""
    used = [(f"{_where(value)}：", value.cite) for value in book.values]
    used += [(f"{name} 的 @implements：", cite) for cite, names in answers.items() for name in names]
    used += [("", cite) for cite in others]
    return [
        f"{where}引用“{cite}”不存在，应是 documents/ 里某一条的编号（文件名#art-条号）。"
        for where, cite in used
        if cite not in book.articles
    ]


def unanswered_articles(book: Book, answers: Answers, others: Iterable[str] = ()) -> list[str]:
    """Articles that no parameter, no code and nothing in ``others`` cites, and that don't say why not."""
    cited = {value.cite for value in book.values} | answers.keys() | set(others)
    return [
        f"{article.file} 第{article.line}行：{article.cite}“{article.heading}”没有参数或代码回应，"
        "请加上引用，或写明“> 不自动化：因为……”。"
        for article in book.articles.values()
        if article.cite not in cited and not article.not_automated
    ]


def gaps(book: Book) -> list[str]:
    """Days between two values of one parameter, scope and conditions on which neither holds."""
    return [
        f"{_where(later)}：{_what(later)}在 {earlier.to} 至 {later.from_} 之间没有值，"
        "请让上一个值的 to 等于这里的 from。"
        for earlier, later in _successions(book)
        if earlier.to is not None and earlier.to < later.from_
    ]


def overlaps(book: Book) -> list[str]:
    """Two values of one parameter, scope and conditions that hold on the same day."""
    return [
        f"{_where(later)}：{_what(later)}从 {later.from_} 起与第{earlier.line}行的值同时有效，请给前一个值写上 to。"
        for earlier, later in _successions(book)
        if earlier.to is None or earlier.to > later.from_
    ]


def lost_conditions(book: Book) -> list[str]:
    """Wider values whose condition (say urgent) gets lost because a narrower scope states a plain value only.

    The narrowest scope wins, so a city that writes "5 working days" must also write what its urgent matters get.
    """
    found = []
    for wide in book.values:
        for plain in book.values:
            day = _day_lost(book, wide, plain)
            if day is not None:
                found.append(
                    f"{_where(plain)}：自 {day} 起，第{wide.line}行的{_what(wide)}在“{plain.scope}”被这一行遮住，"
                    "请在这一平台也写明该条件下的值。"
                )
    return found


def _day_lost(book: Book, wide: Value, plain: Value) -> date | None:
    """The first day on which ``plain`` hides ``wide`` from a matter that meets wide's conditions."""
    narrower = plain.name == wide.name and plain.scope != wide.scope and covers(wide.scope, plain.scope)
    if not narrower or not set(plain.conditions) < set(wide.conditions):
        return None
    rivals = [value for value in book.values if value.name == wide.name]
    turns = {day for value in rivals for day in (value.from_, value.to) if day is not None}
    for day in sorted(turns):
        if wide.in_force(day, plain.scope) and plain.in_force(day, plain.scope):
            winner = Rules(book, day, plain.scope).get(wide.name, **dict(wide.conditions))
            if not set(winner.conditions) >= set(wide.conditions):
                return day
    return None


def months_without(
    book: Book,
    names: Iterable[str] = ALWAYS_NEEDED,
    first: date = FIRST_MONTH,
    last: date = LAST_MONTH,
) -> list[str]:
    """Parameters without a value on the first of some month, for any scope the book knows and for the nation."""
    months = list(_months(first, last))
    names = tuple(names)
    found = []
    for scope in sorted({"", *(value.scope for value in book.values)}):
        books = [Rules(book, month, scope) for month in months]
        for name in names:
            bare = [rules.day for rules in books if name not in book.labels or rules.find(name) is None]
            if bare:
                label = book.labels.get(name, name)
                found.append(
                    f"parameters/{name.replace('.', '/')}.toml：“{label}”在“{scope or '全国'}”有{len(bare)}个月没有值，"
                    f"最早是{bare[0].year}年{bare[0].month}月。"
                )
    return found


def _months(first: date, last: date) -> Iterator[date]:
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(index // 12, index % 12 + 1, 1)


def _successions(book: Book) -> Iterator[tuple[Value, Value]]:
    """Each value with the one before it, of the same parameter, scope and conditions, that reaches furthest."""
    groups: dict[tuple[object, ...], list[Value]] = {}
    for value in book.values:
        groups.setdefault((value.name, value.scope, value.conditions), []).append(value)
    for group in groups.values():
        furthest, *rest = sorted(group, key=lambda value: (value.from_, value.line))
        for later in rest:
            yield furthest, later
            if furthest.to is not None and (later.to is None or later.to > furthest.to):
                furthest = later


def _where(value: Value) -> str:
    return f"{value.file} 第{value.line}行"


def _what(value: Value) -> str:
    conditions = "，".join(f"{CONDITION_LABELS[key]}={wanted}" for key, wanted in value.conditions)
    return f"{value.name}（{value.scope or '全国'}{'，' if conditions else ''}{conditions}）"
