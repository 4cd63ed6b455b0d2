"""Classes, attributes and ids of Quarto's that are not shown here, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from publishing.markdown.attributes import Attributes, conditions, is_conditional
from publishing.markdown.conditions import FORMATS

On = Literal["div", "span", "picture"]
Refusal = tuple[str, str]
"""What is wrong, and what to do."""

CALLOUTS = ("note", "tip", "warning", "caution", "important")
_CONDITIONS = ("format", "profile", "meta")
_OF_PICTURES = ("fig-alt", "alt", "width", "height")
_SIZE = re.compile(r"\d+(?:\.\d+)?(?:%|px|pt|in|cm|mm|em)?")
_BY_CLASS = {
    "panel-tabset": ("tabs", "Write each part under a heading of its own."),
    "panel-sidebar": ("a side panel", "Write it in the running text."),
    "panel-input": ("an input panel", "Write it in the running text."),
    "columns": ("columns", "Write the parts below each other, or as a table."),
    "column": ("columns", "Write the parts below each other, or as a table."),
    "aside": ("text in the margin", "Write it in the text or as a footnote."),
    "hidden": ("hidden text", "Write it as a comment, <!-- … -->."),
    "notes": ("notes for a speaker", "Write it as a comment, <!-- … -->."),
    "incremental": ("steps of a slide", "Write an ordinary list."),
    "landscape": ("a turned page", "Wide tables turn their page by themselves; take it away."),
}  # fmt: skip
_BY_ATTRIBUTE = {
    "style": ("a style of its own", "Take 'style=' away; the report has one look."),
    "layout": ("a layout", "Write the parts below each other."),
    "layout-ncol": ("a layout in columns", "Write the parts below each other."),
    "layout-nrow": ("a layout in rows", "Write the parts below each other."),
}
_BY_ID = {
    "fig": 'Write ![caption](file){#fig-… fig-alt="…"} on a line of its own.',
    "lst": "Write the code block without a number.",
    "thm": "Write it as a callout: ::: {.callout-note}.",
}
_THEOREMS = ("thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "sol", "rem", "alg")


def unsupported(attributes: Attributes, on: On) -> Refusal | None:
    """The first thing among the attributes of a block, a span or a picture that is not shown."""
    return next(_found(attributes, on), None)


def _found(attributes: Attributes, on: On) -> Iterator[Refusal]:
    for name in attributes.classes:
        what, todo = _BY_CLASS.get(name, ("", ""))
        if name.startswith(("column-", "margin-")):
            what, todo = "text in the margin or beside the column", _BY_CLASS["aside"][1]
        if what and (on == "div" or name not in {"column", "notes"}):
            yield f"'.{name}', {what}, is not shown here", todo
        kind = name.removeprefix("callout-")
        if on == "div" and kind != name and kind not in CALLOUTS:
            known = ", ".join(f".callout-{one}" for one in CALLOUTS)
            yield f"there is no callout '.{name}'", f"Write one of {known}."
    for key, value in attributes.pairs.items():
        if key in _BY_ATTRIBUTE:
            what, todo = _BY_ATTRIBUTE[key]
            yield f"'{key}=', {what}, is not shown here", todo
        elif on == "picture" and key not in _OF_PICTURES:
            todo = f"Take it away; a picture may have {', '.join(_OF_PICTURES)}."
            yield f"'{key}=' is not obeyed here", todo
        elif on == "picture" and key in {"width", "height"} and not _SIZE.fullmatch(value):
            yield f"'{value}' is no size", f"Write for instance {key}=50% or {key}=6cm."
    if on == "div":
        yield from _identifier(attributes.id)
    if is_conditional(attributes):
        yield from _conditions(attributes)
    elif wrong := next(iter(conditions(attributes)), None):
        yield f"'{wrong}=' has no effect here", "Add .content-visible or .content-hidden before it."


def _identifier(identifier: str) -> Iterator[Refusal]:
    kind = identifier.partition("-")[0] if "-" in identifier else ""
    kind = "thm" if kind in _THEOREMS else kind
    if kind in _BY_ID:
        yield f"the block #{identifier} can't be numbered here", _BY_ID[kind]


def _conditions(attributes: Attributes) -> Iterator[Refusal]:
    known = {name for names in FORMATS.values() for name in names}
    for key, value in conditions(attributes).items():
        about = key.partition("-")[2]
        if about not in _CONDITIONS:
            todo = "Write when- or unless- with format, profile or meta."
            yield f"'{key}' is no condition", todo
        elif about == "format" and value not in known:
            todo = "Write html for the web pages, or pdf (or typst) for the PDF."
            yield f"there is no format '{value}'", todo
