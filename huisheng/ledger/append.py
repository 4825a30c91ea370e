"""The only door in.

``writing()`` opens a page: one database transaction, the entries it will hold and the live rows they change.
Entries get their number and hash when they are appended; rows and entries reach the database together when the
outermost ``writing()`` ends. A page that fails leaves nothing behind.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, models, transaction
from psycopg.errors import DeadlockDetected

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import chain, nudge, pen
from huisheng.ledger.chain import Line
from huisheng.ledger.read import Head, head
from huisheng.ledger.vocabulary.base import Body, canonical

T = TypeVar("T")

_current: ContextVar["Page | None"] = ContextVar("page", default=None)


class Page:
    """Everything one transaction writes."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._heads: dict[str, Head] = {}
        self._rows: dict[int, models.Model] = {}
        self._known: dict[object, Any] = {}

    def begin(self, stream: str) -> None:
        """Say that the stream is new: no look-up is needed, and a second beginner fails on the unique number."""
        self._heads[stream] = Head(0, chain.GENESIS)

    def open(self, stream: str) -> int:
        """Look up where the stream stands (its row must be locked by the caller); the last number."""
        if stream not in self._heads:
            self._heads[stream] = head(stream)
        return self._heads[stream].no

    def append(
        self, stream: str, body: Body, *, by: Actor, at: datetime, unit: int | None = None, rule: str = ""
    ) -> Line:
        """Add an entry to the stream. ``at`` is when it became true; when it is recorded is the clock's to say."""
        self.open(stream)
        last = self._heads[stream]
        no, recorded_at = last.no + 1, clock.now()
        text = canonical(body.to_json())
        hash_ = chain.digest(stream, no, body.kind, body.version, at, recorded_at, by.seat, unit, rule, text, last.hash)
        line = Line(stream, no, body.kind, body.version, at, recorded_at, by.seat, unit, rule, text, last.hash, hash_)
        self._heads[stream] = Head(no, hash_)
        self.lines.append(line)
        return line

    def keep(self, row: models.Model) -> None:
        """Write this live row when the page ends: inserted if it is new, else updated."""
        self._rows[id(row)] = row

    def known(self, kind: Callable[[], T]) -> T:
        """What this page knows of that kind, made at the first question: rows it has locked, and begun."""
        if kind not in self._known:
            self._known[kind] = kind()
        found: T = self._known[kind]
        return found

    def flush(self) -> None:
        """Send rows and entries to the database."""
        rows, self._rows = self._rows, {}
        lines, self.lines = self.lines, []
        if rows or lines:
            pen.write(list(rows.values()), lines)


@contextmanager
def writing() -> Iterator[Page]:
    """A page to write on: the one already open, or a new one in a transaction of its own.

    Two writers who begin one stream or take one number: the later gets Refusal ``stale``. Two who wait for each
    other's rows: the one whom the database gives up gets Refusal ``busy``.
    """
    page = _current.get()
    if page is not None:
        yield page
        return
    page = Page()
    token = _current.set(page)
    try:
        with transaction.atomic():
            yield page
            page.flush()
            if nudge.wanted():
                transaction.on_commit(nudge.tell, robust=True)
    except IntegrityError as error:
        if broken(error) == "ledger_entry_stream_no":
            raise Refusal("stale", "这条记录刚被别人更新，请刷新后再试，您填写的内容仍在。") from error
        raise
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):
            raise Refusal("busy", "与另一项同时进行的操作相冲突，没有保存，请再提交一次。") from error
        raise
    finally:
        _current.reset(token)


@contextmanager
def attempting() -> Iterator[Page]:
    """A page; or a part of the one already open that may fail alone: then what was written before it stays."""
    page = _current.get()
    if page is None:
        with writing() as fresh:
            yield fresh
        return
    page.flush()
    heads = dict(page._heads)
    try:
        with transaction.atomic():
            yield page
            page.flush()
    except BaseException:
        page.lines, page._heads, page._rows, page._known = [], heads, {}, {}
        raise


def broken(error: IntegrityError) -> str:
    """The name of the constraint that refused."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or "")


def page() -> Page:
    """The page being written. Verbs write only inside ``writing()``."""
    current = _current.get()
    if current is None:
        raise RuntimeError("a verb is done inside ledger.append.writing()")
    return current
