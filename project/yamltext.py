"""YAML as data. The same text is parsed once in a process, however often it is read.

Workers are forked from a process that has read what chapters read (`analysis.ahead`).
"""

from __future__ import annotations

import pickle
from functools import lru_cache
from typing import Any

import yaml

_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BASE: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Typed(_SAFE):  # type: ignore[misc]
    """Values of the types that YAML gives them."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """A mapping, each key of which stands once."""
        _once(node)
        return super().construct_mapping(node, deep)


class _Words(_BASE):  # type: ignore[misc]
    """Every value as it is written."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """A mapping, each key of which stands once."""
        _once(node)
        return super().construct_mapping(node, deep)


def _once(node: Any) -> None:
    """YAML's own rule, which the library leaves out: the last of two would count unseen."""
    seen: dict[str, Any] = {}
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen and key.value != "<<":
                first = seen[key.value].start_mark.line + 1
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key.value}' stands twice, first in line {first}", key.start_mark
                )
            seen[key.value] = key


def parse(content: bytes, *, words: bool = False) -> Any:
    """What the UTF-8 text *content* says, new at each call; with *words* every scalar is text.

    Raises `yaml.YAMLError` and `UnicodeDecodeError`.
    """
    return pickle.loads(_parsed(content, words))  # noqa: S301 - pickled just here


@lru_cache(maxsize=64)
def _parsed(content: bytes, words: bool) -> bytes:
    text = content.decode("utf-8")
    return pickle.dumps(yaml.load(text, Loader=_Words if words else _Typed))  # noqa: S506 - neither makes anything but plain data
