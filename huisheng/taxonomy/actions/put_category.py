"""Put a category (增改类别): a new one, or another name, in a version that hasn't begun."""

from datetime import datetime

from django.db import transaction

from huisheng.kernel.errors import Refusal
from huisheng.taxonomy import atlas, editing
from huisheng.taxonomy.changes import Editor

_MOST = 99  # two digits a level


def add(code: str, *, above: str, name: object, by: Editor, at: datetime) -> str:
    """A new category at the end below ``above`` ("" for a first-level one); its code."""
    with transaction.atomic():
        version = editing.taken(code, by, at)
        if above and not version.categories.filter(code=above, level__lt=3).exists():
            raise Refusal("no_category", "上级类别不在这一版里，或已是第三级，请重新选择。", field="above")
        siblings = version.categories.filter(code__startswith=above, level=len(above) // 2 + 1)
        used = {int(one[-2:]) for one in siblings.values_list("code", flat=True)}
        free = max(used, default=0) + 1
        if free > _MOST:
            raise Refusal("full", f"这一级已到{_MOST}个，请归并或另设上级。", field="above")
        editing.store(version, {f"{above}{free:02}": editing.fresh_name(name, siblings)}, by=by, at=at)
    atlas.forget()
    return f"{above}{free:02}"


def rename(code: str, category: str, *, name: object, by: Editor, at: datetime) -> None:
    """Another name from the version's first day; older versions keep theirs."""
    with transaction.atomic():
        version = editing.taken(code, by, at)
        row = editing.category(version, category)
        siblings = version.categories.filter(parent=row.parent).exclude(pk=row.pk)
        editing.store(version, {category: editing.fresh_name(name, siblings)}, by=by, at=at)
    atlas.forget()
