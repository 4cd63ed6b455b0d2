"""What machines read of an edition in its pages' heads: schema.org (JSON-LD) and Dublin Core.

Addresses are whole where the edition has a place on the net (`book: site-url:`), else relative to
the page. JSON-LD is data and no script, so that the strictest policy lets it stand.
"""

from __future__ import annotations

import html
import json
import posixpath
from collections.abc import Mapping, Sequence
from typing import Any

from publishing.book.index import BookIndex, Page
from publishing.downloads.content import Facts
from publishing.downloads.reading import facts_of
from publishing.downloads.words import TEXTS

_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
    ".pdf": "application/pdf",
}
_PLACE = "Norge"
# In a script element only these could end it or begin a comment.
_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def facts(config: Mapping[str, Any]) -> Facts:
    """What the settings of a staged book say of the edition."""
    own = config.get("is248") or {}
    said = str(own.get("statement", "")) if own.get("demonstration") else ""
    return facts_of(str(own.get("edition", "")), config, said)


def head(index: BookIndex, page: Page, pdf: str = "") -> str:
    """Lines for the head of a page; `pdf` is the PDF's address from the site's root, if any."""
    told = facts(index.config)
    title = told.title if page.kind == "index" else f"{page.number} {page.title}".strip()
    lines = ['<link rel="schema.DCTERMS" href="http://purl.org/dc/terms/">']
    if path := told.licence.get("path"):
        lines.append(f'<link rel="license" href="{html.escape(path)}">')
    lines += [
        f'<meta name="{name}" content="{html.escape(value)}">'
        for name, value in (
            ("description", _description(told)),
            *((f"DCTERMS.{term}", value) for term, value in dublin_core(told, title).items()),
        )
        if value
    ]
    data = json.dumps(_linked(index, page, told, pdf), ensure_ascii=False).translate(_UNSAFE)
    lines.append(f'<script type="application/ld+json">{data}</script>')
    return "\n".join(lines)


def dublin_core(told: Facts, title: str) -> dict[str, str]:
    """The terms of Dublin Core that there is something to say of."""
    found = {
        "title": title,
        "description": _description(told),
        "language": told.language,
        "issued": told.date,
        "hasVersion": told.version,
        "identifier": told.address,
        "isPartOf": told.title if title != told.title else told.series,
        "publisher": told.publisher,
        "source": told.source,
        "rights": told.licence.get("title", ""),
        "license": told.licence.get("path", ""),
        "spatial": _PLACE,
        "type": "Text",
    }
    return {term: value for term, value in found.items() if value}


def _description(told: Facts) -> str:
    return " ".join(part if part.endswith(".") else f"{part}."
                    for part in (told.subtitle, told.statement) if part)  # fmt: skip


def _linked(index: BookIndex, page: Page, told: Facts, pdf: str) -> dict[str, Any]:
    def at(href: str) -> str:
        if told.address:
            return f"{told.address}/{href}".removesuffix("index.html")
        return posixpath.relpath(href, posixpath.dirname(page.href) or ".")

    common = {
        "inLanguage": told.language,
        "datePublished": told.date,
        "license": told.licence.get("path", ""),
        "isAccessibleForFree": True,
    }
    report = {"@type": "Report", "name": told.title, "url": at("index.html")}
    if page.kind != "index":
        place = {"position": page.number} if page.number else {}
        chapter = {"@type": "Chapter", "name": page.title, **place, "url": at(page.href)}
        return _filled({"@context": "https://schema.org", **chapter, **common, "isPartOf": report})
    files = [str(one["href"]) for one in (index.config.get("is248") or {}).get("downloads", [])]
    publisher = {"publisher": {"@type": "Organization", "name": told.publisher}}
    described = {
        **common,
        **(publisher if told.publisher else {}),
        "version": told.version,
        "description": _description(told),
        "spatialCoverage": _PLACE,
        "temporalCoverage": told.name,
    }
    parts = [
        {"@type": "Chapter", "name": one.title, "url": at(one.href),
         **({"position": one.number} if one.number else {})}
        for one in index.pages if not one.placeholder and one.kind != "index"
    ]  # fmt: skip
    whole = {
        **report,
        "alternativeHeadline": told.subtitle,
        "reportNumber": told.series,
        **described,
        "encoding": _media("MediaObject", [pdf] if pdf else [], at),
        "hasPart": parts,
    }
    data = {
        "@type": "Dataset",
        "name": f"{TEXTS['contents_title']}: {told.title}",
        **described,
        "description": f"{TEXTS['package_text']} {_description(told)}",
        "keywords": TEXTS["keywords"].split(";"),
        "isBasedOn": told.source,
        "distribution": _media("DataDownload", files, at),
    }
    graph = [_filled(whole), *([_filled(data)] if files else [])]
    return {"@context": "https://schema.org", "@graph": graph}


def _media(kind: str, files: Sequence[str], at: Any) -> list[dict[str, str]]:
    return [
        {
            "@type": kind,
            "encodingFormat": _TYPES.get(posixpath.splitext(file)[1], ""),
            "contentUrl": at(file),
        }
        for file in files
    ]


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", [], None)}
