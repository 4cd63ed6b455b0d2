"""No edition stands in the code: no year, group of units, place or number of inhabitants.

What differs from one edition to the next is data. Words that Statistics Norway's bank or a
standard has are no edition's.
"""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    path for room in ("analysis", "publishing") for path in sorted((ROOT / room).rglob("*.py"))
]
YEAR = re.compile(r"(?<![\w.-])(199\d|20[0-4]\d)(?![\w])")
PEOPLE = re.compile(r"(?<![\d\w])10{1,2}[ \u00a0\u202f]000 innb|per_10+\b", re.IGNORECASE)
NAMES = re.compile(r"\b(kostra|oslo|bergen|trondheim|rogaland|østfold|finnmark|bydel\w* i)\b", re.I)
# Examples for authors, and the names of standards.
OTHERS = re.compile(
    r"a date like|for instance|Examples:|w3\.org|json-schema\.org|yaml\.org|openxmlformats\.org"
)
COUNTS = {1_000, 10_000, 100_000}
COUNTING = ("analysis/answers", "analysis/elsewhere", "analysis/fte", "analysis/tables")


def texts(path: Path) -> list[tuple[int, str]]:
    """The strings of a file that are no docstrings, with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    ]


def numbers(path: Path) -> list[tuple[int, str]]:
    """The numbers of a file as they are written, with their lines."""
    source = io.StringIO(path.read_text(encoding="utf-8"))
    return [
        (token.start[0], token.string)
        for token in tokenize.generate_tokens(source.readline)
        if token.type == tokenize.NUMBER
    ]


def found(paths: list[Path]) -> list[str]:
    """Where an edition stands in these files."""
    hits: list[str] = []
    for path in paths:
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        hits += [
            f"{name}:{line}: {match.group()}"
            for line, text in texts(path)
            for pattern in (YEAR, PEOPLE, NAMES)
            if not OTHERS.search(text) and (match := pattern.search(text))
        ]
        hits += [
            f"{name}:{line}: {number}"
            for line, number in numbers(path)
            if YEAR.fullmatch(number) or _counts(name, number.replace("_", ""))
        ]
    return hits


def _counts(name: str, number: str) -> bool:
    return name.startswith(COUNTING) and number.isdecimal() and int(number) in COUNTS


def test_no_edition_stands_in_the_code() -> None:
    assert found(FILES) == []


@pytest.mark.parametrize(
    "code",
    ["YEARS = (2013, 2025)", "LABEL = 'Endring 2012'", "UNIT = 'per_1000'",
     "HEAD = 'Årsverk per 10 000 innbyggere'", "by = 'kostra group'", "CITY = 'Oslo'"],
)  # fmt: skip
def test_what_is_looked_for_is_found(tmp_path: Path, code: str) -> None:
    path = tmp_path / "room.py"
    path.write_text(f'"""From the report of 2013, Kostra."""\n\n{code}\n', encoding="utf-8")
    assert len(found([path])) >= 1
    path.write_text('"""From the report of 2013, Oslo."""\n\nA = 7\n', encoding="utf-8")
    assert found([path]) == []
