"""What a unit still has in hand, counted for the administrator who would end it. Counts alone: no order is shown."""

from django.db.models import Count

from huisheng.lifecycle.workorder.models import Dispatch
from huisheng.lifecycle.workorder.states import LIVE, DispatchState

_OPEN = (DispatchState.SENT, DispatchState.SIGNED, DispatchState.REPLIED)


def of_units(path: str) -> dict[str, int]:
    """Open dispatches to the unit with that path and to those below it: state in words -> how many; none left out."""
    rows = Dispatch.objects.filter(unit__path__startswith=path, state__in=_OPEN, order__state__in=LIVE)
    counted = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {state.label: counted[state.value] for state in _OPEN if counted.get(state.value)}
