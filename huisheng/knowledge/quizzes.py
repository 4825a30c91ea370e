"""Questions about quizzes (知识竞赛), scoped to the seat that asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from huisheng.directory.actor import Actor
from huisheng.directory.models import Seat
from huisheng.directory.roles import KEEPERS, Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.knowledge import ranks, reads
from huisheng.knowledge.models import Question, Quiz, Sitting, Text
from huisheng.knowledge.questions import Source
from huisheng.knowledge.states import ArticleState, QuizState

OFFICE = (Role.KNOWLEDGE, Role.SUPERVISOR)
# none of the office: it sees the right answers before
TAKERS = (Role.AGENT, Role.DISPATCHER, Role.VISITOR, Role.QUALITY)
MOST = 20
_NOT_FOUND = Refusal("not_found", "没有这场竞赛，或者您无权查看，请核对编号。")


@dataclass(frozen=True, slots=True)
class Ranked:
    """One who took part: place, seat, unit, right answers, seconds."""

    place: int
    seat: int
    unit: int
    right: int
    seconds: int


def visible(actor: Actor) -> QuerySet[Quiz]:
    """Quizzes of the seat's platform; before they open the office's alone. Handlers see those of which they are."""
    rows = Quiz.objects.filter(platform_id=actor.platform)
    if actor.role in KEEPERS:
        return rows.none()
    if actor.role not in OFFICE:
        rows = rows.exclude(state=QuizState.DRAWN)
    return rows.filter(units=True) if actor.role is Role.HANDLER else rows


def newest(actor: Actor) -> list[Quiz]:
    """The last ones, the newest first."""
    return list(visible(actor).order_by("-pk")[:MOST])


def look(key: int, actor: Actor) -> Quiz:
    """The quiz, to look at."""
    quiz = visible(actor).filter(pk=key).first()
    if quiz is None:
        raise _NOT_FOUND
    return quiz


def take(key: int, actor: Actor) -> Quiz:
    """The quiz, locked until the page ends."""
    quiz = visible(actor).select_for_update(of=("self",)).filter(pk=key).first()
    if quiz is None:
        raise _NOT_FOUND
    return quiz


def questions(quiz: Quiz) -> list[Question]:
    """All of them by number, with their articles."""
    return list(quiz.questions.select_related("article").order_by("no"))


def key(quiz: Quiz) -> list[int]:
    """The right answers by number, each from 0."""
    return list(quiz.questions.order_by("no").values_list("right", flat=True))


def sitting(quiz: Quiz, actor: Actor) -> Sitting | None:
    """The seat's own try."""
    return quiz.sittings.filter(seat=actor.seat).first()


def begun(actor: Actor, quizzes: Sequence[Quiz]) -> dict[int, Sitting]:
    """The seat's own tries at these, by quiz."""
    return {one.quiz_id: one for one in Sitting.objects.filter(seat=actor.seat, quiz__in=quizzes)}


def own_sitting(quiz: Quiz, actor: Actor) -> Sitting:
    """The same, locked. Refusal ``not_begun``."""
    found = quiz.sittings.select_for_update().filter(seat=actor.seat).first()
    if found is None:
        raise Refusal("not_begun", "您还没有开始这场竞赛，请先点开始。", "domain#art-74")
    return found


def ranked(quiz: Quiz) -> list[Ranked]:
    """Those who handed in, by right answers and then by time; who has as many in as long shares a place."""
    rows = quiz.sittings.filter(ended_at__isnull=False)
    told = sorted(((row.seat, row.unit, row.right or 0, row.seconds or 0) for row in rows), key=_first)
    places = ranks.places([(row[2], row[3]) for row in told])
    return [Ranked(place, *row) for place, row in zip(places, told, strict=True)]


def _first(row: tuple[int, int, int, int]) -> tuple[int, int, int]:
    return -row[2], row[3], row[0]


def invited(quiz: Quiz) -> list[tuple[int, int]]:
    """The seats that may take part, filled ones: (seat, unit)."""
    roles = [role.value for role in (*TAKERS, *((Role.HANDLER,) if quiz.units else ()))]
    rows = Seat.objects.filter(unit__platform_id=quiz.platform_id, role__in=roles, user__is_active=True)
    return list(rows.order_by("unit_id", "code").values_list("pk", "unit_id"))


def here(quiz: Quiz) -> set[int]:
    """The seats that began."""
    return set(quiz.sittings.values_list("seat", flat=True))


def held_on(platform: int, day: date) -> bool:
    """Whether a quiz that is kept here was opened or closed that day. Unscoped: for what is noted by hand."""
    hours = clock.midnight(day), clock.midnight(day + timedelta(days=1))
    that_day = Q(opened_at__gte=hours[0], opened_at__lt=hours[1]) | Q(closed_at__gte=hours[0], closed_at__lt=hours[1])
    return Quiz.objects.filter(that_day, platform_id=platform).exists()


def sources(platform: int, today: date, *, public: bool) -> list[Source]:
    """The base a quiz is drawn from: the public parts of what may be quoted. ``public``: of public articles alone."""
    rows = reads.of_platform(platform).filter(state=ArticleState.PUBLISHED)
    rows = rows.exclude(valid_until__lt=today).exclude(valid_from__gt=today)
    if public:
        rows = rows.filter(public=True)
    texts = Text.objects.filter(article__in=rows, no=F("article__current")).order_by("article_id")
    named = ("article_id", "no", "category", "form", "title", "body")
    return [Source(*row) for row in texts.values_list(*named)]


def owner(key: int) -> tuple[int, str]:
    """The platform of a quiz, and its title. Unscoped: for readers of the ledger."""
    row: tuple[int, str] = Quiz.objects.values_list("platform_id", "title").get(pk=key)
    return row


def live(quiz: Quiz) -> dict[str, Any]:
    """What the live table holds, in the shape that ledger.replay folds to."""
    names = ("platform_id", "version", "state", "count", "pool", "minutes", "units", "taken")
    times = ("drawn_at", "opened_at", "closes_at", "closed_at")
    return {name: getattr(quiz, name) for name in (*names, *times)}
