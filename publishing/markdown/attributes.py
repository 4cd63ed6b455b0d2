"""Attributes in braces: `{#id .class key="value"}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PAIR = r"""[\w:-]+\s*=\s*(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s"'{}]+)"""
_ITEM = re.compile(
    rf"\s*(?:(?P<pair>{_PAIR})|#(?P<id>[^\s{{}}]+)|\.(?P<name>[^\s{{}}.#]+)|(?P<un>-))"
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands between braces; values without their quotation marks."""

    id: str = ""
    classes: tuple[str, ...] = ()
    pairs: Mapping[str, str] = field(default_factory=dict)


def read_attributes(text: str) -> Attributes | None:
    """The attributes of `{…}` alone; None for what is none."""
    if not (text.startswith("{") and text.endswith("}")):
        return None
    inner, at = text[1:-1].rstrip(), 0
    identifier, classes, pairs = "", [], {}
    while at < len(inner):
        if (item := _ITEM.match(inner, at)) is None:
            return None
        at = item.end()
        if pair := item["pair"]:
            key, _, value = pair.partition("=")
            value = value.strip()
            quoted = value[:1] in {'"', "'"}
            pairs[key.strip()] = _ESCAPED.sub(r"\1", value[1:-1]) if quoted else value
        elif item["un"]:
            classes.append("unnumbered")
        elif item["name"]:
            classes.append(item["name"])
        else:
            identifier = item["id"]
    return Attributes(identifier, tuple(classes), pairs)


def is_conditional(attributes: Attributes) -> bool:
    """Whether what has these attributes is shown under conditions."""
    return not {"content-visible", "content-hidden"}.isdisjoint(attributes.classes)


def conditions(attributes: Attributes) -> dict[str, str]:
    """The conditions among the attributes: `when-…` and `unless-…`."""
    return {
        key: value
        for key, value in attributes.pairs.items()
        if key.startswith(("when-", "unless-"))
    }
