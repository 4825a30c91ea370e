"""Draw the states of an order from the table of edges: ``python -m docs.write``."""

from collections import defaultdict
from pathlib import Path

from huisheng.lifecycle.verbs import ACCEPT, VERBS
from huisheng.lifecycle.workorder.states import EDGES, DispatchState, OrderState

PAGE = Path(__file__).resolve().with_name("状态.md")

_HEAD = """# 工单的状态

本页由 `docs/handbook/draw_states.py` 按 `huisheng/lifecycle/workorder/states.py` 的状态表画出，不手工修改。
只画使状态改变的操作；不改变状态的操作（联系当事人、催办、标记等）列在图后。

"""


def _label(verb: str) -> str:
    return str((ACCEPT if verb == "accept" else VERBS[verb]).VERB.label)


def _arrows(edges: dict[tuple[str, str], list[str]]) -> list[str]:
    return [f"    {a} --> {b}: {'、'.join(dict.fromkeys(verbs))}" for (a, b), verbs in edges.items()]


def orders() -> str:
    """The states of an order as a mermaid diagram."""
    edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    edges["[*]", OrderState.ACCEPTED.value].append(_label("accept"))
    for verb, edge in EDGES.items():
        for before, afters in edge.order.items():
            for after in afters:
                if after != before:
                    edges[before.value, after.value].append(_label(verb))
    names = [f'    state "{state.label}" as {state.value}' for state in OrderState]
    return "\n".join(["```mermaid", "stateDiagram-v2", *names, *_arrows(edges), "```"])


def dispatches() -> str:
    """The states of a dispatch."""
    edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    for verb in ("send", "pass_on", "resend", "redo"):
        edges["[*]", DispatchState.SENT.value].append(_label(verb))
    for verb, edge in EDGES.items():
        for before, after in (edge.dispatch or {}).items():
            if after != before:
                edges[before.value, after.value].append(_label(verb))
    for state in (DispatchState.SENT, DispatchState.SIGNED):
        edges[state.value, DispatchState.WITHDRAWN.value].append(_label("resend"))
    names = [f'    state "{state.label}" as {state.value}' for state in DispatchState]
    return "\n".join(["```mermaid", "stateDiagram-v2", *names, *_arrows(edges), "```"])


def staying() -> str:
    """Verbs that leave the state as it is: in which states they may be done, and by whom."""
    lines = ["| 操作 | 可在这些状态办理 | 由谁办理 |", "| --- | --- | --- |"]
    for verb, edge in EDGES.items():
        if edge.order and all(afters == (before,) for before, afters in edge.order.items()):
            states = "、".join(state.label for state in edge.order) if len(edge.order) < len(OrderState) else "任何状态"
            lines.append(f"| {_label(verb)} | {states} | {'、'.join(role.label for role in edge.roles)} |")
    return "\n".join(lines)


def drawn() -> str:
    """The whole page."""
    return (
        f"{_HEAD}## 工单\n\n{orders()}\n\n"
        f"## 派单\n\n一件工单可以有几次派单；每次派单有自己的状态。\n\n{dispatches()}\n\n"
        f"## 不改变工单状态的操作\n\n{staying()}\n"
    )
