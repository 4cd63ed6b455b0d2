"""What a PDF says of itself beyond what Typst writes: Dublin Core and the licence, in its XMP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pikepdf

from publishing.book.about import dublin_core, facts

_SEVERAL = {"publisher", "type"}
_TERMS = ("publisher", "source", "rights", "identifier", "type")


def describe(document: pikepdf.Pdf, config: Mapping[str, Any]) -> None:
    """Add to the metadata of a PDF what the settings of its book say; the rest stays as it is."""
    told = facts(config)
    terms = dublin_core(told, told.title)
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        for term in _TERMS:
            if value := terms.get(term):
                xmp[f"dc:{term}"] = [value] if term in _SEVERAL else value
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", told.date):
            xmp["dc:date"] = [told.date]
        if path := told.licence.get("path"):
            xmp["xmpRights:Marked"] = "True"
            xmp["xmpRights:WebStatement"] = path
