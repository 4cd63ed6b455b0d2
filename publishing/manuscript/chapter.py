"""A chapter's text taken apart: front matter, prose and code cells, each with its line.

The build reads chapters with this module alone, which needs nothing but PyYAML: looking up an
unchanged chapter must not cost the import of Jupyter's libraries.
"""

from __future__ import annotations

import ast
import functools
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from project.errors import ProjectError
from publishing.manuscript.front import check_front
from publishing.manuscript.options import (
    ASIS,
    at,
    cell_settings,
    chapter_settings,
    is_option,
    repeated,
)
from publishing.manuscript.text.authoring import check_authoring
from publishing.manuscript.text.include import Whole, named, place, read_whole
from publishing.markdown.reader import Fence, front_end, heading, read_lines, titled
from publishing.markdown.titles import plain_title

__all__ = [
    "PARAMETERS", "Cell", "Chapter", "parameter_names", "parse_chapter", "place", "python_only",
    "read_chapter",
]  # fmt: skip

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BRACED = re.compile(r"^\s*\{\s*([A-Za-z]\w*)\b([^}]*)\}\s*$")
_DIAGRAMS = frozenset({"mermaid", "dot"})
# As Quarto takes it: formatters write the space.
_OPTION = re.compile(r"^#\s*\|(.*)$")
_MAGIC = re.compile(r"^\s*[%!?]")

PARAMETERS = "parameters"
RAISES = "raises-exception"


@dataclass(frozen=True)
class Cell:
    """One piece of a chapter. `line` (from 1) is where `source` begins in the file."""

    kind: Literal["markdown", "code"]
    source: str
    line: int
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The cell's label, or nothing."""
        return str(self.options.get("label", ""))

    @property
    def tags(self) -> tuple[str, ...]:
        """The cell's tags."""
        return tuple(self.options.get("tags", ()))

    @property
    def runs(self) -> bool:
        """Whether it is code that is run."""
        return self.kind == "code" and bool(self.options.get("eval", True))

    @property
    def may_fail(self) -> bool:
        """Whether the chapter goes on where the cell fails, as its author wants to show."""
        return bool(self.options.get("error")) or RAISES in self.tags

    @property
    def shows_output(self) -> bool:
        """Whether what it displays and prints is for readers."""
        return bool(self.options.get("include", True) and self.options.get("output", True))

    @property
    def shows_code(self) -> bool:
        """Whether its code is for readers."""
        return bool(self.options.get("include", True) and self.options.get("echo", False))

    @property
    def shows_warnings(self) -> bool:
        """Whether what it writes to standard error is for readers."""
        return self.shows_output and bool(self.options.get("warning", False))

    @property
    def asis(self) -> bool:
        """Whether what it prints is Markdown."""
        return self.options.get("output") == ASIS

    @property
    def code(self) -> str:
        """The source without its options."""
        lines = self.source.split("\n")
        return "\n".join(lines[_count_options(lines) :]).strip("\n")


@dataclass(frozen=True, eq=False)
class Chapter:
    """A chapter as its author wrote it: its front matter, and its cells in order.

    Its text has what it includes in it, and lines are counted there; `whole` tells whence they are.
    """

    path: Path
    text: str
    front: Mapping[str, Any]
    front_source: str
    cells: tuple[Cell, ...]
    whole: Whole | None = None

    @property
    def stem(self) -> str:
        """The file's name without ending."""
        return self.path.stem

    @property
    def number(self) -> str:
        """`3` of ``03-x.qmd``, `B` of ``vedlegg-b.qmd``, empty for a chapter without number."""
        if found := re.match(r"(\d{2})-", self.stem):
            return str(int(found.group(1)))
        if found := re.fullmatch(r"vedlegg-([a-z])(?:-.*)?", self.stem):
            return found.group(1).upper()
        return ""

    @property
    def title(self) -> str:
        """The title of the front matter, or else of the first heading."""
        if title := self.front.get("title"):
            return plain_title(titled(str(title))[0])
        heads = (heading(line.text) for line in read_lines(self.text) if line.prose)
        return next((head[1] for head in heads if head and head[0] == 1), "")

    @property
    def code(self) -> tuple[Cell, ...]:
        """The code cells that are run."""
        return tuple(cell for cell in self.cells if cell.runs)


