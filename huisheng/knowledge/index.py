"""What an article is found by, written when it is signed."""

from typing import Any

from huisheng.knowledge import forms, rules
from huisheng.knowledge.models import Article, Text, Words
from huisheng.taxonomy.load import initials


def titled(text: Text) -> str:
    """Title, keywords and questions: what an article is about, a line each."""
    asked = forms.read(text.form, text.title, text.body).asked
    return "\n".join(dict.fromkeys((text.title, text.keywords, *asked)))


def found_by(text: Any) -> dict[str, Any]:
    """The columns of ``Words`` for that text."""
    letters = [initials(word) for word in (text.title, *rules.keyed(text.keywords))]
    return {
        "said": rules.pairs(f"{titled(text)}\n{text.body}"),
        "inner": rules.pairs(text.internal),
        "letters": sorted({pair for one in letters for pair in rules.pieces(one)}),
        "initials": " ".join(letters),
        "keywords": text.keywords,
    }


def keep(article: Article, text: Text) -> None:
    """In place of the words of the text before."""
    words = found_by(text)
    Words.objects.bulk_create(
        [Words(article=article, **words)], update_conflicts=True, unique_fields=["article"], update_fields=list(words)
    )
