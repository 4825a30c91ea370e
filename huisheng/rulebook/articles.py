"""Documents: a Markdown file per source, an article per second-level heading.

# 文件标题
## art-14 两次回访不满意即督办
words, quotations, where they stand
> 不自动化：因为……        (only where no code will ever answer for it)
"""

import re
from dataclasses import dataclass
from pathlib import Path

CITATION = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*#art-[1-9][0-9]*")
_HEADING = re.compile(r"## art-([1-9][0-9]*) +(\S.*)")
_REASON = re.compile(r"^> *不自动化：(因为\S.*)$", re.MULTILINE)
_MARKER = re.compile(r"^> *不自动化", re.MULTILINE)
NOT_UTF8 = "{file}：不是 UTF-8 编码，请用 UTF-8 另存。"
_STEM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Article:
    """One passage that states a rule. ``title`` is the document's; ``not_automated`` the reason, or ""."""

    cite: str
    title: str
    number: int
    heading: str
    text: str
    not_automated: str
    file: str
    line: int


def read_documents(folder: Path) -> tuple[dict[str, Article], list[str]]:
    """All articles under ``folder/documents`` by citation, and what is wrong with the files, in sentences."""
    articles: dict[str, Article] = {}
    mistakes: list[str] = []
    for path in sorted((folder / "documents").glob("*.md")):
        file = path.relative_to(folder).as_posix()
        text = read_text(path)
        if text is None:
            mistakes.append(NOT_UTF8.format(file=file))
            continue
        found, wrong = _read(path.stem, text.splitlines(), file)
        mistakes += wrong
        articles.update(found)
    return articles, mistakes


def read_text(path: Path) -> str | None:
    """The file's words, without a byte order mark; None if it isn't UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return None


def _read(stem: str, lines: list[str], file: str) -> tuple[dict[str, Article], list[str]]:
    articles: dict[str, Article] = {}
    mistakes: list[str] = []
    if not _STEM.fullmatch(stem):
        mistakes.append(f"{file}：文件名应只用小写字母、数字和连字符，才能写进引用。")
    if not lines or not lines[0].startswith("# "):
        mistakes.append(f"{file} 第1行：应是“# 文件标题”。")
    title = lines[0].removeprefix("# ").strip() if lines else ""
    starts = [index for index, line in enumerate(lines) if line.startswith("## ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):  # no article, no end
        heading = _HEADING.fullmatch(lines[start].rstrip())
        if heading is None:
            mistakes.append(f"{file} 第{start + 1}行：条目标题应写成“## art-1 标题”。")
            continue
        text = "\n".join(lines[start + 1 : end]).strip()
        article = _article(f"{stem}#art-{heading[1]}", title, heading, text, file, start + 1)
        if article.cite in articles:
            mistakes.append(f"{file} 第{start + 1}行：条号 art-{heading[1]} 与第{articles[article.cite].line}行重复。")
            continue
        if not text:
            mistakes.append(f"{file} 第{start + 1}行：art-{heading[1]} 没有正文。")
        if _MARKER.search(text) and not article.not_automated:
            mistakes.append(f"{file} 第{start + 1}行：不自动化的条目应写明理由：“> 不自动化：因为……”。")
        articles[article.cite] = article
    return articles, mistakes


def _article(cite: str, title: str, heading: re.Match[str], text: str, file: str, line: int) -> Article:
    reason = _REASON.search(text)
    return Article(cite, title, int(heading[1]), heading[2], text, reason[1] if reason else "", file, line)
