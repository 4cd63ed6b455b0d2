# ruff: noqa: E501 - records and expected lines read best on one line
"""What every data package must hold, by the rules of Data Package and Table Schema."""

from __future__ import annotations

import hashlib

import jsonschema
from downloadable import read_csv

PACKAGE_RULES = {
    "type": "object",
    "required": ["$schema", "name", "title", "licenses", "resources", "created"],
    "properties": {
        "name": {"pattern": r"^[a-z0-9][a-z0-9._-]*$"},
        "created": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "licenses": {"minItems": 1, "items": {"required": ["name", "path"]}},
        "sources": {"minItems": 1, "items": {"required": ["title"]}},
        "resources": {
            "minItems": 1,
            "items": {
                "required": ["name", "path", "type", "schema", "bytes", "hash", "encoding", "title"],
                "properties": {
                    "name": {"pattern": r"^[a-z0-9][a-z0-9._-]*$"},
                    "path": {"pattern": r"^(?!.*\.\.)[a-z0-9][a-z0-9./-]*\.csv$"},
                    "type": {"const": "table"},
                    "hash": {"pattern": "^sha256:[0-9a-f]{64}$"},
                    "schema": {
                        "required": ["fields"],
                        "properties": {
                            "fields": {
                                "minItems": 1,
                                "items": {
                                    "required": ["name", "type"],
                                    "properties": {"type": {"enum": ["string", "number"]}},
                                },
                            }
                        },
                    },
                },
            },
        },
    },
}  # fmt: skip


def valid_package(descriptor, read):
    """Check a descriptor, and every file it names, which `read` gives by its path."""
    jsonschema.validate(descriptor, PACKAGE_RULES)
    names = [resource["name"] for resource in descriptor["resources"]]
    assert len(set(names)) == len(names)
    for resource in descriptor["resources"]:
        data = read(resource["path"])
        assert len(data) == resource["bytes"]
        assert f"sha256:{hashlib.sha256(data).hexdigest()}" == resource["hash"]
        rows = read_csv(data)
        fields = resource["schema"]["fields"]
        head = data.decode("utf-8").split("\r\n", 1)[0]
        assert head == ",".join(field["name"] for field in fields)
        for row in rows:
            assert None not in row
            for field in fields:
                value = row[field["name"]]
                if field["type"] == "number" and value:
                    float(value)
                if value and (allowed := field.get("constraints", {}).get("enum")):
                    assert value in allowed
