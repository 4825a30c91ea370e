"""Categories by version (分类) and the duty catalogue (派单目录): what holds, what is coming, what is missing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.desks import posted
from huisheng.desks.admin import forms
from huisheng.desks.admin.units import names
from huisheng.desks.fields import Field, Option, code_of
from huisheng.directory import book, tree_reads
from huisheng.directory.actor import Actor
from huisheng.directory.duties import Duty, may
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.kernel.lines import Column
from huisheng.taxonomy import catalogue, coverage, editing
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.actions import begin_version, end_category, put_category, put_duty, withdraw_version
from huisheng.taxonomy.atlas import CategoryCard
from huisheng.taxonomy.changes import Editor
from huisheng.taxonomy.coverage import Term
from huisheng.taxonomy.entries import DUTY_COLUMNS
from huisheng.taxonomy.models import DutyRule

CATEGORIES, DUTIES = "admin_categories", "admin_duties"
_SHOWN_GAPS = 100


def editor(actor: Actor) -> Editor:
    """The administrator as the taxonomy knows him. Refusal for everybody else."""
    insist(may(actor, Duty.DIRECTORY))
    card = book.book().units[actor.platform]
    return Editor(card.code, actor.scope, book_seat(actor), actor.label)


def book_seat(actor: Actor) -> str:
    """The code of the actor's seat."""
    return tree_reads.code_of_seat(actor.seat)


def terms(actor: Actor) -> dict[str, Term]:
    """The units in reach, by code, ended ones too."""
    units = book.book().units.values()
    mark = f"/{actor.platform}/"
    return {card.code: Term(card.name, card.valid_from, card.valid_to) for card in units if mark in card.path}


@require_safe
def versions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The versions that hold, held, or will."""
    return _versions(request, actor)


def _versions(request: HttpRequest, actor: Actor, refusal: Refusal | None = None) -> HttpResponse:
    by, at = editor(actor), clock.now()
    today = clock.local_day(at)
    now = taxonomy.version_at(today, actor.scope)
    rows = [
        {
            "url": reverse("desks:admin_version", args=[one.code]),
            "title": one.title,
            "code": one.code,
            "scope": one.scope or "全国",
            "first": one.valid_from,
            "last": one.valid_to,
            "count": len(catalogue.tree(one.code)),
            "state": "在用" if now and one.id == now.id else "待启用" if one.valid_from > today else "已停用"
            if one.valid_to and one.valid_to <= today else "被更近的版本代替",
        }
        for one in catalogue.versions(actor.scope)
    ]  # fmt: skip
    may_not = begin_version.can(by, at)
    columns = (
        Column("title", "版本名称", True, "如：云山市分类（2027年版）"),
        Column("begins", "从哪一天起启用", True, "只能是将来的日子；到那天以前可以改，启用后不再改"),
    )
    values = dict(request.POST.items()) if refusal else {}
    shown = forms.fields(columns, values, refusal, {"begins": "date"})
    context = {
        "rows": rows,
        "fields": shown,
        "may_not": may_not.sentence if may_not else "",
        "error": forms.beyond(refusal, shown),
        "tried": refusal is not None,
    }
    return forms.page(request, actor, "admin/versions.html", context, tab=CATEGORIES, status=422 if refusal else 200)


@require_POST
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new version from a day to come."""
    made: list[str] = []

    def do() -> str:
        begins = forms.day(request, "begins", "启用日期")
        title = request.POST.get("title", "")
        made.append(begin_version.do(title=title, begins=begins, by=editor(actor), at=clock.now()))
        return f"新版已照搬，{begins}启用；到那天以前可以增、改、停用类别。"

    return forms.sent(
        request,
        do,
        lambda: reverse("desks:admin_version", args=made),
        lambda refusal: _versions(request, actor, refusal),
    )


@require_safe
def version(request: HttpRequest, actor: Actor, version: str) -> HttpResponse:
    """One version's tree."""
    return _version(request, actor, version)


