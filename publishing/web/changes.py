"""The page that tells what parts two drafts, in one file that loads nothing."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from publishing.book.prose.drafts import DraftMark
from publishing.review.diff.difference import ChapterChange, Difference
from publishing.review.diff.products import ProductChange, State
from publishing.review.diff.side import Side
from publishing.review.diff.texts import Became, TextChanged
from publishing.review.diff.told import because, lead, listed, name_of, so_many, why
from publishing.review.diff.words import Piece
from publishing.review.draft import BOOK
from publishing.review.remarks.anchoring import Place
from publishing.web.singlefile import inlined, policy_of
from publishing.web.site import FIRST_SCRIPT, REVIEW, WEB, templates
from publishing.web.svg import inline_svg
from publishing.words import CHANGES, UI

_STYLES = (WEB / "site.css", REVIEW / "changes.css", WEB / "changes.css")
_SCRIPTS = (WEB / FIRST_SCRIPT, WEB / "compare.js")
_FOLD = 24  # numbers of one table that are shown without asking


def changes_page(difference: Difference, site: str | None, remarks: Iterable[Place] = ()) -> str:
    """The page of changes; *site* is the address of the new draft's site from there, if any.

    A cell says which of the *remarks*, as they stand in the new draft, were made on it.
    """
    on_cells = _on_cells(remarks, site)
    style = inlined("\n".join(path.read_text(encoding="utf-8") for path in _STYLES))
    scripts = [path.read_text(encoding="utf-8").strip() + "\n" for path in _SCRIPTS]
    old, new = difference.old, difference.new
    chapters = [_chapter(one, difference, site, on_cells) for one in difference.chapters]
    page = (
        templates()
        .get_template("changes.html")
        .render(
            policy=policy_of(style, scripts),
            style=style,
            scripts=scripts,
            ui=UI,
            words=CHANGES,
            script_words=json.dumps(
                {name: CHANGES[name] for name in ("beside", "over", "divide")}, ensure_ascii=False
            ),
            title=_title(new),
            home=posixpath.join(site, "index.html") if site else "",
            between=between(difference),
            marks=[_mark(old), _mark(new)],
            lead=lead(difference),
            reasons=list(_reasons(difference)),
            returns=difference.causes.returns,
            chapters=chapters,
            works=_pieces(difference.works),
            fold=_FOLD,
        )
    )
    return page.rstrip("\n") + "\n"


def between(difference: Difference) -> str:
    """Which two drafts are compared, in words."""
    old, new = difference.old.record.number, difference.new.record.number
    return CHANGES["between"].format(old=old, new=new)


def counts(change: ChapterChange) -> str:
    """How much differs in a chapter, in a few words."""
    sentences = sum(text.sentences for text in change.texts)
    moved = sum(text.became is Became.MOVED for text in change.texts)
    products = [one for one in change.products if one.state is not State.CHANGED or one.renumbered]
    parts = [
        so_many(change.numbers, "tall", "tall", neuter=True) if change.numbers else "",
        so_many(sentences, "setning", "setninger") if sentences else "",
        so_many(moved, "avsnitt flyttet", "avsnitt flyttet", neuter=True) if moved else "",
        so_many(len(products), "tabell eller figur ny, tatt ut eller flyttet",
                "tabeller og figurer nye, tatt ut eller flyttet") if products else "",
        "status" if change.status[0] != change.status[1] else "",
        "nytt" if change.old is None else "tatt ut" if change.new is None else "",
    ]  # fmt: skip
    known = [part for part in parts if part] or [CHANGES["redrawn"]]
    said = listed([known[0], *(part[:1].lower() + part[1:] for part in known[1:])])
    return said[:1].upper() + said[1:]


Remarked = dict[tuple[str, tuple[int, int]], list[dict[str, str]]]
"""What is said of remarks on cells, by the table's id and the cell's row and column."""


def _on_cells(remarks: Iterable[Place], site: str | None) -> Remarked:
    found: Remarked = {}
    for one in remarks:
        if one.paragraph and one.cell and one.cell.at and one.cell.became == "changed":
            said = CHANGES["remark"].format(name=one.remark.by, steps=one.cell.steps)
            href = _address(site, one.page, f"merknad-{one.remark.short}")
            found.setdefault((one.paragraph.id, one.cell.at), []).append(
                {"said": said, "href": href}
            )
    return found


def _chapter(
    change: ChapterChange, difference: Difference, site: str | None, on_cells: Remarked
) -> dict[str, Any]:
    one = change.one
    page = one.href if change.new else ""
    return {
        "anchor": f"side-{one.stem}",
        "number": one.number,
        "title": one.title,
        "href": _address(site, page, ""),
        "counts": counts(change),
        "why": why(change, difference),
        "status": change.status if change.status[0] != change.status[1] else None,
        "texts": [_text(text, site, page) for text in change.texts],
        "products": [_product(each, difference, site, page, on_cells) for each in change.products],
    }


def _text(text: TextChanged, site: str | None, page: str) -> dict[str, Any]:
    number = text.old.number if text.old else 0
    name = {
        Became.CHANGED: CHANGES["paragraph"].format(number=text.one.number),
        Became.NEW: CHANGES["new_paragraph"],
        Became.GONE: CHANGES["gone_paragraph"],
        Became.MOVED: CHANGES["moved_paragraph"].format(number=number),
    }[text.became]
    target = text.new or text.after
    return {
        "name": name,
        "href": _address(site, page, target.id if target else ""),
        "pieces": _pieces(text.pieces),
    }


def _product(
    change: ProductChange,
    difference: Difference,
    site: str | None,
    page: str,
    on_cells: Remarked,
) -> dict[str, Any]:
    was = change.old if change.renumbered else None
    kind = "Figur" if change.is_figure else "Tabell"
    became = {
        State.NEW: CHANGES["new"],
        State.GONE: CHANGES["gone"],
        State.MOVED: "",
        State.CHANGED: "",
    }[change.state]
    parts = [
        became,
        CHANGES["renumbered"].format(name=f"{kind.lower()} {was.number}") if was else "",
        so_many(len(change.cells), "tall", "tall", neuter=True) if change.cells else "",
        _redrawn(change),
    ]
    said = ", ".join(filter(None, parts))
    heads = ((CHANGES["rows"], change.rows), (CHANGES["columns"], change.columns))
    seen = change.redrawn or change.state in {State.NEW, State.GONE}
    return {
        "anchor": f"endret-{change.one.id}",
        "name": name_of(change),
        "caption": "" if name_of(change) == change.one.caption else change.one.caption,
        "became": said[:1].upper() + said[1:] + "." if said else "",
        "href": _address(site, page, change.new.id if change.new else ""),
        "texts": [
            {"what": CHANGES[text.what], "pieces": _pieces(text.pieces)} for text in change.texts
        ],
        "heads": [(label, _pieces(pieces)) for label, pieces in heads if pieces],
        "cells": [(each, on_cells.get((change.one.id, each.at), ())) for each in change.cells],
        "before": _drawing(difference.old, change, "old") if change.is_figure and seen else "",
        "after": _drawing(difference.new, change, "new") if change.is_figure and seen else "",
    }


def _redrawn(change: ProductChange) -> str:
    if not change.redrawn or change.state is not State.CHANGED:
        return ""
    return CHANGES["redrawn"] if change.cells else CHANGES["redrawn_alone"]


def _drawing(side: Side, change: ProductChange, which: str) -> str:
    """The figure's drawings as one of the two drafts has them, for a page and for a phone."""
    record = change.old if which == "old" else change.new
    if record is None:
        return ""
    drawings = (
        (side.drawing(record.id), "wide"),
        (side.narrow(record.id), "narrow"),
    )
    alt = getattr(record, "alt", "")
    return "".join(
        inline_svg(text, f"{which}-{record.id}-{kind}", alt, kind)
        for text, kind in drawings
        if text
    )


def _reasons(difference: Difference) -> Iterator[dict[str, Any]]:
    for group in difference.groups:
        reason = because(group.causes, difference)
        reason = reason.removeprefix("og ")
        yield {
            "count": group.numbers,
            "why": reason[:1].upper() + reason[1:],
            "chapters": ", ".join(one.one.number or one.one.title for one in group.chapters),
        }


def _address(site: str | None, page: str, anchor: str) -> str:
    if site is None or not page:
        return ""
    return posixpath.join(site, page) + (f"#{anchor}" if anchor else "")


def _pieces(pieces: Iterable[Piece]) -> list[tuple[str, str]]:
    return [(str(piece.op), piece.text) for piece in pieces]


def _mark(side: Side) -> str:
    record = side.record
    return DraftMark(record.date, record.commit).numbered(record.number)


def _title(side: Side) -> str:
    """The report's title, as the draft has it."""
    path: Path = side.folder / BOOK / "_quarto.yml"
    try:
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        return str(config["book"]["title"])
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        return side.record.edition
