"""YAML as data. The same text is parsed once in a process, however often it is read.

Workers are forked from a process that has read what chapters read (`analysis.ahead`).
"""

from __future__ import annotations

import pickle
from functools import lru_cache
from typing import Any

import yaml

_TYPED: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def parse(content: bytes, *, words: bool = False) -> Any:
    """What the UTF-8 text *content* says, new at each call; with *words* every scalar is text.

    Raises `yaml.YAMLError` and `UnicodeDecodeError`.
    """
    return pickle.loads(_parsed(content, words))  # noqa: S301 - pickled just here


@lru_cache(maxsize=64)
def _parsed(content: bytes, words: bool) -> bytes:
    text = content.decode("utf-8")
    return pickle.dumps(yaml.load(text, Loader=_WORDS if words else _TYPED))  # noqa: S506 - neither makes anything but plain data
