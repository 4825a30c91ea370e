"""Where an order and its verbs stand, and what a page said."""

from typing import Any

from huisheng.lifecycle.workorder.models import WorkOrder

DETAIL = {"HX-Request": "true", "HX-Target": "detail"}
CALLER = {"HX-Request": "true", "HX-Target": "caller"}


def order(key: int) -> WorkOrder:
    """The order's row as it stands."""
    return WorkOrder.objects.select_related("personal").get(pk=key)


def address(key: int, verb: str = "") -> str:
    """The order's page, or where its verb is sent."""
    return f"/orders/{order(key).number}/" + (f"{verb}/" if verb else "")


def version(key: int) -> dict[str, str]:
    """The version that a fresh screen shows."""
    return {"version": str(order(key).version)}


def said(answer: Any) -> str:
    """The page's text."""
    return str(answer.content.decode())
