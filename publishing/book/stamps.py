"""Figures with made values say so: across the drawing, and in its alternative text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from project.records import FigureRecord
from publishing.book.page import ExecutedChapter, Part
from publishing.results.stamp import made_of, stamped
from publishing.words import said_of_made


def with_stamps(
    chapter: ExecutedChapter, origins: Mapping[str, Sequence[Sequence[str]]]
) -> ExecutedChapter:
    """The chapter with its figures stamped; `origins` as `checks.print_has.origins_of` gives."""
    return replace(chapter, parts=[_with_stamp(part, origins) for part in chapter.parts])


def _with_stamp(part: Part, origins: Mapping[str, Sequence[Sequence[str]]]) -> Part:
    if not isinstance(part, FigureRecord):
        return part
    if not (words := said_of_made(*made_of(origins.get(part.id, ())))):
        return part
    return msgspec.structs.replace(
        part,
        alt=f"{part.alt} {words}.",
        svg=stamped(part.svg, words),
        svg_narrow=stamped(part.svg_narrow, words),
    )
