"""A chapter as a notebook for JupyterLab, and back to the same text, by jupytext."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from project.errors import ProjectError
from project.kept.files import write_atomic
from publishing.manuscript.chapter import parse_chapter, place, read_chapter

KERNELSPEC = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
# Quarto's cells are those of R Markdown; jupytext's own Quarto format would call the Quarto binary.
_FORMAT = {"extension": ".Rmd", "format_name": "rmarkdown", "comment_magics": False}
_KEY = "is248"


def to_notebook(path: Path, text: str) -> Any:
    """The chapter *text* as an nbformat notebook with tags, labels and kernelspec set.

    A text that would not come back the same is refused with the first line that would change.
    """
    import jupytext

    chapter = parse_chapter(path, text)
    newline = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n") if newline == "\r\n" else text
    final = plain.endswith("\n") or not plain
    plain = plain if final else plain + "\n"
    notebook = jupytext.reads(plain, fmt=_FORMAT)
    notebook.metadata["kernelspec"] = dict(KERNELSPEC)
    notebook.metadata[_KEY] = {
        "file": path.name,
        "newline": newline,
        "final_newline": final,
        "sha256": _sha(text),
    }
    code = iter(chapter.code)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:03}"
        if cell.cell_type == "code" and (source := next(code, None)):
            cell.metadata.update({"label": source.label} if source.label else {})
            cell.metadata.update({"tags": list(source.tags)} if source.tags else {})
    back = to_text(notebook)
    if back != text:
        line = _first_difference(text, back)
        raise ProjectError(
            "the chapter can't be made a notebook without changing its text",
            where=place(path, line),
            why="what stands here has no form in a notebook: an empty cell, mixed line ends, "
            "blank lines at the top, region comments",
            todo="Simplify the line, or edit the chapter as text.",
        )
    return notebook


def to_text(notebook: Any) -> str:
    """The chapter text of *notebook*, without outputs and cell metadata.

    Labels and tags are what the `#|` lines say.
    """
    import jupytext

    settings = notebook.metadata.get(_KEY, {})
    text: str = jupytext.writes(notebook, fmt=_FORMAT)
    if not settings.get("final_newline", True):
        text = text.removesuffix("\n")
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


def from_ipynb(path: Path) -> Path:
    """Take the notebook back into its chapter, delete it, and return the chapter's path.

    Refused when the chapter was edited as text since the notebook was made, or when the
    result is not a chapter.
    """
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except FileNotFoundError:
        raise ProjectError(
            "there is no notebook to take back", where=str(path), todo="Make one first."
        ) from None
    except Exception as error:  # noqa: BLE001 - nbformat raises what json, jsonschema and itself raise
        raise ProjectError(
            "the file is not a notebook",
            where=str(path),
            why=str(error).splitlines()[0],
            todo="Save it again from JupyterLab.",
        ) from None
    target = path.with_suffix(".qmd")
    made_from = notebook.metadata.get(_KEY, {}).get("sha256")
    if target.exists() and _sha(target.read_bytes().decode("utf-8")) != made_from:
        raise ProjectError(
            "the chapter was changed after the notebook was made",
            where=str(target),
            why="taking the notebook back would undo those changes",
            todo="Move one of the two away and carry the changes over by hand.",
        )
    text = to_text(notebook)
    parse_chapter(target, text)
    write_atomic(target, text)
    read_chapter(target)
    path.unlink()
    return target


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _first_difference(left: str, right: str) -> int:
    pairs = zip(left.splitlines(keepends=True), right.splitlines(keepends=True), strict=False)
    return next(
        (n for n, (one, other) in enumerate(pairs, 1) if one != other), left.count("\n") + 1
    )
