"""One edition of a circular: read, reworded, checked, reviewed, signed, published, downloaded; its numbers opened."""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from huisheng.circular import differences, reads, wording
from huisheng.circular.actions import publish, review, reword, send_back, sign
from huisheng.circular.checker import check_document
from huisheng.circular.document import Document, Source
from huisheng.circular.models import Edition
from huisheng.circular.render import to_docx, to_html, to_pdf, to_xlsx
from huisheng.circular.states import EDGES, EditionState
from huisheng.desks import clauses, frame, numbers, posted, swap
from huisheng.desks.circulars import offers_of, unseen
from huisheng.desks.cites import cite
from huisheng.desks.fields import Typed, typed
from huisheng.desks.numbers import Shown
from huisheng.desks.words import moment
from huisheng.directory.actor import Actor
from huisheng.kernel import clock, own
from huisheng.kernel.asks import Ask
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.topics.states import Span

_BROAD, _TALL = 20, 14  # a line of the narrow form beside the sheet, in characters; its height, in lines
VERBS: dict[str, ModuleType] = {"review": review, "send_back": send_back, "sign": sign, "publish": publish}


def _docx(document: Document) -> bytes:
    """On the city's own paper, where it has brought some (``template.docx`` in its own folder)."""
    template = own.folder() / "template.docx"
    return to_docx(document, template.read_bytes() if template.is_file() else None)


