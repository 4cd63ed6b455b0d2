"""The whole ledger as a data package (Frictionless, https://datapackage.org, version 2)."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from zipfile import ZipFile

from publishing.downloads.content import Content, Facts, described
from publishing.downloads.csvfiles import END, contents_csv, inline_csv
from publishing.downloads.sheets import write_entry
from publishing.downloads.words import COLUMNS, CONTENTS, INLINE, ROLES, TEXTS

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
CONTENTS_FILE, INLINE_FILE, DESCRIPTOR = "innhold.csv", "tall-i-teksten.csv", "datapackage.json"
_DIALECT = {
    "$schema": "https://datapackage.org/profiles/2.0/tabledialect.json",
    "header": True,
    "delimiter": ",",
    "lineTerminator": END,
    "quoteChar": '"',
    "doubleQuote": True,
}


def package(content: Content, tables: Mapping[str, bytes]) -> dict[str, bytes]:
    """All files of the package by name, the descriptor first.

    `tables` has the CSV of each product that has numbers, by the product's id.
    """
    files = {CONTENTS_FILE: contents_csv(content), INLINE_FILE: inline_csv(content.inline)}
    resources = [
        _resource(CONTENTS_FILE, files[CONTENTS_FILE], TEXTS["contents_title"], "", CONTENTS),
        _resource(INLINE_FILE, files[INLINE_FILE], TEXTS["inline_title"], "", INLINE),
    ]
    for product in content.products:
        if product.id in tables:
            name, data = f"{product.stem}.csv", tables[product.id]
            files[name] = data
            said = " ".join(described(product))
            resource = _resource(name, data, product.title, said, COLUMNS)
            if product.source:
                at = {"path": product.place(content.facts)} if content.facts.address else {}
                resource["sources"] = [{"title": product.source, **at}]
            resources.append(resource)
    descriptor = json.dumps(_descriptor(content.facts, resources), ensure_ascii=False, indent=1)
    return {DESCRIPTOR: f"{descriptor}\n".encode(), **files}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip file; the same files give the same bytes."""
    out = io.BytesIO()
    with ZipFile(out, "w") as target:
        for name, content in files.items():
            write_entry(target, name, content)
    return out.getvalue()


def _descriptor(facts: Facts, resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    said = [facts.subtitle, facts.statement, TEXTS["package_text"]]
    descriptor: dict[str, Any] = {
        "$schema": PROFILE,
        "name": facts.slug,
        "title": facts.title,
        "description": " ".join(_sentence(part) for part in said if part),
        "keywords": TEXTS["keywords"].split(";"),
        "languages": [facts.language] if facts.language else [],
        "version": facts.version,
        "homepage": facts.address,
        "sources": [{"title": facts.source}] if facts.source else [],
        "licenses": [dict(facts.licence)] if facts.licence else [],
        "resources": list(resources),
    }
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", facts.date):
        descriptor["created"] = f"{facts.date}T00:00:00Z"
    return {key: value for key, value in descriptor.items() if value}


def _resource(
    path: str, data: bytes, title: str, description: str, columns: Mapping[str, str]
) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": path.removesuffix(".csv"),
        "type": "table",
        "path": path,
        "title": title,
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "dialect": _DIALECT,
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [_field(name, said) for name, said in columns.items()],
            "missingValues": [""],
        },
    }
    return {key: value for key, value in resource.items() if value != ""}


def _field(name: str, said: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": "string", "description": said}
    if name == "verdi":
        field |= {"type": "number", "decimalChar": "."}
    elif name == "radtype":
        field["constraints"] = {"enum": list(ROLES.values())}
    return field


def _sentence(text: str) -> str:
    return text if text[-1:] in ".!?" else f"{text}."
