"""What a chapter's text may hold: what no form of the report would show is refused, with its line.

Pandoc or Quarto would drop or misread some of it without a word. What can only be told when pandoc
has read a page is refused there (`_extensions/is248/text.lua`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from project.errors import ProjectError
from publishing.manuscript.text.footnotes import check_footnotes
from publishing.manuscript.text.include import Whole, included_file, place
from publishing.manuscript.text.pictures import check_pictures
from publishing.manuscript.text.piped import check_piped
from publishing.manuscript.text.unsupported import On, unsupported
from publishing.markdown.attributes import (
    Attributes,
    read_attributes,
)
from publishing.markdown.divs import Div, closes_div, opened_div, with_divs
from publishing.markdown.reader import Line, code_or_not, front_end, heading, read_lines, stretches
from publishing.markdown.shortcodes import KNOWN, SHORTCODE

_RULE = re.compile(r"-{3}\s*")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*")
_DASHES = re.compile(r" {0,3}-{2}[-\s]*")
_NO_TEXT = re.compile(r"\s*(?:$|[|+>]|[-*+]\s|#{1,6}\s|:|\(?\w{1,3}[.)]\s|<!--)")
_RAW = re.compile(r"\{\s*=\s*([\w.+-]+)\s*\}")
_RAW_SPAN = re.compile(r"(`+)(?:(?!\1).)+\1\{\s*=\s*([\w.+-]+)\s*\}")
_PRODUCT = re.compile(r"#\|\s*label:\s*[\"']?((?:tabell|figur)-[\w-]+)|.*\{#((?:tbl|fig)-[\w-]+)")
_ITEM = re.compile(r"(?:[-*+]|\d{1,2}[.)])\s+\S")
_INDENTED = re.compile(r" {1,3}(#{1,6}\s.*)")
_SPAN = re.compile(r"\]\s*(\{[^{}]*\})")
_CONDITION = re.compile(r"^(?!\s*(?:>\s*)*:{3}).*(?<!\])\{[^{}]*\.content-(?:visible|hidden)\b")
_FOOTNOTE = re.compile(r"(?<!\\)(?:\[\^[^\]\s]+\]|\^\[)")
_CITED = re.compile(r"(?<![\w\\.])@\{?\w")


def check_authoring(path: Path, whole: Whole) -> None:
    """Raise `ProjectError` for the first thing in a chapter's text that could not be shown."""
    lines = whole.text.split("\n")
    top = front_end(lines) or 0
    text = "\n".join(lines[top:])
    _Check(path, top, text).run()
    check_footnotes(path, top, text)
    check_pictures(path, top, text)


