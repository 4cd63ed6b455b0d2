"""The JSON schemas are those of the types, and the project's own files follow them."""

import json

import jsonschema
import pytest
import yaml
from disk import REPO

from publishing.command.schemas import SCHEMAS, schema_text

MARK = "# yaml-language-server: $schema="
SETTINGS = [
    *sorted(REPO.glob("data/codebook/*.yml")),
    *sorted(REPO.glob("_quarto-*.yml")),
    REPO / "data/screening.yml",
    REPO / "data/population/source-query.yml",
]


class Editor(yaml.SafeLoader):
    """Reads YAML as editors do: `yes` and `no` are texts, as in YAML 1.2."""


Editor.yaml_implicit_resolvers = {
    first: [each for each in resolvers if each[0] != "tag:yaml.org,2002:bool" or first in "tf"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("path", SCHEMAS)
def test_schemas_are_those_of_the_types(path):
    """If not: `python -m publishing.command.schemas`."""
    assert (REPO / path).read_text(encoding="utf-8") == schema_text(path)


@pytest.mark.parametrize("path", SETTINGS, ids=lambda path: path.name)
def test_settings_name_their_schema_and_follow_it(path):
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first.startswith(MARK)
    schema = json.loads((path.parent / first.removeprefix(MARK)).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    content = json.loads(json.dumps(yaml.load(text, Loader=Editor), default=str))
    jsonschema.validate(content, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({}, schema)
