"""What is generated is up to date; what is promised in words is there in words."""

import re
from pathlib import Path

import pytest

from docs import write_tables
from docs.handbook import draw_states, write_rules
from huisheng.directory.roles import Role
from huisheng.ledger.vocabulary import KINDS
from huisheng.lifecycle.deadlines.actions.miss import CLOCKS
from huisheng.lifecycle.verbs import ACCEPT, VERBS
from tests.house import tree

SHARED = tree.ROOT.parent / "shared" / "DOMAIN.md"
DESKS = {
    *(Role.AGENT, Role.DISPATCHER, Role.HANDLER, Role.VISITOR, Role.SUPERVISOR, Role.ASSESSOR, Role.LEADER, Role.ADMIN),
}


def test_the_diagram_of_states_is_up_to_date() -> None:
    assert draw_states.PAGE.read_text(encoding="utf-8") == draw_states.drawn(), "python -m docs.write"


def test_the_register_of_rules_is_up_to_date() -> None:
    pages = write_rules.written()
    assert {path.name for path in write_rules.FOLDER.glob("*.md")} == set(pages)
    old = [name for name, text in pages.items() if (write_rules.FOLDER / name).read_text(encoding="utf-8") != text]
    assert not old, f"python -m docs.write: {old}"


@pytest.mark.parametrize("page", write_tables.PAGES, ids=lambda page: page.name)
def test_generated_tables_are_up_to_date(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == write_tables.made()[page], "python -m docs.write"


def test_every_word_of_the_domain_is_in_the_glossary() -> None:
    if not SHARED.exists():
        pytest.skip("the description of the domain isn't beside this checkout")
    table = SHARED.read_text(encoding="utf-8").partition("## Words")[2]
    terms = [row.split("|")[1].strip() for row in table.splitlines() if row.startswith("| ") and "---" not in row][1:]
    assert len(terms) >= 20
    said = tree.page("glossary.md")
    tree.nothing(word for row in terms for word in re.split(r"[/、,，] *| / ", row) if word.strip() not in said)


def test_every_name_in_the_code_is_in_the_glossary() -> None:
    said = tree.page("glossary.md") + tree.page("ledger.md")
    names = {*VERBS, ACCEPT.VERB.name, *CLOCKS, *KINDS}
    names |= {one.value for listed in write_tables.ENUMS for one in listed}
    tree.nothing(sorted(name for name in names if f"`{name}`" not in said))


def test_every_role_has_its_meaning_and_its_page() -> None:
    glossary, index = tree.page("glossary.md"), tree.page("handbook", "index.md")
    tree.nothing(role.value for role in Role if not re.search(rf"\| {role.label} \| `{role.value}` \| \S", glossary))
    tree.nothing(role.label for role in DESKS if f"]({role.label}.md)" not in index)


def test_a_desk_s_page_names_the_verbs_of_its_role() -> None:
    lost = []
    for role in DESKS:
        text = tree.page("handbook", f"{role.label}.md")
        for module in (ACCEPT, *VERBS.values()):
            if role in module.VERB.edges.roles and f"**{module.VERB.label}**" not in text:
                lost.append(f"{role.label}.md: {module.VERB.label}")
    tree.nothing(lost)


def test_no_synonym_for_a_word_that_has_a_name() -> None:
    """One English name a term: labels are told apart."""
    labels = [module.VERB.label for module in (ACCEPT, *VERBS.values())]
    assert len(labels) == len(set(labels))
    kinds = [body.label for body in KINDS.values()]
    assert len(kinds) == len(set(kinds))
