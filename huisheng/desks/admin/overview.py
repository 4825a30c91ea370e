"""The administrator's first page: what wants looking after, and what was changed last."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks.admin import forms, log, taxonomy
from huisheng.directory import book, settings_reads, tree_reads
from huisheng.directory.actor import Actor
from huisheng.directory.duties import Duty, may
from huisheng.kernel import clock
from huisheng.kernel.errors import insist
from huisheng.taxonomy import catalogue, coverage
from huisheng.taxonomy import reads as categories


@require_safe
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Counts that lead somewhere, and the last changes."""
    insist(may(actor, Duty.DIRECTORY))
    today = clock.local_day(clock.now())
    by = taxonomy.editor(actor)
    held = categories.version_at(today, actor.scope)
    code = held.code if held else ""
    every = catalogue.duties(by.platform)
    gaps = coverage.gaps(catalogue.tree(code), coverage.in_force(every, code, today))
    regions = (one.code for one in categories.regions(by.platform))
    clashes = coverage.conflicts(every, catalogue.tree, regions, taxonomy.terms(actor), today)
    ending = tree_reads.ending(actor, today)
    waiting = settings_reads.rule_changes(actor, waiting=True)
    empty = tree_reads.without_account(actor, today)
    coming = [one for one in catalogue.versions(actor.scope) if one.valid_from > today]
    rules, duties = reverse("desks:admin_rules"), reverse("desks:admin_duties")
    counters = [
        ("等确认的参数", len(waiting), "项", rules, "第二个席位确认了才算数" if waiting else "没有"),
        ("没有单位的类别", len(gaps), "个", f"{duties}#gaps", "派单时没有建议单位" if gaps else "目录齐全"),
        ("目录里的矛盾", len(clashes), "处", f"{duties}#conflicts", "条目照着办不了" if clashes else "没有"),
        ("将停用的单位", len(ending), "个", reverse("desks:admin_units"), "、".join(u.short for u in ending[:3])),
        ("还没有账号的席位", empty, "个", reverse("desks:admin_seats"), "请安全管理员移交" if empty else "没有"),
        ("待启用的分类", len(coming), "版", reverse("desks:admin_categories"), coming[0].title if coming else ""),
    ]  # fmt: skip
    context = {
        "platform": book.book().units[actor.platform].name,
        "counters": [
            {"label": label, "text": str(count), "unit": unit, "url": url, "note": note, "clock": ""}
            for label, count, unit, url, note in counters
        ],
        "changes": [log.line(row) for row in settings_reads.changes(actor, limit=20)[:20]],
    }
    return forms.page(request, actor, "admin/overview.html", context, tab="admin")