def _version(
    request: HttpRequest, actor: Actor, code: str, refusal: Refusal | None = None, tried: str = ""
) -> HttpResponse:
    by, at = editor(actor), clock.now()
    card, row = catalogue.version(code, actor.scope), catalogue.version_row(code)
    if card is None or row is None:
        raise Http404
    may_not = editing.can(row, by, at)
    top, asked = request.GET.get("top", "")[:6], request.GET.get("q", "").strip()[:50]
    tree = catalogue.tree(code)
    if asked:
        rows: Sequence[CategoryCard] = taxonomy.type_ahead(code, asked, 100)
    else:
        rows = [one for one in tree.values() if one.level == 1 or (top and one.code.startswith(top))]
        rows = sorted(rows, key=lambda one: one.order)
    posted = request.POST if refusal else {}
    context = {
        "card": card,
        "may_not": may_not.sentence if may_not else "",
        "rows": [
            {"code": one.code, "name": one.name, "full": one.full_name, "initials": one.initials, "level": one.level,
             "open": one.level == 1 and one.code == top[:2],
             "value": posted.get("name", one.name) if tried == f"rename:{one.code}" else one.name,
             "error": refusal.sentence if refusal and tried.partition(":")[2] == one.code else ""}
            for one in rows
        ],
        "asked": asked,
        "top": top,
        "add": [
            Field("above", "上级类别", "datalist", posted.get("above", top), hint="不填：新的一级类别",
                  error=_beside(refusal, tried, "above"),
                  options=[Option(f"{one.code} {one.full_name}", "") for one in tree.values() if one.level < 3]),
            Field("name", "类别名称", value=posted.get("name", "") if tried == "add" else "", required=True,
                  error=_beside(refusal, tried, "name"), hint="代码和拼音首字母由系统生成"),
        ],
        "error": refusal.sentence if refusal and tried in ("", "withdraw") else "",
        "import_url": f"{reverse('desks:admin_import', args=['categories'])}?{urlencode({'into': code})}",
        "back_url": reverse("desks:admin_categories"),
    }  # fmt: skip
    return forms.page(request, actor, "admin/version.html", context, tab=CATEGORIES, status=422 if refusal else 200)


def _beside(refusal: Refusal | None, tried: str, name: str) -> str:
    return refusal.sentence if refusal is not None and tried == "add" and refusal.field in (name, "") else ""


@require_POST
def change(request: HttpRequest, actor: Actor, version: str, deed: str) -> HttpResponse:
    """Add, rename or end a category of a coming version, or take the whole version back."""
    by, at, post = editor(actor), clock.now(), request.POST
    one = post.get("category", "")[:6]

    def do() -> str:
        if deed == "add":
            code = put_category.add(
                version, above=code_of(post.get("above", ""))[:6], name=post.get("name", ""), by=by, at=at
            )
            return f"已增加类别{code}。"
        if deed == "rename":
            put_category.rename(version, one, name=post.get("name", ""), by=by, at=at)
            return f"类别{one}已改名，从新版启用那天起用。"
        if deed == "end":
            count = end_category.do(version, one, by=by, at=at, reason=post.get("reason", ""))
            return f"新版里停用了{count}个类别。"
        withdraw_version.do(version, by=by, at=at, reason=post.get("reason", ""))
        return "新版已撤回，原来的继续用。"

    if deed not in ("add", "rename", "end", "withdraw"):
        raise Http404
    here = f"{reverse('desks:admin_version', args=[version])}?{urlencode({'top': post.get('top', '')[:6]})}"
    then = reverse("desks:admin_categories") if deed == "withdraw" else here
    tried = deed if deed in ("add", "withdraw") else f"{deed}:{one}"
    return forms.sent(request, do, lambda: then, lambda refusal: _version(request, actor, version, refusal, tried))


