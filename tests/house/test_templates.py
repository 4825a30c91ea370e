"""Templates: each is rendered by something, each keeps to the content security policy."""

import re

import pytest
from django.template.loader import get_template

from tests.house import tree

FILES = sorted(path.relative_to(tree.TEMPLATES).as_posix() for path in tree.TEMPLATES.rglob("*.html"))
BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
# a page without a form behind it: what its screens show is read from it by design, or by the guide in docs/screens.md
PATTERNS = {"frame/skeleton.html"}


def _named() -> set[str]:
    """Templates that a view, a setting, a test or another template names."""
    texts = [path.read_text(encoding="utf-8") for path in tree.HOUSE.rglob("*.py")]
    texts += [path.read_text(encoding="utf-8") for path in tree.TEMPLATES.rglob("*.html")]
    return set(re.findall(r"""["']([\w/\-]+\.html)["']""", "\n".join(texts)))


def test_every_template_is_used() -> None:
    tree.nothing(sorted(set(FILES) - _named() - BY_DJANGO - PATTERNS))


def test_every_named_template_exists() -> None:
    own = {name for name in _named() if name.partition("/")[0] in {f.partition("/")[0] for f in FILES}}
    tree.nothing(sorted(own - set(FILES)))


@pytest.mark.parametrize("name", FILES)
def test_a_template_compiles(name: str) -> None:
    assert get_template(name).template is not None  # type: ignore[attr-defined]  # Django's own backend has it


@pytest.mark.parametrize("name", FILES)
def test_no_inline_script_style_or_handler(name: str) -> None:
    text = (tree.TEMPLATES / name).read_text(encoding="utf-8")
    tree.nothing(re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=|\shx-on|javascript:", text))


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_loaded_from_elsewhere(name: str) -> None:
    text = (tree.TEMPLATES / name).read_text(encoding="utf-8")
    tree.nothing(re.findall(r"""(?:src|href|action)=["'](?:https?:)?//[^"']*""", text))


@pytest.mark.parametrize("name", FILES)
def test_what_people_wrote_is_never_marked_safe(name: str) -> None:
    text = (tree.TEMPLATES / name).read_text(encoding="utf-8")
    tree.nothing(re.findall(r"\|\s*safe\b|\{%\s*autoescape\s+off", text))
