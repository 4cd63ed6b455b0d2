"""An author's own pictures: `![caption](file){#fig-2-1 fig-alt="…"}`, found and looked at.

A picture stands in the project, beside the chapter or anywhere else. What can't be shown in both
web and PDF is refused with its line.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # a drawing of the author's own
from pathlib import Path

from project.chapters import beside, living
from project.errors import ProjectError
from publishing.manuscript.text.include import inside, place, project_of, read_whole
from publishing.manuscript.text.unsupported import unsupported
from publishing.markdown.links import REMOTE, Picture, pictures

KINDS = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".gif": b"GIF8",
    ".webp": b"RIFF",
    ".svg": b"",
}
"""Kinds of pictures that both forms can show, and what their files begin with."""


def check_pictures(path: Path, top: int, text: str) -> None:
    """Raise `ProjectError` for the first picture in *text* that can't be shown.

    *text* is the chapter's without the *top* lines of its front matter.
    """
    root = project_of(path)
    for picture in pictures(text):
        line = top + text.count("\n", 0, picture.start) + 1
        where = place(path, line)
        find_picture(root, path, picture, where)
        if found := unsupported(picture.attributes, "picture"):
            raise ProjectError(found[0], where=where, todo=found[1])
        kind = picture.attributes.id.partition("-")[0]
        if kind == "fig" and not (picture.alone and picture.text.strip()):
            raise ProjectError(
                f"the picture {picture.attributes.id} can't be numbered",
                where=where,
                why="a numbered picture has a caption and is a paragraph of its own",
                todo='Write ![Caption](file){#fig-… fig-alt="…"} between blank lines, '
                "or take the id away.",
            )
        if not picture.alt:
            raise ProjectError(
                f"the picture {picture.address} has no alternative text",
                where=where,
                why="who can't see it would not know what it shows, and the PDF must have it",
                todo=f'Write ![{picture.text}]({picture.address}){{fig-alt="What it shows."}}.',
            )


def files_beside(path: Path) -> list[Path]:
    """The files besides the chapter at *path* that its text is made with: includes, pictures."""
    try:
        if not any(sign in path.read_bytes() for sign in (b"{{<", b"![")):
            return []
        whole = read_whole(path)
    except (OSError, ProjectError):  # told of when the chapter is read
        return []
    root, found = project_of(path), [*whole.files[1:]]
    for picture in pictures(whole.text):
        if not REMOTE.match(picture.address):
            target = inside(root, living(path).parent, picture.address)
            found += [beside(path, target)] if target else []
    return found


def find_picture(root: Path, chapter: Path, picture: Picture, where: str) -> Path:
    """The file of a picture that stands in the text at *chapter*, in the project at *root*."""
    address = picture.address
    if REMOTE.match(address):
        raise ProjectError(
            f"the picture {address[:80]} stands outside the project",
            where=where,
            why="the report loads nothing from elsewhere, and must look the same for ever",
            todo="Save it in the project, for instance beside the chapter, if its owner allows it.",
        )
    target = inside(root, living(chapter).parent, address)
    if target is None:
        raise ProjectError(
            f"the picture {address} lies outside the project",
            where=where,
            todo="Put the file into the project, and write the path from the chapter's folder.",
        )
    target = beside(chapter, target)
    if not target.is_file():
        raise ProjectError(
            f"the picture {address} is not there",
            where=where,
            why=f"there is no file {target}",
            todo="Correct the path, which goes from the chapter's folder, or add the file.",
        )
    kind = target.suffix.lower()
    if kind not in KINDS:
        raise ProjectError(
            f"the picture {address} is of a kind that can't be shown",
            where=where,
            why=f"both web and PDF show {', '.join(sorted(KINDS))}",
            todo="Save it as SVG (drawings) or PNG (screens and photographs).",
        )
    content = target.read_bytes()
    if not content.startswith(KINDS[kind]) or (kind == ".svg" and not _is_svg(content)):
        raise ProjectError(
            f"the picture {address} is not what its name says",
            where=where,
            why=f"its content is not that of a {kind} file",
            todo="Save it again from the program that made it.",
        )
    return target


def _is_svg(content: bytes) -> bool:
    try:
        return ET.fromstring(content).tag.endswith("svg")  # noqa: S314
    except ET.ParseError:
        return False
