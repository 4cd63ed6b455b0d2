"""The shortcode chapters use, `{{< meta key >}}`, put in as Quarto would; others are refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from project.errors import ProjectError
from publishing.markdown.escape import markdown
from publishing.markdown.reader import read_lines

_SHORTCODE = re.compile(r"(?<!\{)\{\{<\s*([\w-]+)\s*(.*?)\s*>\}\}")


def resolve_shortcodes(text: str, config: Mapping[str, Any], where: str) -> str:
    """`text` with `{{< meta a.b >}}` replaced by the escaped value of `a.b` in the settings."""

    def value(match: re.Match[str]) -> str:
        name, argument = match.group(1), match.group(2)
        if name == "pagebreak":
            return ""
        found: Any = config
        for part in argument.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if name != "meta" or found is None or isinstance(found, Mapping | list):
            raise ProjectError(
                f"the shortcode {match.group(0)} has no value",
                where=where,
                why="chapters may use {{< meta key >}} with a key of _quarto.yml or the profile",
                todo="Correct the key, or add it to the profile.",
            )
        return markdown(str(found))

    if "{{<" not in text:
        return text
    return "\n".join(
        _SHORTCODE.sub(value, line.text) if line.prose else line.text for line in read_lines(text)
    )
