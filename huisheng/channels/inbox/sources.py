"""Sources of messages: accounts of peers, of whatever channel, each known by its code.

A message is known by its source and its key there, and is answered by its source: so no two accounts may have one
code, not one after the other either, unless they are the same platform's at the same channel.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.apps import apps

from huisheng.channels.inbox.models import Incoming
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal

_OURS = ("portal-", "letters-", "list-")  # begin the sources of what isn't brought by a peer


class Source:
    """A model of accounts: it has ``platform``, ``code`` and ``revoked_at``. ``called``: what people call one."""

    called: ClassVar[str]


def check_free(code: str, kind: type[Source], by: Actor) -> None:
    """Refusal ``code_taken`` where a message of that source could be somebody else's."""
    if code.startswith(_OURS):
        raise _taken(f"代码不能以{'、'.join(_OURS)}开头，请换一个。")
    known = False
    for model in apps.get_models():
        if issubclass(model, Source):
            rows = model._default_manager.filter(code=code)
            if rows.filter(revoked_at__isnull=True).exists():
                raise _taken(f"代码{code}已登记（{model.called}），请换一个，或先停用原来的。")
            own = model is kind and not rows.exclude(platform_id=by.platform).exists()
            if not own and rows.exists():
                raise _taken(f"代码{code}已由别的平台或者别的渠道用过，请换一个。")
            known = known or (own and rows.exists())
    if not known and Incoming.objects.filter(source=code).exists():
        raise _taken(f"代码{code}已是别的来件的来源，请换一个。")


def _taken(sentence: str) -> Refusal:
    return Refusal("code_taken", sentence, field="code")


def revoke(code: str, kind: type[Any], *, by: Actor, at: datetime, **forgotten: object) -> None:
    """Revoke the account of that code, of the administrator's own platform; what it needn't keep is ``forgotten``.

    Refusal ``unknown_…`` where there is none in use.
    """
    mine = kind.objects.filter(code=code, platform_id=by.platform, revoked_at__isnull=True)
    if mine.update(revoked_at=at, **forgotten) != 1:
        sentence = f"没有这个正在使用的{kind.called}，请核对代码。"
        raise Refusal(f"unknown_{kind.__name__.lower()}", sentence, field="code")