@require_http_methods(["GET", "HEAD", "POST"])
def duties(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The catalogue with its gaps and contradictions, and the form for another line."""
    if request.method != "POST":
        return _duties(request, actor)
    by = editor(actor)
    given = {column.name: request.POST.get(column.name, "") for column in DUTY_COLUMNS}
    given |= {name: code_of(given[name]) for name in ("category", "region", "unit")}

    def do() -> str:
        put_duty.do(given, units=terms(actor), by=by, at=clock.now(), reason=request.POST.get("reason", ""))
        return "派单目录已更新；原来有效的一条到那天为止。"

    return forms.sent(
        request, do, lambda: reverse("desks:admin_duties"), lambda refusal: _duties(request, actor, refusal)
    )


@require_POST
def end_duty(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """A line ends."""

    def do() -> str:
        ends = forms.day(request, "ends", "停用日期")
        put_duty.end(key, ends=ends, by=editor(actor), at=clock.now(), reason=request.POST.get("reason", ""))
        return f"这一条从{ends}起停用；没有单位承办的类别列在缺口里。"

    return forms.sent(
        request, do, lambda: reverse("desks:admin_duties"), lambda refusal: _duties(request, actor, refusal, key)
    )


def _duties(
    request: HttpRequest, actor: Actor, refusal: Refusal | None = None, ending: int | None = None
) -> HttpResponse:
    by, today = editor(actor), clock.local_day(clock.now())
    on = forms.asked_day(request, "on") or today
    held = taxonomy.version_at(on, actor.scope)
    code, asked = held.code if held else "", request.GET.get("q", "")
    rows = catalogue.duty_page(by.platform, code, asked, on, posted.whole(request.GET.get("after", "")) or 0)
    shown = rows[: catalogue.PAGE]
    units, every = terms(actor), catalogue.duties(by.platform)
    regions = taxonomy.regions(by.platform)
    clashes = coverage.conflicts(every, catalogue.tree, (one.code for one in regions), units, today)
    missing = coverage.gaps(catalogue.tree(code), coverage.in_force(every, code, on))
    more = {"q": asked, "on": request.GET.get("on", ""), "after": str(shown[-1].pk)} if len(rows) > len(shown) else {}
    form = _duty_form(request, actor, code, refusal if ending is None else None)
    context = {
        "version": held,
        "on": on.isoformat(),
        "asked": asked,
        "rows": [_duty(row, by.platform, code, units, today, refusal if ending == row.pk else None) for row in shown],
        "gaps": missing[:_SHOWN_GAPS],
        "gap_count": len(missing),
        "conflicts": [
            {"what": f"{taxonomy.category_name(one.duty.version, one.duty.category)}（{one.duty.region or '全部区划'}，"
                     f"{one.duty.valid_from}起）", "sentence": one.sentence}
            for one in clashes[:_SHOWN_GAPS]
        ],
        "conflict_count": len(clashes),
        "more_url": f"?{urlencode({k: v for k, v in more.items() if v})}" if more else "",
        "tomorrow": date.fromordinal(today.toordinal() + 1).isoformat(),
        **form,
    }  # fmt: skip
    return forms.page(request, actor, "admin/duties.html", context, tab=DUTIES, status=422 if refusal else 200)


def _duty(
    row: DutyRule, platform: str, version: str, units: Mapping[str, Term], today: date, refusal: Refusal | None
) -> dict[str, Any]:
    return {
        "key": row.pk,
        "code": row.category,
        "category": taxonomy.category_name(version, row.category),
        "region": taxonomy.region_name(platform, row.region) or "全部区划",
        "unit": units[row.unit_code].name if row.unit_code in units else f"（{row.unit_code}）",
        "co_units": "、".join(units[code].name if code in units else code for code in row.co_unit_codes),
        "clause": row.clause,
        "first": row.valid_from,
        "last": row.valid_to,
        "waiting": row.valid_from > today,
        "error": refusal.sentence if refusal else "",
    }


def _duty_form(request: HttpRequest, actor: Actor, code: str, refusal: Refusal | None) -> dict[str, Any]:
    platform = book.book().units[actor.platform].code
    kinds: dict[str, Sequence[Option] | str] = {
        "category": [Option(f"{one.code} {one.full_name}", "") for one in catalogue.tree(code).values()],
        "region": [Option(f"{one.code} {one.name}", "") for one in taxonomy.regions(platform)],
        "unit": names(actor),
        "valid_from": "date",
        "valid_to": "date",
    }
    values: dict[str, Any] = (
        dict(request.POST.items()) if refusal else {"category": request.GET.get("category", "")[:6]}
    )
    shown = forms.fields((*DUTY_COLUMNS, forms.REASON), values, refusal, kinds)
    tried = refusal is not None or bool(request.GET.get("category"))
    return {"fields": shown, "error": forms.beyond(refusal, shown), "tried": tried}
