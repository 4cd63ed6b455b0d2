"""What parts two texts, in words: pieces that stay, are taken out, or are put in.

Sentences are aligned first, then the words in those that answer to each other, so that a word that
is common in both is never paired across the text. All pieces that stay or are taken out make the
old text, all that stay or are put in the new one, sign by sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, TypeVar

from rapidfuzz.distance import LCSseq

# A number with its sign and what parts its thousands is one word.
_TOKEN = re.compile(
    r"[-−+]?\d+(?:[\u202f\u00a0 ]\d{3}(?!\d))*(?:[,.]\d+)*|\w+(?:[-’']\w+)*|\s+|[^\w\s]"
)
# Where a sentence ends: not after what is often shortened, nor before a small letter.
_END = re.compile(
    r"(?<!\bca\.)(?<!\bjf\.)(?<!\bnr\.)(?<!\bkl\.)(?<!\bs\.)(?<!\beks\.)(?<!\ba\.)"
    r"(?<=[.!?:…])[)»”\"]*\s+(?=[^a-zæøå\s])"
)
_LEAST = 0.35  # of what is said that stays, or the whole is told anew
_ALIKE = 0.4  # two that answer to each other
_MOST = 40_000  # pairs that are held against each other in one place
Kind = TypeVar("Kind", bound=Hashable)
Likeness = Callable[[str, str], float]


class Op(StrEnum):
    """What became of a piece."""

    SAME = "same"
    OUT = "out"
    IN = "in"


class Piece(NamedTuple):
    """A part of a text."""

    op: Op
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """The pieces that lead from one text to the other."""
    pieces: list[Piece] = []
    for one, other in aligned(sentences(old), sentences(new), alike):
        if one is None:
            pieces.append(Piece(Op.IN, other or ""))
        elif other is None:
            pieces.append(Piece(Op.OUT, one))
        else:
            pieces += _in_sentence(one, other)
    return _merged(_joined(pieces))


def before(pieces: Iterable[Piece]) -> str:
    """The old text."""
    return "".join(piece.text for piece in pieces if piece.op is not Op.IN)


def after(pieces: Iterable[Piece]) -> str:
    """The new text."""
    return "".join(piece.text for piece in pieces if piece.op is not Op.OUT)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the space behind it; together they are the text."""
    cuts = [0, *(found.end() for found in _END.finditer(text)), len(text)]
    return [text[a:b] for a, b in pairwise(cuts) if a < b]


def tokens(text: str) -> list[str]:
    """Words, numbers, signs and spaces; together they are the text."""
    return _TOKEN.findall(text)


def alike(one: str, other: str) -> float:
    """How much of two texts is the same, from 0 to 1, by what they say and not by length of words.

    Numbers are all alike: a sentence whose number changed is the same sentence.
    """
    return LCSseq.normalized_similarity(_said(one), _said(other))


def in_numbers_alone(one: str, other: str) -> bool:
    """Whether two texts are the same in all but their numbers."""
    ours, theirs = tokens(one), tokens(other)
    return len(ours) == len(theirs) and all(
        a == b or (a[-1].isdigit() and b[-1].isdigit()) for a, b in zip(ours, theirs, strict=True)
    )


def opcodes(old: Sequence[Kind], new: Sequence[Kind]) -> Iterator[tuple[str, int, int, int, int]]:
    """What to do to come from *old* to *new*: `equal`, `delete`, `insert` or `replace` a run."""
    for one in LCSseq.opcodes(old, new):
        yield one.tag, one.src_start, one.src_end, one.dest_start, one.dest_end


def aligned(
    old: Sequence[str], new: Sequence[str], likeness: Likeness
) -> list[tuple[str | None, str | None]]:
    """Which text of *old* answers to which of *new*, in order; None where one has none."""
    pairs = places(old, new, likeness)
    return [(None if i < 0 else old[i], None if j < 0 else new[j]) for i, j in pairs]


def places(old: Sequence[str], new: Sequence[str], likeness: Likeness) -> list[tuple[int, int]]:
    """`aligned` by places in the two; -1 where one has none."""
    out: list[tuple[int, int]] = []
    runs = _runs(opcodes(old, new))
    for same, i, end, j, stop in runs:
        if same:
            out += zip(range(i, end), range(j, stop), strict=True)
        else:
            out += _paired(old, new, range(i, end), range(j, stop), likeness)
    return out


