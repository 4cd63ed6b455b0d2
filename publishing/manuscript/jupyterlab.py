"""A chapter as a notebook for JupyterLab, and back into text without loss.

The same reader takes the text apart both ways. What a notebook holds and a text can't is refused
before anything is written, and the notebook itself is put aside, with its outputs, rather than
deleted.
"""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from project.errors import ProjectError
from project.kept.files import write_atomic
from publishing.manuscript.chapter import Cell, Chapter, parse_chapter, place, read_chapter

KERNELSPEC = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
_KEY = "is248"
_OPEN, _CLOSE = "```{python}", "```"
_FENCE = re.compile(r"^[ \t>]*(`{3,})", re.MULTILINE)
_PYTHON = frozenset({"python", "ipython", "python3"})


def to_notebook(path: Path, text: str) -> Any:
    """The chapter *text* as an nbformat notebook with tags, labels and kernelspec set.

    A text that would not come back the same is refused with the first line that would change.
    """
    from nbformat import v4

    chapter = parse_chapter(path, text)
    newline = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    lines = plain.split("\n")
    nodes, at = [], 0
    if chapter.front_source:
        nodes.append(v4.new_raw_cell(chapter.front_source))  # type: ignore[no-untyped-call]
        at = chapter.front_source.count("\n") + 1
    for cell in chapter.cells:
        start, end = _extent(cell, lines)
        gap = lines[at:start]
        mark: dict[str, Any] = {} if gap == ([""] if nodes else []) else {"before": gap}
        nodes.append(_node(cell, mark, lines[start:end]))
        at = end
    for number, node in enumerate(nodes):
        node["id"] = f"cell-{number:03}"
    notebook = v4.new_notebook(cells=nodes, metadata={"kernelspec": dict(KERNELSPEC)})  # type: ignore[no-untyped-call]
    notebook.metadata[_KEY] = {
        "file": path.name,
        "newline": newline,
        "after": lines[at:],
        "sha256": _sha(text),
    }
    back = to_text(notebook)
    if back != text:
        raise ProjectError(
            "the chapter can't be made a notebook without changing its text",
            where=place(path, _first_difference(text, back)),
            why="what stands here has no form in a notebook: mixed line ends, a mark of order at "
            "the top",
            todo="Simplify the line, or edit the chapter as text.",
        )
    return notebook


def to_text(notebook: Any) -> str:
    """The chapter text of *notebook*, without outputs.

    Labels and tags are what the `#|` lines say.
    """
    settings = notebook.metadata.get(_KEY, {})
    lines = [line for gap, cell in _with_gaps(notebook) for line in (*gap, *_lines(cell))]
    text = "\n".join([*lines, *settings.get("after", [""])])
    return text.replace("\n", settings.get("newline", "\n"))


def to_ipynb(path: Path) -> Path:
    """Write the chapter at *path* as a notebook beside it, and return the notebook's path."""
    import nbformat

    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    target = path.with_suffix(".ipynb")
    if target.exists():
        raise ProjectError(
            "the notebook is there already",
            where=str(target),
            why="it may hold work that is not in the chapter",
            todo="Take it back first, or delete it.",
        )
    content: str = nbformat.writes(to_notebook(path, text))  # type: ignore[no-untyped-call]
    write_atomic(target, content + "\n")
    return target


