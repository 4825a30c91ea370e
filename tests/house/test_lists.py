"""Lists are scoped and paged: the one way to orders leads through the filter of the directory."""

import ast
import inspect

from huisheng.directory.actor import Actor
from huisheng.lifecycle.workorder import lists, reads
from tests.house import tree

MAY_TAKE_ALL = ("lifecycle/workorder", "rehearsal")
BY_KEY = {"huisheng/lifecycle/intake/actions/accept.py"}  # the order that the same source reference made before
ORDERS = {
    "WorkOrder",
    "Dispatch",
    "Visit",
    "Supervision",
    "Request",
    "Personal",
    "Clock",
    "Note",
    "Instruction",
    "Link",
}
PEOPLE = ("desks", "api")  # rooms in which a person reads


def test_only_the_room_of_orders_takes_orders() -> None:
    found = [
        f"{tree.name(path)}:{node.lineno}: {tree.dotted(node)}"
        for path, node in tree.nodes()
        if isinstance(node, ast.Attribute)
        and node.attr in ("objects", "_default_manager", "_base_manager")
        and tree.dotted(node.value).rpartition(".")[2] in ORDERS
        and not (tree.in_room(path, *MAY_TAKE_ALL) or tree.name(path) in BY_KEY)
    ]
    tree.nothing(found)


def test_screens_and_api_ask_no_table_themselves() -> None:
    found = [
        f"{tree.name(path)}:{node.lineno}: {tree.dotted(node)}"
        for path, node in tree.nodes()
        if tree.in_room(path, *PEOPLE) and isinstance(node, ast.Attribute) and node.attr in ("objects", "cursor")
    ]
    tree.nothing(found)


def test_screens_and_api_never_take_by_id() -> None:
    """``take_by_id`` and the manager know no scope; they are the worker's."""
    unscoped = {"take_by_id", "by_source", "live_many", "running_out"}
    found = [
        f"{tree.name(path)}:{node.lineno}: {alias.name}"
        for path, node in tree.nodes()
        if tree.in_room(path, *PEOPLE) and isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in unscoped
    ]
    tree.nothing(found)


def test_what_lists_orders_asks_for_the_actor() -> None:
    for listing in (lists.page, lists.filtered, reads.visible, reads.look, reads.take):
        hints = {one.annotation for one in inspect.signature(listing).parameters.values()}
        assert hints & {Actor, "Actor"}, f"{listing.__name__} lists orders for nobody"


def test_a_page_has_an_end() -> None:
    assert inspect.signature(lists.page).parameters["size"].default == lists.PAGE <= 100


def test_every_list_on_a_screen_pages_by_key() -> None:
    """OFFSET reads what it skips, and skips what was added meanwhile."""
    found = [
        f"{tree.name(path)}:{node.lineno}"
        for path, node in tree.nodes()
        if (isinstance(node, ast.Name) and node.id == "Paginator")
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and " OFFSET " in node.value.upper())
    ]
    tree.nothing(found)
