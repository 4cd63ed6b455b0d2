"""What a chapter ties to years: sentences with years or news, and tables that go over years."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from project.chapters import chapter_path
from project.editions import Edition, chapter_files
from project.places import Project
from publishing.manuscript.chapter import PARAMETERS, Cell, Chapter, python_only, read_chapter
from publishing.markdown.reader import read_lines, without_code

_YEAR = re.compile(r"(?<![\d–-])(?:19|20)\d\d(?![\d–-])")
_ASKED = re.compile(r"years_of\([\"']([\w.]+)[\"']\)")
_NAMED = re.compile(r"(\w+) = survey\.years_of\([\"']([\w.]+)[\"']\)")
_CITED = re.compile(r"\[[^\[\]]*@[^\[\]]*\]|@[\w:-]+")
_NEWS = re.compile(
    r"\b(?:ny|nye|nytt|nyeste|i år|i fjor|årets|fjorårets|for første gang|denne gangen|"
    r"siste år(?:et|ene)?)\b",
    re.IGNORECASE,
)


def tied(chapter: Chapter, edition: Edition) -> Iterator[tuple[int, str, str]]:
    """The lines of a chapter that are tied to a year: number, text, and what ties it.

    A year counts from the one before the first whose returns the edition reads: what is told of
    older years does not change.
    """
    oldest = edition.survey_years[0] - 1
    for cell in chapter.cells:
        said = _prose(cell) if cell.kind == "markdown" else _strings(cell)
        for number, whole in said:
            text = " ".join(_CITED.sub("", whole).split())
            years = [year for year in _YEAR.findall(text) if oldest <= int(year) <= edition.year]
            words = [found.group().lower() for found in _NEWS.finditer(text)]
            if years or words:
                yield number, text, ", ".join(dict.fromkeys([*years, *words]))


def _prose(cell: Cell) -> Iterator[tuple[int, str]]:
    for line in read_lines(cell.source):
        if line.prose and (text := without_code(line.said).strip()):
            yield cell.line + line.number - 1, text


def _strings(cell: Cell) -> Iterator[tuple[int, str]]:
    """Texts in a code cell that readers see, such as captions: those of more than one word."""
    if PARAMETERS in cell.tags:
        return
    for number, text in literals(cell):
        if " " in text.strip():
            yield number, text.strip()


def literals(cell: Cell, hole: str = "") -> Iterator[tuple[int, str]]:
    """Every string in a code cell with its line; what an f-string fills in is *hole*."""
    try:
        tree = ast.parse(python_only(cell.source))
    except SyntaxError:
        return
    inside: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [
                str(part.value) if isinstance(part, ast.Constant) else hole for part in node.values
            ]
            inside |= set(ast.walk(node))
            yield cell.line + node.lineno - 1, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield cell.line + node.lineno - 1, node.value


def shown_over_time(project: Project, edition: Edition) -> dict[str, str]:
    """Names in the cells that make tables over the years, each with the number of a table.

    Some of them are questions. A cell is such that asks for the years of a table, or uses a name
    that has them.
    """
    shown: dict[str, str] = {}
    for file in chapter_files(edition):
        path = chapter_path(project.root, edition.name, file)
        if not path.is_file():
            continue
        chapter = read_chapter(path)
        tables = {n: t for cell in chapter.code for n, t in _NAMED.findall(cell.source)}
        for cell in chapter.code:
            asked = _ASKED.findall(cell.source)
            asked += [tables[name] for name in re.findall(r"\w+", cell.source) if name in tables]
            for _, text in literals(cell) if asked else ():
                shown.setdefault(text, asked[0])
    return shown
