"""Shortcodes that chapters use, `{{< meta key >}}` and `{{< pagebreak >}}`, done as Quarto does.

`{{< include file >}}` is done before anything is read (`manuscript.include`); others are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from project.errors import ProjectError
from publishing.markdown.escape import markdown
from publishing.markdown.reader import code_or_not, read_lines

SHORTCODE = re.compile(r"(?<!\{)\{\{<\s*([\w-]+)\s*(.*?)\s*>\}\}")
KNOWN = ("meta", "pagebreak")
_ESCAPED = re.compile(r"\{(\{\{<.*?>\}\})\}")
_PAGEBREAK = "```{=typst}\n#pagebreak(weak: true)\n```"


def resolve_shortcodes(text: str, config: Mapping[str, Any], where: Callable[[str], str]) -> str:
    """`text` with the escaped value of `a.b` in the settings for `{{< meta a.b >}}`.

    `{{< pagebreak >}}` begins a page of the PDF, and `{{{< … >}}}` is what stands inside. Code is
    left alone. `where` names the place of a piece of text.
    """

    def value(match: re.Match[str]) -> str:
        name, argument = match.group(1), match.group(2)
        found: Any = config
        for part in argument.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if name != "meta" or found is None or isinstance(found, Mapping | list):
            raise ProjectError(
                f"the shortcode {match.group(0)} has no value",
                where=where(match.group(0)),
                why="chapters may use {{< meta key >}} with a key of _quarto.yml or the profile",
                todo="Correct the key, or add it to the profile.",
            )
        return markdown(str(found))

    def resolved(line: str) -> str:
        whole = SHORTCODE.fullmatch(line.strip())
        if whole and whole[1] == "pagebreak":
            return _PAGEBREAK
        plain = code_or_not(line)
        line = SHORTCODE.sub(lambda one: value(one) if plain[one.start()] else one[0], line)
        return _ESCAPED.sub(lambda one: markdown(one[1]), line)

    if "{{<" not in text:
        return text
    return "\n".join(
        resolved(line.text) if line.prose and "{{<" in line.text else line.text
        for line in read_lines(text)
    )
