"""The demo city's knowledge base: what its agents answer within the call, written and signed by acts."""

from huisheng.directory.models import Seat
from huisheng.directory.reads import actor_for_seat
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.knowledge.actions import sign, submit, write
from huisheng.knowledge.models import Article
from huisheng.knowledge.states import Form
from huisheng.rehearsal.words import OnCall, oncall

_SOURCE = "演示知识，内容为自拟"
_SAID = ("已告知", "已说明", "经查询为", "已")


def write_down(platform: int) -> int:
    """Write the articles where the platform has none yet; how many are new. None where nobody edits or signs."""
    seats = Seat.objects.filter(unit__platform_id=platform, user__isnull=False).order_by("code")
    writer, signer = (seats.filter(role=role).first() for role in (Role.KNOWLEDGE, Role.SUPERVISOR))
    if writer is None or signer is None or Article.objects.filter(platform_id=platform).exists():
        return 0
    by, to = actor_for_seat(writer.code), actor_for_seat(signer.code)
    assert by is not None and to is not None  # they have accounts
    themes = [theme for theme in oncall() if "{" not in theme.np + theme.answer]
    for theme in themes:
        now = clock.now()
        article = write.do(by=by, at=now, **_given(theme))
        article = submit.do(article.pk, by=by, at=now, seen=article.version)
        sign.do(article.pk, by=to, at=now, seen=article.version)
    return len(themes)


def _given(theme: OnCall) -> dict[str, object]:
    answer = theme.answer
    for said in _SAID:
        answer = answer.removeprefix(said)
    return {
        "title": f"{theme.np}？" if theme.np.endswith(("怎样", "何时", "多少", "吗")) else theme.np,
        "form": Form.QUESTION.value,
        "body": answer.lstrip("，：、").strip(),
        "keywords": "",
        "source": _SOURCE,
        "category": "",
        "public": True,
        "valid_from": clock.local_day(clock.now()),
        "valid_until": "",
    }
