"""The administrator's pages: their tabs, their forms, and what happens when a form is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from huisheng.desks import frame
from huisheng.desks.fields import Field, Option
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.amounts import Day
from huisheng.kernel.errors import Refusal
from huisheng.kernel.lines import Column

_TABS = (
    ("admin", "总览"),
    ("admin_units", "单位"),
    ("admin_seats", "席位"),
    ("admin_roster", "排班"),
    ("admin_categories", "分类"),
    ("admin_duties", "派单目录"),
    ("admin_rules", "参数"),
    ("admin_learning", "学习"),
    ("admin_changes", "变更记录"),
)
REASON = Column("reason", "理由", hint="会记录在案，审计员看得到。")


@dataclass(frozen=True, slots=True)
class Act:
    """One act a page offers. ``refusal``: why it may not be done now; ``open``: its form stands open."""

    name: str
    label: str
    words: str
    url: str
    fields: Sequence[Field] = ()
    refusal: str = ""
    error: str = ""
    open: bool = False
    danger: bool = False


def page(
    request: HttpRequest, actor: Actor, template: str, context: Mapping[str, Any], *, tab: str, status: int = 200
) -> HttpResponse:
    """A page of the desk, with its tabs; who only confirms sees only parameters."""
    shown = _TABS if actor.role is Role.ADMIN else (("admin_rules", "参数"),)
    tabs = [{"url": reverse(f"desks:{name}"), "label": label, "current": name == tab} for name, label in shown]
    return frame.page(request, actor, template, {"tabs": tabs, **context}, status=status)


def fields(
    columns: Sequence[Column], values: Mapping[str, Any], refusal: Refusal | None = None,
    kinds: Mapping[str, Sequence[Option] | str] | None = None,
) -> list[Field]:  # fmt: skip
    """Columns as the fields of a form. ``kinds``: options of a choice, or the kind of the control."""
    made = []
    for column in columns:
        kind = (kinds or {}).get(column.name, "text")
        options: Sequence[Option] = () if isinstance(kind, str) else kind
        drawn = kind if isinstance(kind, str) else "select" if len(kind) and kind[0].value == "" else "datalist"
        value = values.get(column.name)
        hint = "" if drawn == "select" else column.hint
        if drawn == "checkbox":
            hint = hint.removeprefix("是或否：")
        made.append(
            Field(
                column.name,
                column.label,
                drawn,
                "" if value is None else value,
                column.required,
                refusal.sentence if refusal is not None and refusal.field == column.name else "",
                hint,
                options=options,
                min=0 if drawn == "number" else None,
            )  # fmt: skip
        )
    return made


def day(request: HttpRequest, name: str, label: str) -> date | None:
    """A day from a form; None where nothing was typed. Refusal beside the field."""
    return Day(name, label, required=False).read(request.POST.get(name, ""))


def asked_day(request: HttpRequest, name: str) -> date | None:
    """A day from the address; None where it is none."""
    try:
        return Day(name, name, required=False).read(request.GET.get(name, ""))
    except Refusal:
        return None


def beyond(refusal: Refusal | None, shown: Sequence[Field]) -> str:
    """The sentence that stands above the form because no field of it is meant."""
    if refusal is None or refusal.field in {field.name for field in shown}:
        return ""
    return refusal.sentence


def sent(
    request: HttpRequest, do: Callable[[], str], then: Callable[[], str], again: Callable[[Refusal], HttpResponse]
) -> HttpResponse:
    """Do it, say it, go on; or show the page again with the sentence beside what was typed."""
    try:
        said = do()
    except Refusal as refusal:
        if refusal.code in ("not_found", "not_yours"):
            raise
        return again(refusal)
    messages.success(request, said)
    return redirect(then())
