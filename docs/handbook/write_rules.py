"""Write the register of rules, a page a document: ``python -m docs.write``.

Under each article stand those who answer for it, or why none does.
"""

from itertools import groupby
from pathlib import Path

from huisheng.rulebook import Article, book
from tests.house import citations
from tests.house.citations import Cited

FOLDER = Path(__file__).resolve().parent / "规则"

_NOTE = "本页由 `docs/handbook/write_rules.py` 按规则库生成，不手工修改。"


def written() -> dict[str, str]:
    """File name -> text, for every document and the list of them."""
    held = book.shipped()
    sources = (citations.functions, citations.parameters, citations.edges, citations.figures, citations.data)
    cited = [one for source in (*sources, citations.sentences) for one in source()]
    waiting = citations.unanswered()

    def document(article: Article) -> str:
        return article.cite.partition("#")[0]

    pages, lines = {}, []
    for stem, group in groupby(held.articles.values(), key=document):
        articles = sorted(group, key=lambda article: article.number)
        parts = [f"# {articles[0].title}\n\n{_NOTE}\n"]
        counts = [0, 0, 0]
        for article in articles:
            answers = _answers([one for one in cited if one.cite == article.cite])
            wait = waiting.get(article.cite)
            if answers:
                counts[0] += 1
            elif article.not_automated:
                counts[1] += 1
                answers = [f"- 不自动化：{article.not_automated}"]
            elif wait:
                counts[2] += 1
                answers = [f"- 尚未落实：{wait['reason']}"]
            text = "\n".join(line for line in article.text.splitlines() if not line.startswith("> 不自动化"))
            parts.append(f"## 第{article.number}条　{article.heading}\n\n{text}\n\n" + "\n".join(answers) + "\n")
        pages[f"{stem}.md"] = "\n".join(parts)
        lines.append(f"| [{articles[0].title}]({stem}.md) | {counts[0]} | {counts[1]} | {counts[2]} |")
    head = "| 文件 | 已落实（条） | 不自动化（条） | 尚未落实（条） |\n| --- | --- | --- | --- |\n"
    pages["index.md"] = (
        f"# 规则\n\n{_NOTE}\n每一条下面写着由哪些参数、操作、程序、指标落实。\n\n{head}" + "\n".join(lines) + "\n"
    )
    return pages


def _answers(cited: list[Cited]) -> list[str]:
    """One line a sort, without repetition."""
    said: dict[str, list[str]] = {}
    for one in cited:
        place = one.where.rpartition(":")[0] if one.sort in ("参数", "指标") else one.where
        words = f"{one.words}（`{place}`）" if one.words and one.sort != "操作" else one.words or f"`{place}`"
        said.setdefault(one.sort, [])
        if words not in said[one.sort]:
            said[one.sort].append(words)
    return [f"- {sort}：{'；'.join(words)}" for sort, words in said.items()]