def read_chapter(path: Path) -> Chapter:
    """Read and check the chapter at *path* with what it includes.

    What is wrong with it is a `ProjectError` with file and line.
    """
    whole = read_whole(path)
    try:
        chapter = parse_chapter(path, whole.text)
        check_authoring(path, whole)
    except ProjectError as error:
        raise whole.told(error, path) from None
    return replace(chapter, whole=whole)


def parse_chapter(path: Path, text: str) -> Chapter:
    """The chapter of a text at hand, which includes nothing; *path* gives the name."""
    lines = text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    front, front_source, start = _front_matter(path, lines)
    settings = chapter_settings(front, front_source.split("\n"), place(path, 1))
    cells = tuple(
        replace(cell, options={**settings, **cell.options}) if cell.kind == "code" else cell
        for cell in _cells(path, lines, start)
    )
    _check_labels(path, cells)
    return Chapter(path, text, front, front_source, cells)


def parameter_names(chapter: Chapter) -> frozenset[str]:
    """Names the parameters cell gives a default; no such cell, or two, is a `ProjectError`."""
    found = [cell for cell in chapter.code if PARAMETERS in cell.tags]
    if len(found) != 1:
        line = found[1].line if found else 1
        raise ProjectError(
            "the chapter has two parameters cells"
            if found
            else "the chapter has no parameters cell",
            where=place(chapter.path, line),
            why="the edition's values take the place of the defaults in one such cell",
            todo="Keep one cell with '#| tags: [parameters]'."
            if found
            else "Begin with a cell that has '#| tags: [parameters]'.",
        )
    cell = found[0]
    try:
        body = ast.parse(cell.source).body
    except SyntaxError as error:
        raise ProjectError(
            "the parameters cell is not Python",
            where=place(chapter.path, cell.line + (error.lineno or 1) - 1),
            why=str(error.msg),
            todo="Write plain assignments such as: edition = 0",
        ) from None
    targets: list[ast.expr] = []
    for node in body:
        targets += (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
    return frozenset(target.id for target in targets if isinstance(target, ast.Name))


def python_only(source: str) -> str:
    """*source* with IPython's magics blanked, so that `ast` can read the rest."""
    if source.lstrip().startswith("%%"):
        return ""
    return "\n".join("pass" if _MAGIC.match(line) else line for line in source.split("\n"))


def _front_matter(path: Path, lines: list[str]) -> tuple[dict[str, Any], str, int]:
    """The front matter, its source, and the index of the first line after it."""
    end = front_end(lines)
    if end == 0:
        return {}, "", 0
    if end is None:
        raise ProjectError(
            "the front matter has no end",
            where=place(path, 1),
            todo="Close it with a line of three hyphens.",
        )
    front = _yaml(path, lines[1 : end - 1], 2, "front matter")
    check_front(named(path), lines[1 : end - 1], front)
    return front, "\n".join(lines[:end]), end


def _yaml(path: Path, lines: list[str], first: int, what: str) -> dict[str, Any]:
    try:
        content = yaml.load("\n".join(lines), Loader=_LOADER)  # noqa: S506 - a safe loader in both cases
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ProjectError(
            f"the {what} can't be read as YAML",
            where=place(path, first + min(mark.line if mark else 0, len(lines) - 1)),
            why=str(getattr(error, "problem", None) or error),
            todo="Correct the line; YAML is indented with spaces, never with tabs.",
        ) from None
    except RecursionError:
        raise ProjectError(
            f"the {what} can't be read as YAML",
            where=place(path, first),
            why="it goes deeper than anybody reads",
            todo="Write it with fewer brackets.",
        ) from None
    if (twice := repeated(lines)) is not None:
        key, index = twice
        raise ProjectError(
            f"'{key}' stands twice in the {what}",
            where=at(place(path, first), index),
            todo="Keep one of the two lines.",
        )
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ProjectError(
            f"the {what} must be a list of settings",
            where=place(path, first),
            todo="Write each as 'key: value'.",
        )
    return content


def _cells(path: Path, lines: list[str], start: int) -> Iterable[Cell]:
    prose_from = start
    opened: int | None = None  # where a cell begins whose end has not come
    for line in read_lines("\n".join(lines[start:])):
        at = start + line.number - 1
        if line.fence and _is_cell(path, line.fence, at):
            yield from _prose(lines, prose_from, at)
            opened = at
        elif line.closes and opened is not None:
            yield _code(path, lines[opened + 1 : at], opened + 2)
            prose_from, opened = at + 1, None
    if opened is not None:
        raise ProjectError(
            "the cell has no end",
            where=place(path, opened + 1),
            todo="Close it with a line of three backticks.",
        )
    yield from _prose(lines, prose_from, len(lines))


def _is_cell(path: Path, fence: Fence, at: int) -> bool:
    """Whether the fence opens a Python cell.

    One that Quarto would run and this project would not is an error.
    """
    header = _BRACED.match(fence.info)
    if not header or fence.mark[0] == "~":
        return False
    name, rest = header.group(1).lower(), header.group(2).strip()
    if name != "python":
        raise ProjectError(
            f"the cell is written in '{name}'",
            where=place(path, at + 1),
            why="chapters hold Python cells only",
            todo="Put a drawing in the text as a picture."
            if name in _DIAGRAMS
            else f"Show code that is not run as ```{name}, without braces.",
        )
    if fence.before:
        raise ProjectError(
            "the cell is indented"
            if not fence.before.strip()
            else "the cell is in a list or quote",
            where=place(path, at + 1),
            todo="Begin the line ```{python} in the first column.",
        )
    if rest:
        raise ProjectError(
            "the cell has options in its first line",
            where=place(path, at + 1),
            todo="Write them as '#| key: value' lines in the cell.",
        )
    return True


def _prose(lines: list[str], start: int, end: int) -> Iterable[Cell]:
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    if start < end:
        yield Cell("markdown", "\n".join(lines[start:end]), start + 1)


def _count_options(body: list[str]) -> int:
    return next((n for n, text in enumerate(body) if not _OPTION.match(text)), len(body))


def _late_options(body: list[str]) -> Iterator[int]:
    """Lines of *body*, outside its strings, that would be options at its top."""
    found = [n for n, text in enumerate(body) if (o := _OPTION.match(text)) and is_option(o[1])]
    if found:
        try:
            tokens = list(tokenize.generate_tokens(iter([f"{t}\n" for t in body]).__next__))
        except (tokenize.TokenError, SyntaxError):
            return
        comments = {token.start[0] - 1 for token in tokens if token.type == tokenize.COMMENT}
        yield from (n for n in found if n in comments)


def _code(path: Path, body: list[str], line: int) -> Cell:
    count = _count_options(body)
    if (late := next(_late_options(body[count:]), None)) is not None:
        raise ProjectError(
            "an option stands below the cell's first lines",
            where=place(path, line + count + late),
            why="there it is a comment that nobody obeys",
            todo="Begin the cell with its '#|' lines, without a blank line above them.",
        )
    options = tuple(_OPTION.match(text)[1].removeprefix(" ") for text in body[:count])  # type: ignore[index]
    settings = _options(path, options, line) if options else {}
    return Cell("code", "\n".join(body), line, settings)


@functools.lru_cache(maxsize=4096)
def _options(path: Path, options: tuple[str, ...], line: int) -> Mapping[str, Any]:
    found = _yaml(path, list(options), line, "cell's options")
    return cell_settings(found, options, place(path, line))


def _check_labels(path: Path, cells: tuple[Cell, ...]) -> None:
    seen: dict[str, int] = {}
    for cell in cells:
        if not cell.label:
            continue
        if cell.label in seen:
            raise ProjectError(
                f"two cells have the label '{cell.label}'",
                where=place(path, cell.line),
                why=f"the first is on line {seen[cell.label]}",
                todo="Give each cell its own label.",
            )
        seen[cell.label] = cell.line
