"""Content that is shown under conditions: in one form, in some profiles, with some settings.

As Quarto has it: all conditions must be met. Profiles and settings are decided once; of formats the
web has `html`, and the PDF has `typst` and `pdf`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from publishing.markdown.attributes import (
    Attributes,
    conditions,
    is_conditional,
    read_attributes,
)
from publishing.markdown.divs import Div, with_divs
from publishing.markdown.reader import read_lines

FORMATS = {
    "html": ("html", "html4", "html5", "html:js"),
    "typst": ("typst", "pdf"),
    "": ("latex", "beamer", "docx", "pptx", "odt", "epub", "revealjs", "slides", "markdown", "gfm",
         "ipynb", "jats", "asciidoc", "llms-txt", "email", "dashboard"),
}  # fmt: skip
"""What a condition may call each form, and the formats of Quarto that the report has not."""
_FORMS = ("html", "typst")
_BRACES = re.compile(r"\{[^{}]*\.content-(?:visible|hidden)\b[^{}]*\}")


def forms_of(divs: Sequence[Div]) -> str | None:
    """The one form that shows what stands in these divs, '' where both do, None where none does."""
    shown = [form for form in _FORMS if all(_shown(div.attributes, form) for div in divs)]
    return None if not shown else "" if len(shown) == len(_FORMS) else shown[0]


def in_callout(divs: Sequence[Div]) -> bool:
    """Whether what stands in these divs is part of a box beside the text."""
    return any(div.callout for div in divs)


def decided(text: str, profiles: Collection[str], settings: Mapping[str, Any]) -> str:
    """`text` without what is shown in no form; of conditions those on formats are left."""
    if ".content-" not in text:
        return text

    def left(match: re.Match[str]) -> str:
        attributes = read_attributes(match[0])
        return match[0] if attributes is None else _left(attributes, profiles, settings)

    lines = [
        (_BRACES.sub(left, line.text) if line.prose else line.text) for line in read_lines(text)
    ]
    text = "\n".join(lines)
    return "\n".join(
        line.text for line, divs in with_divs(read_lines(text)) if forms_of(divs) is not None
    )


def _left(attributes: Attributes, profiles: Collection[str], settings: Mapping[str, Any]) -> str:
    """The attributes in braces, with nothing left to decide but formats."""
    met = all(
        _met(key, value, profiles, settings)
        for key, value in conditions(attributes).items()
        if not key.endswith("-format")
    )
    visible = "content-visible" in attributes.classes
    others = [name for name in attributes.classes if not name.startswith("content-")]
    pairs = {
        key: value
        for key, value in attributes.pairs.items()
        if not key.startswith(("when-", "unless-")) or (met and key.endswith("-format"))
    }
    visible = visible if met else not visible
    parts = [f"#{attributes.id}"] if attributes.id else []
    parts += [f".{name}" for name in ("content-visible" if visible else "content-hidden", *others)]
    parts += [f'{key}="{value}"' for key, value in pairs.items()]
    return "{" + " ".join(parts) + "}"


def _met(key: str, value: str, profiles: Collection[str], settings: Mapping[str, Any]) -> bool:
    if key.endswith("-profile"):
        found = value in profiles
    else:
        setting: Any = settings
        for part in value.split("."):
            setting = setting.get(part) if isinstance(setting, Mapping) else None
        found = setting not in (None, False)
    return found == key.startswith("when-")


def _shown(attributes: Attributes, form: str) -> bool:
    if not is_conditional(attributes):
        return True
    met = all(
        (value in FORMATS[form]) == key.startswith("when-")
        for key, value in conditions(attributes).items()
        if key.endswith("-format")
    )
    return met == ("content-visible" in attributes.classes)
