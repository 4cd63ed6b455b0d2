"""What an author brings without a cell: pictures, and tables written in Markdown.

Staged, a table with an id has the form of those that cells make, and a picture stands in one folder
of the book under the checksum of its content:

    ::: {#tbl-2-2 .is248-table}          ![Caption](../pictures/1f…e.png){#fig-2-1 fig-alt="…"}
    (Markdown table)

    Caption
    :::
"""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from project.chapters import chapter_path
from project.errors import ProjectError
from project.kept.checksums import checksum
from publishing.manuscript.locate import Sources
from publishing.manuscript.text.pictures import find_picture
from publishing.markdown.divs import opened_div
from publishing.markdown.links import Picture, pictures
from publishing.markdown.reader import read_lines

PICTURES = "pictures"
TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
"""What the web calls each kind of picture."""
_SIGNS = 16  # of a checksum, in a file's name
_CAPTION = re.compile(
    r"^(?::|[Tt]able:)[ \t]+(?P<text>.*?)\s*\{#(?P<id>tbl-[\w-]+)(?P<more>[^{}]*)\}\s*$", re.DOTALL
)
_OPENS = re.compile(r"^(?::|[Tt]able:)[ \t]")
_TABLE = re.compile(
    r"^\s*(?:\|?\s*:?-+:?\s*(?:[|+]\s*:?-+:?\s*)+\|?|\|\s*:?-+:?\s*\||\+[-=:+]+\+|-{2,}(?:\s+-{2,})+)\s*$"
)


@dataclass(frozen=True)
class Own:
    """Where pictures come from and go to, and what decides conditions.

    Without `root` and `book` there can be no pictures.
    """

    root: Path | None = None
    book: Path | None = None
    edition: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


def with_products(text: str, own: Own, file: str) -> str:
    """Markdown of the chapter `file` with its own pictures and tables as they are staged."""
    return _with_tables(_with_pictures(text, own, file), file, Sources(own.root, own.edition))


def _with_pictures(text: str, own: Own, file: str) -> str:
    parts, at = [], 0
    for picture in pictures(text):
        if own.root is None or own.book is None:
            raise ProjectError("a picture has no place", where=file)
        parts += [text[at : picture.start], _staged(picture, own.root, own.book, file, own.edition)]
        at = picture.end
    return "".join([*parts, text[at:]])


def _staged(picture: Picture, root: Path, book: Path, file: str, edition: str) -> str:
    where = f"{file}: {picture.address}"
    source = find_picture(root, chapter_path(root, edition, file), picture, where)
    name = f"{PICTURES}/{checksum(source)[:_SIGNS]}{source.suffix.lower()}"
    target = book / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    address = posixpath.relpath(name, posixpath.dirname(file) or ".")
    given = picture.attributes
    attributes = [f"#{given.id}"] if given.id else []
    attributes += [f".{one}" for one in given.classes]
    escaped = picture.alt.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    attributes.append(f'fig-alt="{escaped}"')
    attributes += [
        f'{key}="{value}"' for key, value in given.pairs.items() if key not in {"fig-alt", "alt"}
    ]
    return f"![{' '.join(picture.text.split())}]({address}){{{' '.join(attributes)}}}"


def _with_tables(text: str, file: str, sources: Sources) -> str:
    if "{#tbl-" not in text:
        return text
    blocks = _blocks(text)
    out: list[list[str]] = []
    taken: set[int] = set()
    for at, block in enumerate(blocks):
        caption = _CAPTION.match("\n".join(block))
        if caption is None:
            continue
        beside = next(
            (
                n
                for n in (at - 1, at + 1)
                if 0 <= n < len(blocks) and n not in taken and _is_table(blocks[n])
            ),
            None,
        )
        if beside is None or caption["more"].strip():
            what = (
                f"the caption of {caption['id']} has attributes that are not obeyed"
                if beside is not None
                else f"the caption of {caption['id']} has no table beside it"
            )
            raise ProjectError(
                what,
                where=sources.where(file, block[0]),
                why=None if beside is None else f"columns get their widths here: {caption['more']}",
                todo="Write the table right above its caption, with a blank line between."
                if beside is None
                else f"Write {{#{caption['id']}}} alone.",
            )
        taken |= {at, beside}
        table = blocks[beside]
        blocks[min(at, beside)] = [
            f"::: {{#{caption['id']} .is248-table}}", *table, "",
            " ".join(caption["text"].split()), ":::",
        ]  # fmt: skip
        blocks[max(at, beside)] = []
    out = [_marked(block) for block in blocks]
    return "\n\n".join("\n".join(block) for block in out if block)


def _blocks(text: str) -> list[list[str]]:
    """Lines between blank lines; code stays whole, captions and fences are blocks by themselves."""
    blocks: list[list[str]] = [[]]
    for line in read_lines(text):
        if line.prose and not line.text.strip():
            blocks.append([])
        elif line.prose and line.text.lstrip(" >").startswith(":::"):
            blocks += [[line.text], []]
        elif line.prose and _OPENS.match(line.text) and blocks[-1] and _is_table(blocks[-1]):
            blocks.append([line.text])
        else:
            blocks[-1].append(line.text)
    return [block for block in blocks if block]


def _is_table(block: list[str]) -> bool:
    return any(_TABLE.match(line) for line in block[:3]) and not opened_div(block[0])


def _marked(block: list[str]) -> list[str]:
    """A block whose opening line is Quarto's own form of a table with an id, marked as ours."""
    first = opened_div(block[0]) if block else None
    if first is None or not first.id.startswith("tbl-") or first.classes:
        return block
    return [f"::: {{#{first.id} .is248-table}}", *block[1:]]
