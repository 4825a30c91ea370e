"""Over which days topics are looked for."""

from datetime import date, timedelta

from huisheng.insight.hot.said import Window
from huisheng.kernel.labelled import Labelled


class Span(Labelled):
    """The days up to the newest matter's, and the calendar month before it, of which circulars tell."""

    DAY = "day", "近1日"
    WEEK = "week", "近7日"
    MONTH = "month", "近30日"
    BEFORE = "before", "上月"

    def window(self, last: date) -> Window:
        """Its days, where ``last`` is the newest matter's."""
        if self is Span.BEFORE:
            end = last.replace(day=1) - timedelta(days=1)
            return Window(end.replace(day=1), end)
        return Window(last - timedelta(days={"day": 0, "week": 6, "month": 29}[self.value]), last)
