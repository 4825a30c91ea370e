"""Answers as JSON and as XML: the same tree, a list's items named in XML by the list's singular. Pure."""

import json
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from huisheng.channels.open311.contract import SINGULAR, Format
from huisheng.kernel import text


def written(name: str, data: Any, form: Format) -> bytes:
    """The answer whose root is ``name``: a list or a mapping of texts, flags, lists and mappings; None is empty."""
    if form is Format.JSON:
        return json.dumps(data, ensure_ascii=False).encode()
    root = Element(name)
    _fill(root, data)
    told: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return told


def _fill(element: Element, data: Any) -> None:
    if isinstance(data, dict):
        for name, value in data.items():
            _fill(SubElement(element, name), value)
    elif isinstance(data, list):
        for value in data:
            _fill(SubElement(element, SINGULAR[element.tag]), value)
    elif isinstance(data, bool):
        element.text = "true" if data else "false"
    elif data is not None:
        element.text = text.clean(str(data))
