"""Files of a tiny form, damaged in ways that files are: bytes flipped, cut off, lines swapped …

    for n, (kind, data) in enumerate(mutated(".xlsx", good, numbers=range(200))):
        …

The same number gives the same damage in every run.
"""

from __future__ import annotations

import io
import math
import random
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import openpyxl
import pyreadstat

Damage = Callable[[random.Random, bytes], bytes]
_HUGE = ("9" * 19, str(2**63), "1" + "0" * 400, "x" * 200_000, "1e999", "-0", "NaN", "٣", "=1+1")


def flipped(chance: random.Random, data: bytes) -> bytes:
    """One to eight bits turned over."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(chance: random.Random, data: bytes) -> bytes:
    """Only the beginning, only the end, or without a piece of the middle."""
    first, last = sorted(chance.sample(range(len(data) + 1), 2))
    return chance.choice((data[:first], data[last:], data[:first] + data[last:]))


def inserted(chance: random.Random, data: bytes) -> bytes:
    """Bytes put in between: nulls, line ends, quotes, rubbish, a piece of the file itself."""
    place, start = chance.randrange(len(data) + 1), chance.randrange(len(data))
    piece = chance.choice(
        (
            b"\0" * 9,
            b"\r\n",
            b'"',
            b";",
            b"\xff\xfe",
            chance.randbytes(20),
            data[start : start + 50],
        )
    )
    return data[:place] + piece + data[place:]


def overwritten(chance: random.Random, data: bytes) -> bytes:
    """A piece replaced by noughts, ones or rubbish of the same length."""
    place, length = chance.randrange(len(data)), chance.choice((1, 4, 8, 64))
    piece = chance.choice((b"\0" * length, b"\xff" * length, chance.randbytes(length)))
    return data[:place] + piece + data[place + length :]


def lines_swapped(chance: random.Random, data: bytes) -> bytes:
    """Two lines of a text file in each other's place, or one twice."""
    lines = data.splitlines(keepends=True)
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], chance.choice((lines[one], lines[two]))
    return b"".join(lines)


def field_changed(chance: random.Random, data: bytes) -> bytes:
    """A field of a CSV file that holds something else than it should, or is not closed."""
    fields = re.split(rb"([,\n])", data)
    fields[2 * chance.randrange(len(fields) // 2)] = chance.choice(
        (*_HUGE, '"', "\0", "a,b")
    ).encode()
    return b"".join(fields)


def member_damaged(chance: random.Random, data: bytes) -> bytes:
    """A part of a workbook damaged, lost, empty, or exchanged for another, in a sound archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name, other = chance.choice(list(parts)), chance.choice(list(parts))
    damage = chance.choice((flipped, cut, inserted, overwritten, None))
    if damage:
        parts[name] = damage(chance, parts[name])
    elif chance.random() < 0.5:
        del parts[name]
    else:
        parts[name] = chance.choice((b"", parts[other], b"<a>" * 20_000))
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return copy.getvalue()


def cell_changed(chance: random.Random, data: bytes) -> bytes:
    """A cell of a workbook of another type or of absurd size."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    cell = sheet.cell(chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column))
    cell.value = chance.choice(
        (2**63, 10**40, 1e300, -1e-300, True, "x" * 30_000, "=SUM(A1:A9)", "#N/A", "'5", "\t", None)
    )
    copy = io.BytesIO()
    book.save(copy)
    return copy.getvalue()


def column_changed(chance: random.Random, data: bytes) -> bytes:
    """A variable of an SPSS file of another type, with absurd values, labels or missing spans."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.sav"
        path.write_bytes(data)
        frame, meta = pyreadstat.read_sav(path, user_missing=True)
        name = chance.choice(list(frame.columns))
        value = chance.choice(
            (1e300, -1e300, 2.0**63, 5e-324, "x" * 30_000, "=1+1", "9" * 40, None)
        )
        frame[name] = [value] * len(frame)
        labels = {key: each for key, each in meta.variable_value_labels.items() if key != name}
        if value is not None and value != "x" * 30_000 and chance.random() < 0.5:
            labels[name] = {value: chance.choice(("Ja", " ", "Ukjent", "x" * 120, "\u202e"))}
        missing = [{"lo": -math.inf, "hi": 1e299}] if isinstance(value, float) else []
        pyreadstat.write_sav(
            frame,
            str(path),
            variable_value_labels=labels,
            missing_ranges={name: missing} if missing else None,
        )
        return path.read_bytes()


_ANY: tuple[Damage, ...] = (flipped, cut, inserted, overwritten)
DAMAGES: dict[str, tuple[Damage, ...]] = {
    ".csv": (*_ANY, lines_swapped, field_changed),
    ".xlsx": (*_ANY, member_damaged, member_damaged, member_damaged, cell_changed),
    ".sav": (*_ANY, *_ANY, column_changed),
}


def mutated(suffix: str, good: bytes, numbers: Iterable[int]) -> Iterator[tuple[Damage, bytes]]:
    """For each number the damage done, and the damaged file."""
    for number in numbers:
        chance = random.Random(f"{suffix} {number}")
        damage = chance.choice(DAMAGES[suffix])
        yield damage, damage(chance, good)
