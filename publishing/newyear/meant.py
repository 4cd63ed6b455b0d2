"""What an answer that the codebook does not have may mean, and how it would stand there."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence

from analysis.intake.codebook import UNWRITTEN, Option
from analysis.intake.screening.labels import fold

_NEAR = 0.75  # so much alike a text must be to the label of an answer
_LONGEST = 40  # signs of a code
_LEAST_TIMES = 10  # so often something is written before it is taken for an answer to choose from
_WORDS = 4  # of a label in the code made of it


def meant_by(text: str, options: Sequence[Option]) -> list[Option]:
    """The options that a cell may mean: whose label it is, or begins, or continues; else is near.

    What more than one option begins with may be each of them.
    """
    said = fold(text)
    words = [(fold(word), option) for option in options for word in (option.label, *option.also)]
    for fits in (str.__eq__, _begins):
        if found := [option for word, option in words if fits(said, word)]:
            return list(dict.fromkeys(found))
    near = difflib.get_close_matches(said, [word for word, _ in words], n=1, cutoff=_NEAR)
    return [option for word, option in words if word in near]


def may_be_shown(text: str, times: int, meant: Sequence[Option] = ()) -> bool:
    """Whether a cell may be shown: a code, what many write alike, or no more than a label.

    Anything else may be free text, which is nobody else's business.
    """
    labels = [fold(word) for option in meant for word in (option.label, *option.also)]
    part = any(label.startswith(fold(text)) for label in labels)
    near = difflib.get_close_matches(fold(text), labels, n=1, cutoff=_NEAR)
    code = len(text) <= _LONGEST and not any(map(str.isspace, text))
    return code or times >= _LEAST_TIMES or part or bool(near)


def entry(text: str) -> str:
    """An option for what stands in a cell: its code, or words, for which a code is made."""
    if re.fullmatch(r"[a-z0-9_]+", text):
        return f"{{code: {text}, label: {UNWRITTEN}}}"
    plain = text.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    code = "_".join(re.findall(r"[a-z0-9]+", plain)[:_WORDS])
    return f"{{code: {code or UNWRITTEN}, label: {quoted(text) if code else UNWRITTEN}}}"


def quoted(text: str) -> str:
    """A text as YAML has it between quotes."""
    return json.dumps(text, ensure_ascii=False)


def _begins(one: str, other: str) -> bool:
    """Whether one of two texts is the whole words that the other begins with."""
    short, long = sorted((one, other), key=len)
    return bool(short) and re.match(rf"{re.escape(short)}(?!\w)", long) is not None
