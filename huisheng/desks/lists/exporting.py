"""The form beside a list that asks for a file of it."""

from typing import Any

from django.http import HttpRequest

from huisheng.desks import frame
from huisheng.desks.addresses import reverse
from huisheng.desks.fields import Field, Option
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.lifecycle.listing import reads
from huisheng.lifecycle.listing.actions import ask_export
from huisheng.lifecycle.listing.states import Form
from huisheng.lifecycle.workorder.caller import PURPOSE

_LIMIT = "{:,} 件以内，在后台生成，可以接着办别的事；{} 小时后文件自动删除。导出会记录在案。"


def form(request: HttpRequest, actor: Actor) -> dict[str, Any] | None:
    """The context of templates/lists/_export.html; None for a seat that has nothing to take out."""
    if ask_export.can(actor) is not None:
        return None
    at = clock.now()
    return {
        "url": reverse("desks:exports") + frame.kept(request.GET, after="", before=""),
        "list_url": reverse("desks:exports"),
        "form": Field("form", "文件格式", "radio", Form.XLSX.value, True, options=_options()),
        "purposes": [Option(value, label) for value, label in PURPOSE.options.items()],
        "limit": _LIMIT.format(reads.limit("rows", actor, at), reads.limit("keep", actor, at)),
        "personal_limit": f"{reads.limit('personal_rows', actor, at):,}",
    }


def _options() -> list[Option]:
    return [Option(form.value, form.label) for form in Form]