def _runs(
    codes: Iterable[tuple[str, int, int, int, int]],
) -> Iterator[tuple[bool, int, int, int, int]]:
    """Runs that are equal, and between them runs that are not."""
    waiting: tuple[int, int, int, int] | None = None
    for tag, i, end, j, stop in codes:
        if tag == "equal":
            if waiting:
                yield (False, *waiting)
            waiting = None
            yield True, i, end, j, stop
        else:
            waiting = (waiting[0], end, waiting[2], stop) if waiting else (i, end, j, stop)
    if waiting:
        yield (False, *waiting)


def _paired(
    old: Sequence[str], new: Sequence[str], ours: range, theirs: range, likeness: Likeness
) -> list[tuple[int, int]]:
    """The pairs of most likeness in all, in order; what has none stands alone."""
    if len(ours) * len(theirs) > _MOST:
        return [*((i, -1) for i in ours), *((-1, j) for j in theirs)]
    score = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    like = [[likeness(old[i], new[j]) for j in theirs] for i in ours]
    for a in range(len(ours) - 1, -1, -1):
        for b in range(len(theirs) - 1, -1, -1):
            both = like[a][b] + score[a + 1][b + 1] if like[a][b] >= _ALIKE else -1.0
            score[a][b] = max(both, score[a + 1][b], score[a][b + 1])
    out: list[tuple[int, int]] = []
    a = b = 0
    while a < len(ours) and b < len(theirs):
        if like[a][b] >= _ALIKE and score[a][b] == like[a][b] + score[a + 1][b + 1]:
            out.append((ours[a], theirs[b]))
            a, b = a + 1, b + 1
        elif score[a][b] == score[a + 1][b]:
            out.append((ours[a], -1))
            a += 1
        else:
            out.append((-1, theirs[b]))
            b += 1
    return [*out, *((i, -1) for i in ours[a:]), *((-1, j) for j in theirs[b:])]


def _in_sentence(old: str, new: str) -> list[Piece]:
    one, other = tokens(old), tokens(new)
    pieces: list[Piece] = []
    for same, i, end, j, stop in _runs(opcodes(one, other)):
        if same:
            pieces.append(Piece(Op.SAME, "".join(one[i:end])))
        else:
            pieces += [Piece(Op.OUT, "".join(one[i:end])), Piece(Op.IN, "".join(other[j:stop]))]
    pieces = _readable([piece for piece in pieces if piece.text])
    kept = sum(len(piece.text.strip()) for piece in pieces if piece.op is Op.SAME)
    if kept < _LEAST * max(len(old.strip()), len(new.strip())):
        return [piece for piece in (Piece(Op.OUT, old), Piece(Op.IN, new)) if piece.text]
    return pieces


def _readable(pieces: Sequence[Piece]) -> list[Piece]:
    """No lone space or sign that stays between two changes: what is replaced is told in one."""
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        between = 0 < at < len(pieces) - 1
        if piece.op is Op.SAME and between and not re.search(r"\w", piece.text):
            out += [Piece(Op.OUT, piece.text), Piece(Op.IN, piece.text)]
        else:
            out.append(piece)
    return out


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Between what stays first all that is taken out, then all that is put in."""
    out = into = same = ""
    for piece in pieces:
        if piece.op is Op.SAME:
            if out or into:
                yield from _changed(out, into)
                out = into = ""
            same += piece.text
            continue
        if same:
            yield Piece(Op.SAME, same)
            same = ""
        if piece.op is Op.OUT:
            out += piece.text
        else:
            into += piece.text
    if same:
        yield Piece(Op.SAME, same)
    yield from _changed(out, into)


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for piece in pieces:
        if out and out[-1].op is piece.op:
            out[-1] = Piece(piece.op, out[-1].text + piece.text)
        else:
            out.append(piece)
    return out


def _changed(out: str, into: str) -> Iterator[Piece]:
    """What both ends have in common of white space stays."""
    lead = 0
    while lead < min(len(out), len(into)) and out[lead] == into[lead] and out[lead].isspace():
        lead += 1
    tail = 0
    while (
        tail < min(len(out), len(into)) - lead
        and out[-1 - tail] == into[-1 - tail]
        and out[-1 - tail].isspace()
    ):
        tail += 1
    parts = (
        (Op.SAME, out[:lead]),
        (Op.OUT, out[lead : len(out) - tail]),
        (Op.IN, into[lead : len(into) - tail]),
        (Op.SAME, out[len(out) - tail :] if tail else ""),
    )
    yield from (Piece(op, text) for op, text in parts if text)


def _said(text: str) -> list[str]:
    """The words of a text; a number is one like any other."""
    said = (each for each in tokens(text) if not each.isspace())
    return ["0" if each[-1].isdigit() else each.lower() for each in said]