FORMS: dict[str, tuple[Callable[[Document], bytes], str]] = {
    "docx": (_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (to_pdf, "application/pdf"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@require_safe
def edition(request: HttpRequest, actor: Actor, key: int, no: int) -> HttpResponse:
    """The edition as it reads."""
    return _shown(request, actor, reads.edition(actor, key, no))


def act(request: HttpRequest, actor: Actor, key: int, no: int, name: str) -> HttpResponse:
    """Do a verb on the edition, or reword a paragraph; refused: the page with the sentence and what was typed."""
    if name not in VERBS and name != "reword":
        raise Http404
    here = reverse("desks:edition", args=[key, no])
    if request.method != "POST":
        return redirect(here)
    seen = request.POST.get("version", "")
    module: ModuleType = reword if name == "reword" else VERBS[name]
    asks: tuple[Ask, ...] = getattr(module, "ASKS", ())
    form = typed(asks, request.POST)
    given: dict[str, object] = dict(form.raw) if name == "send_back" else {**form.raw, "seen": seen}
    paragraph = request.POST.get("paragraph", "")
    if name == "reword":
        form.raw["words"] = request.POST.get("words", "")
        given |= {"paragraph": paragraph, "words": form.raw["words"]}
    try:
        module.do(key, no, by=actor, at=clock.now(), **given)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        form.refuse(refusal, asks)
        tried = (paragraph if name == "reword" else name, form)
        return _shown(request, actor, reads.edition(actor, key, no), tried, posted.status(refusal))
    messages.success(request, f"已{EDGES[name].label}。")
    return redirect(f"{here}#w-{paragraph}" if name == "reword" else here)


@require_safe
def file(request: HttpRequest, actor: Actor, key: int, no: int, form: str) -> HttpResponse:
    """The edition as DOCX, PDF or XLSX."""
    if form not in FORMS:
        raise Http404
    found = reads.edition(actor, key, no)
    render, kind = FORMS[form]
    name = f"circular-{found.run.first}-{found.run.last}-{no}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(render(reads.document(found)), content_type=kind, headers=headers)


@require_safe
def number(request: HttpRequest, actor: Actor, key: int, no: int, ref: str) -> HttpResponse:
    """One printed number: as frozen, with its working; and the orders that make it as they stand now."""
    found = reads.edition(actor, key, no)
    document = reads.document(found)
    source = document.sources.get(ref)
    if source is None:
        raise Http404
    context: dict[str, Any] = {"shown": _source(source), "back": reverse("desks:edition", args=[key, no])}
    if source.token:
        figure = numbers.found(source.token, actor)
        if source.kind == "figure" and figure.numerator != source.numerator:
            context["moved"] = f"冻结之后台账有更正：现在计入 {figure.numerator}，冻结时 {source.numerator}。"
        context |= numbers.members(request, actor, figure, request.path)
    panel = swap.fills(request, "number")
    if panel:
        return render(request, "figures/_panel.html", context)
    return frame.page(request, actor, "figures/number.html", context)


def _source(source: Source) -> Shown:
    return Shown(
        label=source.label,
        of="",
        text="",
        unit="",
        working=source.working.splitlines(),
        formula=source.formula,
        definition=source.definition,
        cite=cite(source.cite),
        parameters=source.parameters,
        excluded=source.excluded,
        note="用到往期公布的数：由经办人录入，不由本系统的台账算出。" if source.kind == "given" else "",
    )


def _shown(
    request: HttpRequest,
    actor: Actor,
    found: Edition,
    tried: tuple[str, Typed] | None = None,
    status: int = 200,
) -> HttpResponse:
    document = reads.document(found)
    here = [found.run_id, found.no]
    office = reads.is_office(actor)

    def url_of(source: Source) -> str:
        return reverse("desks:edition_number", args=[*here, source.ref])

    offers = offers_of(found, VERBS, actor, tried, partial(_url, found))
    paragraphs = _paragraphs(found, actor, tried)
    context = {
        "edition": {
            "title": found.title,
            "no": found.no,
            "state": EditionState(found.state).label,
            "version": found.run.version,
            "sent_back": found.sent_back if found.state == EditionState.DRAFT else "",
            "signed_at": moment(found.signed_at) if found.signed_at else "",
            "digest": found.digest,
        },
        "html": mark_safe(to_html(document, url_of)),  # noqa: S308  the renderer escapes every word
        "files": [(form, reverse("desks:edition_file", args=[*here, form])) for form in FORMS],
        "run_url": reverse("desks:run", args=[found.run_id]),
        "findings": check_document(document) if office else [],
        "office": office,
        "differences": _differences(found, document),
        "offers": offers,
        "paragraphs": paragraphs,
        "error": unseen(tried, [*(one.name for one in offers), *(one["key"] for one in paragraphs)]),
        "reword_url": reverse("desks:edition_act", args=[*here, "reword"]),
        **(_hot(actor, found, paragraphs) if paragraphs else {}),
    }
    return frame.page(request, actor, "circulars/edition.html", context, status=status)


def _hot(actor: Actor, found: Edition, paragraphs: list[dict[str, Any]]) -> dict[str, Any]:
    """What was hot in these days stands ready beside the paragraphs about it, and for all where none is about it."""
    general, each = clauses.beside(actor, found, {one["key"] for one in paragraphs})
    for one in paragraphs:
        own = each.get(one["key"])
        said = own.said if own is not None else "" if each else general.said
        where = f"said-{one['key'] if own is not None else 'general'}"
        one |= {"beside": own, "put": where if said else "", "rows": _rows(one["text"] + said)}
    return {"hot": general, "hot_url": reverse("desks:topics") + f"?span={Span.BEFORE.value}"}


def _rows(text: str) -> int:
    return min(max(3, len(text) // _BROAD + 2), _TALL)


def _differences(found: Edition, document: Document) -> list[differences.Difference]:
    if found.corrects is None:
        return []
    return differences.differences(reads.document(found.corrects), document)


def _paragraphs(found: Edition, actor: Actor, tried: tuple[str, Typed] | None) -> list[dict[str, Any]]:
    """What the office may reword: each paragraph as it stands, the refused one as it was typed."""
    over = reword.can(found, actor) is not None
    if over and tried is None:
        return []
    made = wording.editable(reads.frozen(found.run, found.composition))
    if over:
        # nothing to write any more, but what was typed meanwhile isn't lost
        made = {key: text for key, text in made.items() if tried is not None and tried[0] == key}
    told = []
    for key, original in made.items():
        form = tried[1] if tried is not None and tried[0] == key else None
        text = str(form.raw["words"]) if form else found.words.get(key, original)
        told.append(
            {
                "key": key,
                "text": text,
                "original": original,
                "changed": key in found.words,
                "error": form.error if form else "",
            }
        )
    return told


def _url(found: Edition, name: str) -> str:
    return reverse("desks:edition_act", args=[found.run_id, found.no, name])
