"""Every citation names an article; every article is answered, or says why not."""

import tomllib

from huisheng.rulebook import book, checks, implemented
from huisheng.rulebook.articles import CITATION
from tests.house import citations, tree


def test_the_rulebook_is_whole_and_every_citation_exists() -> None:
    tree.import_everything()
    cited = [one.cite for one in citations.others() if one.cite]
    assert checks.problems(book.shipped(), implemented(), cited) == []
    assert all(CITATION.fullmatch(cite) for cite in cited)


def test_every_edge_and_every_measure_has_a_citation() -> None:
    tree.nothing([one for one in (*citations.edges(), *citations.figures()) if not one.cite])


def test_every_verb_says_in_its_file_which_article_it_carries_out() -> None:
    """The reader of a verb finds the law right above ``do``."""
    tree.import_everything()
    answering = {where for names in implemented().values() for where in names}
    acts = [path for path in tree.modules() if path.parent.name == "actions" and tree.in_room(path, "lifecycle")]
    verbs = {".".join(path.relative_to(tree.ROOT).with_suffix("").parts) for path in acts if path.stem != "__init__"}
    silent = sorted(verb for verb in verbs if f"{verb}:do" not in answering)
    tree.nothing(silent)


def test_an_article_is_answered_or_waits_in_the_reviewed_list() -> None:
    tree.import_everything()
    cited = [one.cite for one in citations.others()]
    waiting = citations.unanswered()
    open_ = [
        line
        for line in checks.unanswered_articles(book.shipped(), implemented(), cited)
        if not any(f"：{cite}“" in line for cite in waiting)
    ]
    tree.nothing(open_)


def test_the_reviewed_list_shrinks() -> None:
    """An article that is answered, that says 不自动化 or that isn't there must leave the list."""
    tree.import_everything()
    held = book.shipped()
    answered = {one.cite for one in citations.others()} | implemented().keys() | {v.cite for v in held.values}
    waiting = citations.unanswered()
    tree.nothing(sorted(waiting.keys() & answered))
    tree.nothing(sorted(waiting.keys() - held.articles.keys()))
    tree.nothing([cite for cite in waiting if held.articles[cite].not_automated])
    assert all(line["reason"].endswith("。") and line["room"] for line in waiting.values())


def test_a_day_of_rest_cites_its_notice() -> None:
    for path in sorted((tree.HOUSE / "workdays" / "holidays").glob("*.toml")):
        notices = tomllib.loads(path.read_text(encoding="utf-8"))["notice"]
        assert all("国务院" in notice["title"] and notice["url"] for notice in notices), tree.name(path)
