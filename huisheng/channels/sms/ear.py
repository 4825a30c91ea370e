"""Keeps what a link hears, in the database. It runs in the link's thread, on that thread's connection."""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial

from django.db import Error, close_old_connections, connection
from django.db.models import QuerySet

from huisheng.channels.sms import parts, reads, rules
from huisheng.channels.sms.actions import accept, hear, note_reports, tidy
from huisheng.channels.sms.contract import Report, Said
from huisheng.channels.sms.models import Arrival, Gateway
from huisheng.kernel import clock

log = logging.getLogger("huisheng.sms")

LOOK_S, TIDY_S = 5.0, 60.0


class Keeper:
    """The ear of one gateway's link."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._look_at = self._tidy_at = 0.0
        self._answered: list[int] = []  # arrivals whose answer went out; before the last ping: those of ``_proven``
        self._proven: list[int] = []

    def heard(self, came: Sequence[Said | Report]) -> list[bool]:
        """A message that can't be kept now is brought again by the gateway; so are the receipts of one batch."""
        reports = [one for one in came if isinstance(one, Report)]
        if reports:
            return [self._well(lambda: note_reports.do(self._gateway.code, reports, at=clock.now()))] * len(reports)
        return [self._well(partial(self._said, one)) for one in came if isinstance(one, Said)]

    def accepted(self, mark: int, message_id: str) -> None:
        """Its key is what a receipt will name."""
        self._well(lambda: accept.do(mark, message_id))

    def pinged(self) -> None:
        """What was answered before this ping is proven by its answer."""
        self._proven, self._answered = self._proven + self._answered, []

    def ponged(self) -> None:
        """The gateway has our answers: what comes again now is another message."""
        proven, self._proven = self._proven, []
        if proven:
            self._well(lambda: Arrival.objects.filter(pk__in=proven).update(confirmed=True))

    def up(self) -> None:
        """The account shows it."""
        now = clock.now()
        self._well(lambda: self._row().update(connected_at=now, last_at=now, trouble=""))
        log.info("gateway %s is up", self._gateway.code)

    def odd(self) -> None:
        """Said without a word of it: it may be a citizen's."""
        log.warning("gateway %s said something that can't be read", self._gateway.code)

    def beat(self) -> bool:
        """Every few seconds: whether the account is still there; every minute: what waits, goes on."""
        now = time.monotonic()
        if now < self._look_at:
            return True
        self._look_at = now + LOOK_S
        close_old_connections()
        there = True
        try:
            there = reads.gateway(self._gateway.pk) is not None
            if there and now >= self._tidy_at:
                self._tidy_at = now + TIDY_S
                self._row().update(last_at=clock.now())
                tidy.do(self._gateway, at=clock.now())
        except Error:
            log.exception("database")
            connection.close()
        return there

    def down(self) -> None:
        """The account shows it."""
        self._well(lambda: self._row().update(connected_at=None, trouble=""))
        log.info("gateway %s is down", self._gateway.code)

    def _row(self) -> QuerySet[Gateway]:
        return Gateway.objects.filter(pk=self._gateway.pk)

    def _said(self, said: Said) -> None:
        report = self._unmarked(said)
        if report is not None:
            note_reports.do(self._gateway.code, [report], at=clock.now())
            return
        arrival = hear.do(self._gateway, said, at=clock.now())
        if arrival is not None:
            self._answered.append(arrival)

    def _unmarked(self, said: Said) -> Report | None:
        """Some gateways don't mark their receipts: it is one if it names a part of ours."""
        found = rules.receipt(parts.text_of([(said.coding, said.body)], gsm=True))
        if found is None:
            return None
        fate, trouble = rules.told(found[1], found[2])
        report = Report(said.seq, said.command, found[0], said.sender, fate, trouble)
        return report if note_reports.is_known(self._gateway.code, report) else None

    def _well(self, act: Callable[[], object]) -> bool:
        """Whether it was done. What fails is logged, and never ends the link."""
        try:
            act()
        except Error:
            log.exception("database")
            connection.close()
        except Exception:
            log.exception("gateway %s", self._gateway.code)
        else:
            return True
        return False
