"""Working time: which days are worked, when a desk is open, when a limit runs out, and why.

Pure arithmetic on what it is given; it never asks the time and keeps no limit of its own. Days follow the State
Council's notices, one file a year in ``holidays/``; a year without a file is a Refusal, never a guess.

``calendar``   the working day and the n-th working day after a day, with its derivation
``schedule``   open hours: several slots a day, shifts, breaks, holidays; ``ALWAYS`` is round the clock
``pauses``     clocks that pause and resume
``due``        due times for the deadline rules, each with lines people can read
``listing``    "DATE N" lines
``notices``    the year files
"""

from huisheng.workdays.calendar import Counted, Day, day, explain, is_workday, nth_workday_after
from huisheng.workdays.due import Due, calendar_days_after, hours_after, workdays_after, working_hours_after
from huisheng.workdays.listing import parse_lines
from huisheng.workdays.pauses import Pause, Stopwatch, clock_face, cut_by_day, moved, pauses_from
from huisheng.workdays.schedule import ALWAYS, Schedule
from huisheng.workdays.spans import Slot, Span

__all__ = [
    "ALWAYS",
    "Counted",
    "Day",
    "Due",
    "Pause",
    "Schedule",
    "Slot",
    "Span",
    "Stopwatch",
    "calendar_days_after",
    "clock_face",
    "cut_by_day",
    "day",
    "explain",
    "hours_after",
    "is_workday",
    "moved",
    "nth_workday_after",
    "parse_lines",
    "pauses_from",
    "workdays_after",
    "working_hours_after",
]
