"""Plain text into Markdown, HTML and addresses, so that text stays text whatever it holds.

Everything in a record is plain text and may come from a survey answer.
`markdown` is safe under pandoc and under Quarto, whose shortcodes (``{{< … >}}``) are found before
any parsing.
"""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[ \t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]+")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d])")
_ALWAYS = re.compile(r"([\\`*_{}\[\]<>#$~^|@&\"':=])")
_RUNS = re.compile(r"([.\-])(?=\1)|(?<=\.)(\.)|(?<=-)(-)")
_LIST = re.compile(r"^(\(?[0-9A-Za-z]+)([.)])")
_SIGNS = re.compile(r"[!-+<-@\[-^`{-~]")
_HTML = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
    "`": "&#96;",
    "{": "&#123;",
    "}": "&#125;",
}


def thousands(text: str) -> str:
    """Numbers as typed, `10 000`, with a thin space that no line breaks at."""
    return _THOUSANDS.sub(lambda match: match.group(0).replace(" ", "\u202f"), text)


def plain(text: str) -> str:
    """`text` on one line: no control characters, white space collapsed, no-break spaces kept."""
    kept = "".join(c for c in _SPACE.sub(" ", text) if unicodedata.category(c) not in {"Cc", "Cs"})
    return thousands(kept.strip(" "))


def markdown(text: str) -> str:
    """`text` as inline Markdown that reads back as exactly `plain(text)`."""
    line = _ALWAYS.sub(r"\\\1", plain(text))
    line = _RUNS.sub(lambda match: "\\" + match.group(0), line)
    line = _LIST.sub(r"\1\\\2", line)
    if line[:1] in {"-", "+", "%", "."}:
        line = "\\" + line
    return line


def html(text: str) -> str:
    """`text` for HTML content and quoted attributes.

    Braces and backticks are written as references too, since the HTML stands inside a fenced raw
    block of Markdown.
    """
    return "".join(_HTML.get(char, char) for char in plain(text))


def attribute(text: str) -> str:
    """`text` as the quoted value of a Markdown attribute (``{key="…"}``).

    Entities are decoded there, so every sign that means something to anyone is written as one.
    """
    return '"' + _SIGNS.sub(lambda match: f"&#{ord(match.group())};", plain(text)) + '"'
