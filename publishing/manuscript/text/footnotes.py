"""Footnotes of a chapter: a note that is missing, unused or written twice is refused.

Pandoc prints the sign of a note that is missing, and drops the text of one that nothing refers to.
"""

from __future__ import annotations

import re
from pathlib import Path

from project.errors import ProjectError
from publishing.manuscript.text.include import place
from publishing.markdown.reader import code_or_not, stretches

_SIGN = re.compile(r"(?<!\\)\[\^([^\]\s^]+)\]")
_NOTE = re.compile(r"^[ >]*\[\^([^\]\s^]+)\]:(.*)$", re.MULTILINE)


def check_footnotes(path: Path, top: int, text: str) -> None:
    """Raise `ProjectError` for the first fault; *top* lines of front matter stand above *text*."""
    if "[^" not in text:
        return
    notes: dict[str, tuple[int, str]] = {}
    signs: dict[str, int] = {}
    for start, stretch in stretches(text):
        plain = code_or_not(stretch)
        written = {found.start(1) - 2: found for found in _NOTE.finditer(stretch)}
        for found in _SIGN.finditer(stretch):
            if not plain[found.start()]:
                continue
            name, line = found[1], top + text.count("\n", 0, start + found.start()) + 1
            if note := written.get(found.start()):
                first, said = notes.setdefault(name, (line, note[2].strip()))
                if said != note[2].strip():
                    why = f"the first stands on line {first}; one of them would disappear"
                    raise _fault(path, line, f"the footnote [^{name}] is written twice", why)
            else:
                signs.setdefault(name, line)
    for name, line in signs.items():
        if name not in notes and f"[^{name}]:" not in text:  # a cell may write it
            why = "no line begins with it and a colon, so that the sign itself would be printed"
            raise _fault(path, line, f"the footnote [^{name}] has no text", why)
    for name, (line, _) in notes.items():
        if name not in signs and not re.search(rf"\[\^{re.escape(name)}\](?!:)", text):
            why = "no text refers to it, so that it would disappear"
            raise _fault(path, line, f"the footnote [^{name}] is not used", why)


def _fault(path: Path, line: int, what: str, why: str) -> ProjectError:
    return ProjectError(
        what,
        where=place(path, line),
        why=why,
        todo="Write [^name] in the text and [^name]: with the note in a paragraph of its own.",
    )
