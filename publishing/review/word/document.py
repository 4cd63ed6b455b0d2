"""A draft as a Word document that reviewers comment and change with tracking.

Each numbered paragraph begins with its number under a bookmark, so that what comes back is known
again; the document's property `is248-draft` tells the draft.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from lxml import etree

from project.kept.files import write_atomic
from project.kept.store import Store
from publishing.pandoc.page import WRITING, Pages
from publishing.pandoc.run import run_pandoc
from publishing.pandoc.source import Book, Source

PROPERTY = "is248-draft"
_FILTER = Path(__file__).with_name("word.lua")
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NEW_PAGE = {"t": "RawBlock", "c": ["openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>']}
# Styles that pandoc's own document lacks, and how they look.
_LOOKS = {
    "Paragraph Number": '<w:color w:val="5A6670"/><w:sz w:val="16"/>',
    "Headline": "<w:b/>",
    "Note": '<w:color w:val="5A6670"/><w:sz w:val="18"/>',
}


@dataclass(frozen=True)
class Word:
    """Pages of a draft for Word; `store` keeps them, `pictures` are files by the figures' ids."""

    store: Store
    pictures: dict[str, str]
    name: ClassVar[str] = "word"

    def sources(self, book: Book) -> list[Source]:
        """All pages that readers see."""
        return book.shown

    def settings(self, book: Book, source: Source) -> dict[str, Any]:
        """The page that lists the references has all that the book cites, any other its own."""
        whole = source.lists_references
        listed = "".join(f"@{key} " for key in sorted(book.cited)) if whole else ""
        return {
            "filter": str(_FILTER),
            "writer": "json",
            "options": WRITING,
            "data": {"is248-figures": json.dumps(self.pictures)},
            **({"nocite": listed} if listed else {}),
        }

    def besides(self, book: Book, source: Source) -> object:  # noqa: ARG002
        """Nothing."""
        return None

    def finish(self, book: Book, source: Source, text: str) -> bytes:  # noqa: ARG002
        """The page as pandoc has it."""
        return text.encode()


def pictures_of(book: Path, files: Path) -> dict[str, str]:
    """The pictures (PNG) of the book's figures by id, as far as there are any in `files`."""
    found = {}
    for drawing in (book / "figures").glob("fig-*.svg"):
        picture = files / f"figur-{drawing.stem.removeprefix('fig-')}.png"
        if picture.is_file():
            found[drawing.stem] = str(picture)
    return found


def write_document(
    pages: Pages, target: Path, draft: str, mark: str, chosen: Collection[str] = ()
) -> None:
    """Write the draft called `draft` to a .docx file; `mark` is what marks it for readers.

    `chosen` are the files of pages, by default all.
    """
    written = pages.written(Word.name)
    read = [
        json.loads(one.content) for one in written if not chosen or one.source.page.file in chosen
    ]
    title = (pages.book.index.config.get("book") or {}).get("title", "")
    meta = {"title": title, "subtitle": mark, "lang": "nb-NO", PROPERTY: draft}
    content = {
        "pandoc-api-version": read[0]["pandoc-api-version"],
        "meta": {name: {"t": "MetaString", "c": str(text)} for name, text in meta.items()},
        "blocks": [block for page in read for block in (_NEW_PAGE, *page["blocks"])],
    }
    with tempfile.TemporaryDirectory(prefix="is248-") as folder:
        made = Path(folder) / "draft.docx"
        arguments = ["--to=docx", f"--output={made}"]
        run_pandoc(json.dumps(content), arguments, target.name, pages.book.root, "json")
        write_atomic(target, _with_styles(made.read_bytes()))


def _with_styles(document: bytes) -> bytes:
    """The document with looks for the styles that pandoc only names."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "word/styles.xml":
                content = _styled(content)
            new.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _styled(styles: bytes) -> bytes:
    tree = etree.fromstring(styles)
    for style in tree.iterfind(f"{{{_MAIN}}}style"):
        named = style.find(f"{{{_MAIN}}}name")
        look = _LOOKS.get(named.get(f"{{{_MAIN}}}val")) if named is not None else None
        if look:
            for old in style.findall(f"{{{_MAIN}}}rPr"):
                style.remove(old)
            style.append(etree.fromstring(f'<w:rPr xmlns:w="{_MAIN}">{look}</w:rPr>'))
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