def from_ipynb(path: Path, aside: Path) -> tuple[Path, Path]:
    """Take the notebook back into its chapter, and put it, with its outputs, into *aside*.

    Returns the chapter's path and where the notebook is now. Refused, with nothing changed, where
    the chapter was edited as text since the notebook was made, where the result is no chapter, and
    where the text would not hold all that the notebook does.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ProjectError(
            "there is no notebook to take back", where=str(path), todo="Make one first."
        ) from None
    notebook = _read(path, content)
    target = path.with_suffix(".qmd")
    text = taken(target, notebook)
    made_from = notebook.metadata.get(_KEY, {}).get("sha256")
    if target.exists() and (now := target.read_bytes()) != text.encode():
        if made_from is None:
            raise ProjectError(
                "the notebook was not made from the chapter that stands here",
                where=str(target),
                why="taking it back would put another text in the chapter's place",
                todo="Move one of the two away.",
            )
        if hashlib.sha256(now).hexdigest() != made_from:
            raise ProjectError(
                "the chapter was changed after the notebook was made",
                where=str(target),
                why="taking the notebook back would undo those changes",
                todo="Move one of the two away and carry the changes over by hand.",
            )
    before = target.read_bytes() if target.exists() else None
    write_atomic(target, text)
    try:
        chapter = read_chapter(target)  # from its place, for what it includes and shows
        if before and before.startswith(b"---") and not chapter.front_source:
            _lost(target, 0, "the front matter with the title is gone", "Put its cell back first.")
    except ProjectError as error:
        target.unlink() if before is None else write_atomic(target, before)
        number = _cell_at(notebook, error.where or "") if "qmd, line " in (error.where or "") else 0
        where = f"{path}, cell {number}" if number else error.where
        raise ProjectError(error.what, where=where, why=error.why, todo=error.todo) from None
    return target, _put_aside(path, content, aside)


def taken(target: Path, notebook: Any) -> str:
    """The text of the chapter *target* from *notebook*, which holds all that the notebook does.

    All but outputs and what JupyterLab remembers of its own; anything else is a `ProjectError`.
    """
    _check_language(target, notebook)
    for number, cell in enumerate(notebook.cells, 1):
        _check_cell(target, number, cell)
    text = to_text(notebook)
    try:
        again = text.encode().decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeEncodeError:
        _lost(target, 0, "it holds half of a character", "Delete that sign.")
    wanted, numbers = _content(notebook)
    try:
        chapter = parse_chapter(target, again)
    except ProjectError as error:
        number = _cell_at(notebook, error.where or "")
        where = f"{target.with_suffix('.ipynb')}, cell {number}"
        raise ProjectError(error.what, where=where, why=error.why, todo=error.todo) from None
    found = _content_of(chapter)
    if wanted != found:
        pairs = zip(wanted, found, strict=False)
        same = next((n for n, (one, other) in enumerate(pairs) if one != other), -1)
        _lost(
            target,
            numbers[same],
            "as text it would be read as something else: a cell in a Markdown cell, a block or a "
            "comment without end, front matter (---) where the notebook begins, a line end that is "
            "none",
            "Make it a cell of its own, or close it.",
        )
    _check_tags(target, notebook, chapter)
    return text


def _content(notebook: Any) -> tuple[list[tuple[str, str]], list[int]]:
    """Kind and text of the cells, and their numbers; texts that stand together are one."""
    parts: list[tuple[str, str]] = []
    numbers: list[int] = []
    numbered = {id(cell): number for number, cell in enumerate(notebook.cells, 1)}
    for gap, cell in _with_gaps(notebook):
        kind, source = cell.cell_type, "\n".join(_body(cell))
        if parts and kind == "markdown" == parts[-1][0]:
            parts[-1] = (kind, "\n".join([parts[-1][1], *gap, source]))
        else:
            parts.append((kind, source))
            numbers.append(numbered[id(cell)])
    return parts, numbers or [0]


def _content_of(chapter: Chapter) -> list[tuple[str, str]]:
    front = [("raw", chapter.front_source)] if chapter.front_source else []
    return [*front, *((cell.kind, cell.source) for cell in chapter.cells)]


def _cell_at(notebook: Any, where: str) -> int:
    """The number of the cell whose text stands at the place *where* of the chapter."""
    line, at = int(where.rpartition(" ")[2]), 0
    numbered = {id(cell): number for number, cell in enumerate(notebook.cells, 1)}
    for gap, cell in _with_gaps(notebook):
        at += len(gap) + len(_lines(cell))
        if at >= line:
            return numbered[id(cell)]
    return len(notebook.cells)


def _check_language(target: Path, notebook: Any) -> None:
    spec = notebook.metadata.get("kernelspec", {})
    info = notebook.metadata.get("language_info", {})
    language = str(spec.get("language") or info.get("name") or "python").lower()
    if language not in _PYTHON:
        raise ProjectError(
            f"the notebook is written in {language}",
            where=str(target.with_suffix(".ipynb")),
            todo="Chapters hold Python cells only.",
        )


def _check_cell(target: Path, number: int, cell: Any) -> None:
    """A `ProjectError` for what a cell holds beside its text and outputs that no text can."""
    if pictures := ", ".join(cell.get("attachments") or {}):
        _lost(
            target,
            number,
            f"the picture {pictures} was pasted into it",
            "Save it as a file in the project, write ![what it shows](path/of/file.png), and take "
            "the attachment away.",
        )
    if cell.cell_type == "raw" and number > 1:
        _lost(target, number, "it is a raw cell", "Make it a Markdown or a code cell.")
    language = cell.metadata.get("vscode", {}).get("languageId", "python")
    if cell.cell_type == "code" and language not in _PYTHON:
        _lost(target, number, f"it is written in {language}", "Chapters hold Python cells only.")


def _check_tags(target: Path, notebook: Any, chapter: Chapter) -> None:
    """A `ProjectError` for tags that were given in JupyterLab and do not stand in the text."""
    code = iter(cell for cell in chapter.cells if cell.kind == "code")
    numbered = {id(cell): number for number, cell in enumerate(notebook.cells, 1)}
    for _, cell in _with_gaps(notebook):
        own = next(code).tags if cell.cell_type == "code" else ()
        tags = list(cell.metadata.get("tags", []))
        # as the text gave them, where it may have been changed since
        if tags != cell.metadata.get(_KEY, {}).get("tags", []) and sorted(tags) != sorted(own):
            named = ", ".join(tags)
            _lost(
                target,
                numbered[id(cell)],
                f"it has the tags {named or '(none)'} in JupyterLab and others in its text",
                f"Write them in the cell: '#| tags: [{named}]'."
                if cell.cell_type == "code"
                else "Take them away; text has no tags.",
            )


def _lost(target: Path, number: int, why: str, todo: str) -> NoReturn:
    raise ProjectError(
        "the chapter's text can't hold all that the notebook does",
        where=f"{target.with_suffix('.ipynb')}" + (f", cell {number}" if number else ""),
        why=why,
        todo=f"{todo} Nothing has been changed.",
    )


def _read(path: Path, content: bytes) -> Any:
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node = nbformat.from_dict(_joined(json.loads(content.decode("utf-8"))))  # type: ignore[no-untyped-call]
            if not isinstance(node, dict):
                raise ValueError("it is JSON of something else")
            if node.get("nbformat") != 4:
                raise ValueError(f"it is of form {node.get('nbformat')}, and 4 is that of today")
            nbformat.validate(node, relax_add_props=True)
    except Exception as error:  # noqa: BLE001 - nbformat raises what json, jsonschema and itself raise
        raise ProjectError(
            "the file is not a notebook",
            where=str(path),
            why=(str(error).splitlines() or [type(error).__name__])[0],
            todo="Open it in JupyterLab and save it again.",
        ) from None
    return node


def _joined(content: Any) -> Any:
    """A notebook as its file has it, with sources in one piece."""
    for cell in content.get("cells", []) if isinstance(content, dict) else []:
        if isinstance(cell, dict) and isinstance(cell.get("source"), list):
            cell["source"] = "".join(map(str, cell["source"]))
    return content


def _put_aside(path: Path, content: bytes, aside: Path) -> Path:
    """Move the notebook *path*, which held *content*, into the folder *aside*."""
    if path.read_bytes() != content:
        raise ProjectError(
            "the notebook was changed while it was taken back",
            where=str(path),
            why="the chapter holds what it said before",
            todo="Close it in JupyterLab, and take it back again.",
        )
    names = (path.stem + (f"-{n}" if n > 1 else "") + ".ipynb" for n in range(1, 10**6))
    kept = next(place for name in names if not (place := aside / name).exists())
    write_atomic(kept, content)
    path.unlink()
    return kept


def _extent(cell: Cell, lines: Sequence[str]) -> tuple[int, int]:
    """The lines of the file that a cell takes, its fences included, from 0."""
    start, count = cell.line - 1, cell.source.count("\n") + 1
    if cell.kind == "markdown":
        return start, start + count
    # of a cell with nothing in it the second line may be its end
    return start - 1, start + (count if cell.source or not lines[start].strip() else 0) + 1


def _node(cell: Cell, mark: dict[str, Any], lines: Sequence[str]) -> Any:
    from nbformat import v4

    if cell.kind == "markdown":
        node: Any = v4.new_markdown_cell(cell.source)  # type: ignore[no-untyped-call]
    else:
        node = v4.new_code_cell(cell.source)  # type: ignore[no-untyped-call]
        node.metadata.update({"label": cell.label} if cell.label else {})
        node.metadata.update({"tags": list(cell.tags)} if cell.tags else {})
        fence = [lines[0], lines[-1]]
        mark |= {"tags": list(cell.tags)} if cell.tags else {}
        mark |= {"fence": fence} if fence != [_OPEN, _CLOSE] else {}
        mark |= {} if cell.source else {"empty": len(lines) - 2}
    if mark:
        node.metadata[_KEY] = mark
    return node


def _with_gaps(notebook: Any) -> Iterator[tuple[list[str], Any]]:
    """The cells that say something, each with the blank lines above it."""
    before = ""
    for cell in notebook.cells:
        mark = cell.metadata.get(_KEY, {})
        if not cell.source.strip() and "empty" not in mark:
            continue
        gap = mark.get("before", [""] if before else [])
        # between two texts a blank line must stand, wherever the cells have gone
        yield gap or [""] if before == "markdown" == cell.cell_type else gap, cell
        before = cell.cell_type


def _lines(cell: Any) -> list[str]:
    """The lines of a cell in the text, in a fence that is longer than any within."""
    if cell.cell_type != "code":
        return _body(cell)
    mark = cell.metadata.get(_KEY, {})
    first, last = mark.get("fence", (_OPEN, _CLOSE))
    needed = max((len(run) + 1 for run in _FENCE.findall(cell.source)), default=0)
    if len(first) - len(first.lstrip("`")) < needed:
        first, last = "`" * needed + "{python}", "`" * needed
    body = [""] * mark["empty"] if "empty" in mark and not cell.source else _body(cell)
    return [first, *body, last]


def _body(cell: Any) -> list[str]:
    source: str = _trimmed(cell.source) if cell.cell_type == "markdown" else cell.source
    return source.split("\n")


def _trimmed(source: str) -> str:
    """A text without the blank lines around it."""
    lines = source.split("\n")
    said = [n for n, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[said[0] : said[-1] + 1]) if said else ""


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _first_difference(left: str, right: str) -> int:
    pairs = zip(left.splitlines(keepends=True), right.splitlines(keepends=True), strict=False)
    return next(
        (n for n, (one, other) in enumerate(pairs, 1) if one != other), left.count("\n") + 1
    )
