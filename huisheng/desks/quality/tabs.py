"""The parts of this desk, as they stand at the head of each of its pages."""

from django.urls import reverse

from huisheng.lifecycle.quality.states import CheckKind

KINDS = {kind.value: kind.label for kind in CheckKind}


def tabs(current: str) -> list[tuple[str, str, bool]]:
    """(label, address, current)."""
    found = [("样本", reverse("desks:quality"), current == "samples")]
    found.append(("待复核的直办", reverse("desks:quality_answers"), current == "answers"))
    return [
        *found,
        *((label, reverse("desks:quality_checks", args=[kind]), current == kind) for kind, label in KINDS.items()),
    ]