class _Check:
    """The text of one chapter below its front matter; `top` lines stand above."""

    def __init__(self, path: Path, top: int, text: str) -> None:
        self._path, self._top, self._text = path, top, text
        self._lines = list(with_divs(read_lines(text)))

    def run(self) -> None:
        dashed = False
        for at, (line, divs) in enumerate(self._lines):
            if line.fence:
                self._fence(line)
            if divs and (line.kind == "code" or "{#" in line.text):
                self._product(line, divs)
            if not line.prose:
                continue
            before, after = self._said(at - 1), self._said(at + 1)
            if not before.strip() and _DASHES.fullmatch(line.said) and after.strip():
                self._rules(at)
                dashed = not _RULE.fullmatch(line.said)
            elif _UNDERLINE.fullmatch(line.said) and not dashed and not _NO_TEXT.match(before):
                self._underlined(line, before)
            elif dashed and _DASHES.fullmatch(line.said):
                dashed = bool(after.strip())
            self._heading(line, before)
            self._list(line, at)
            self._div(line, divs, before)
            self._inline(line)
        if "<!--" in self._text:
            self._comments()
        self._unclosed()
        check_piped(self._path, self._top, [line for line, _ in self._lines])

    def _refuse(self, line: Line | int, what: str, todo: str, why: str | None = None) -> None:
        number = line if isinstance(line, int) else line.number
        raise ProjectError(what, where=place(self._path, self._top + number), why=why, todo=todo)

    def _said(self, at: int) -> str:
        """What the neighbouring line says, if it is running text; nothing for anything else."""
        if not 0 <= at < len(self._lines) or not self._lines[at][0].prose:
            return ""
        return self._lines[at][0].said

    def _fence(self, line: Line) -> None:
        assert line.fence
        info = line.fence.info.strip()
        if raw := _RAW.fullmatch(info):
            self._refuse_raw(line, raw[1])

    def _refuse_raw(self, line: Line, form: str) -> None:
        self._refuse(
            line,
            f"raw {form} can't be shown",
            "Write it in Markdown.",
            "the report is both web pages and PDF, and raw text would stand in one of them at most",
        )

    def _product(self, line: Line, divs: Sequence[Div]) -> None:
        outer = next((div for div in divs if div.conditional), None)
        label = _PRODUCT.match(line.text)
        if outer and label and bool(label[1]) == (line.kind == "code"):
            self._refuse(
                line,
                f"{label[1] or label[2]} stands in content that is shown under conditions",
                "Move it out of the content. What only some editions have, a cell can decide: "
                "if edition >= …: table(…).",
                "a table or figure is numbered, listed, referred to and downloaded in every form; "
                f"the content begins on line {self._top + outer.line}",
            )

    def _rules(self, at: int) -> None:
        """Between two rules, pandoc and Quarto take text for metadata."""
        line = self._lines[at][0]
        if not _RULE.fullmatch(line.said):
            return
        for later, _ in self._lines[at + 1 :]:
            if later.prose and later.said.rstrip() in {"---", "..."}:
                self._refuse(
                    line,
                    "the text between these two lines would be read as metadata and disappear",
                    "Put a blank line after the rule, or write the rules as * * *.",
                    f"--- with text right below it opens metadata, which ends on line "
                    f"{self._top + later.number}",
                )

    def _underlined(self, line: Line, before: str) -> None:
        level = "##" if "-" in line.said else "#"
        self._refuse(
            line.number - 1,
            f"'{before.strip()[:60]}' would be read as a heading",
            f"Write a heading as '{level} {before.strip()[:60]}'; "
            "for a rule, put a blank line above it.",
            "a line of text with --- or === right below it is one",
        )

    def _comments(self) -> None:
        """What opens outside code and comments is never closed."""
        for start, stretch in stretches(self._text):
            plain = code_or_not(stretch) if "<!--" in stretch else []
            for found in re.finditer(r"(?<!\\)<!--", stretch):
                if plain[found.start()]:
                    self._refuse(
                        self._text.count("\n", 0, start + found.start()) + 1,
                        "the comment has no end",
                        "Close it with -->, or write \\<!-- where the sign itself is meant.",
                        "without an end it would be printed",
                    )

    def _heading(self, line: Line, before: str) -> None:
        if (
            line.said.startswith(" ")
            and (indented := _INDENTED.match(line.said))
            and not before.strip()
        ):
            self._refuse(
                line,
                f"the heading '{indented[1].lstrip('# ')[:60]}' is indented",
                "Begin it in the first column.",
                "pandoc takes it for text",
            )
        head = heading(line.said) if line.said.startswith("#") else None
        if head is None:
            return
        title = head[1]
        loose = not before.strip() or heading(before) or opened_div(before) or closes_div(before)
        if not loose:
            self._refuse(
                line,
                f"the heading '{title[:60]}' has no blank line above it",
                "Put a blank line above it.",
                "pandoc and Quarto take it for text",
            )
        plain = code_or_not(title)
        for pattern, what, todo in (
            (_FOOTNOTE, "a footnote", "Put the note into the first sentence below."),
            (_CITED, "a citation or reference", "Put it into the first sentence below."),
            (re.compile(r"!\["), "a picture", "Put the picture below the heading."),
        ):
            found = pattern.search(title)
            if found and plain[found.start()]:
                self._refuse(
                    line,
                    f"the heading '{title[:60]}' holds {what}",
                    todo,
                    "headings stand in menus, contents and bookmarks too",
                )

    def _list(self, line: Line, at: int) -> None:
        """Right below a paragraph that ends with a colon, a list was meant."""
        if not _ITEM.match(line.said) or not self._said(at - 1).rstrip().endswith(":"):
            return
        first = at - 1
        while self._said(first - 1).strip():
            first -= 1
        if re.match(r"[A-Za-zÆØÅæøå]{4}", self._said(first)):
            self._refuse(
                line,
                "the list has no blank line above it",
                "Put a blank line above its first item.",
                "pandoc and Quarto take it for text",
            )

    def _div(self, line: Line, divs: Sequence[Div], before: str) -> None:
        said = line.said
        if not said.lstrip(" \t>").startswith(":::"):
            return
        attributes = opened_div(said)
        if attributes is None:
            if not closes_div(said):
                self._refuse(
                    line,
                    f"'{said.strip()[:60]}' opens no block",
                    "Write ::: and the attributes in braces, such as ::: {.callout-note}.",
                    "its attributes can't be read",
                )
            if not divs:
                self._refuse(
                    line,
                    "::: closes a block that was not opened",
                    "Take the line away, or see that the opening ::: {…} has a blank line above.",
                )
            return
        if before.strip() and not (opened_div(before) or closes_div(before) or heading(before)):
            self._refuse(
                line,
                "the block has no blank line above it",
                "Put a blank line above the line with :::.",
                "pandoc and Quarto take it for text",
            )
        self._attributes(line, attributes, "div")

    def _attributes(self, line: Line, attributes: Attributes, on: On) -> None:
        if found := unsupported(attributes, on):
            self._refuse(line, *found)

    def _inline(self, line: Line) -> None:
        said = line.said
        if "{" not in said:
            return
        if raw := _RAW_SPAN.search(said):
            self._refuse_raw(line, raw[2])
        if "{{<" in said and included_file(said) is None:
            self._shortcodes(line)
        if (found := _CONDITION.search(said)) and code_or_not(said)[found.end() - 1]:
            self._refuse(
                line,
                "a condition stands on something else than a block or a piece of text",
                'Put it around what it is about: ::: {.content-visible when-format="html"} and '
                ":::, or [text]{.content-visible …}.",
            )
        if "]{" in said:
            plain = code_or_not(said)
            for span in _SPAN.finditer(said):
                attributes = read_attributes(span[1]) if plain[span.start()] else None
                if attributes is not None:
                    self._attributes(line, attributes, "span")

    def _shortcodes(self, line: Line) -> None:
        plain = code_or_not(line.said)
        for found in SHORTCODE.finditer(line.said):
            name = found[1]
            if not plain[found.start()] or name in KNOWN:
                continue
            if name == "include":
                self._refuse(
                    line,
                    "an include stands inside other text",
                    "Put {{< include … >}} on a line of its own.",
                )
            self._refuse(
                line,
                f"the shortcode '{name}' is not known here",
                "Write it in Markdown; of shortcodes there are include, meta and pagebreak.",
            )

    def _unclosed(self) -> None:
        if not self._lines:
            return
        last, divs = self._lines[-1]
        if divs and not (last.prose and closes_div(last.said) and len(divs) == 1):
            inner = divs[-2] if last.prose and closes_div(last.said) else divs[-1]
            self._refuse(
                inner.line,
                "the block has no end",
                "Close it with a line of three colons.",
                "all that follows would belong to it",
            )
