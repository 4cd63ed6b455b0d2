"""YAML that is parsed once is new to everyone who asks."""

from __future__ import annotations

import pytest
import yaml

from project.yamltext import parse


def test_what_one_reader_changes_no_other_sees():
    first = parse(b"years: [2024, 2025]")
    first["years"].append(2026)
    assert parse(b"years: [2024, 2025]") == {"years": [2024, 2025]}


def test_other_content_means_something_else_and_words_stay_words():
    assert parse(b"a: yes") == {"a": True}
    assert parse(b"a: yes", words=True) == {"a": "yes"}
    assert parse(b"a: no") == {"a": False}


def test_what_is_no_yaml_or_no_text_is_told_each_time():
    for _ in range(2):
        with pytest.raises(yaml.YAMLError):
            parse(b"a: [1")
        with pytest.raises(UnicodeDecodeError):
            parse(b"a: \xe5")
