"""Tables counted anew from the files of returns and the codebooks, with nothing of the project.

survey = Survey(root, (2024, 2025))
wrong, counted = survey.compare(asked, table)     # a table of a ledger, and what it asks for

What a chapter's cell asks for is read from its code (`asked_in`): which verb, of which questions.
"""

from __future__ import annotations

import ast
import csv
import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FORMS = ("adults", "children")
VERBS = ("frequency", "side_by_side", "counts_by", "fte_by_item", "fte_rates", "fte_by_unit")
PEOPLE = {"adults": ("adult",), "children": ("under_18",), "all": ("adult", "under_18")}
_BLOCK = re.compile(r"^```\{python\}\n(.*?)^```", re.M | re.S)
_OTHER = {"among", "outside", "of_all", "merged"}  # another base, or other rows
FEW = 3


@dataclass(frozen=True)
class Asked:
    """A table's number, its verb, its questions by form, and how far its years are shifted."""

    number: str
    verb: str
    questions: tuple[tuple[str, str], ...] = ()
    shift: int = 0


def asked_in(chapters: Path) -> Iterator[Asked]:
    """The tables of all chapters that one verb makes from constant names."""
    for path in sorted(chapters.glob("*.qmd")):
        named: dict[str, ast.expr] = {}
        for block in _BLOCK.findall(path.read_text("utf-8")):
            for node in ast.walk(ast.parse(block)):
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    named[node.targets[0].id] = node.value
            for call in _calls(ast.parse(block), "table"):
                number, shown = call.args[:2]
                made = _resolved(shown, named)
                if isinstance(number, ast.Constant) and (found := _read(made, named)):
                    yield Asked(str(number.value), *found)


def _calls(tree: ast.AST, *names: str) -> list[ast.Call]:
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node for node in nodes if isinstance(node.func, ast.Name) and node.func.id in names]


def _resolved(shown: ast.expr, named: Mapping[str, ast.expr]) -> ast.expr:
    while True:
        base = shown
        while isinstance(base, ast.Call) and isinstance(base.func, ast.Attribute):
            if base.func.attr not in ("noted", "relabelled"):
                return shown
            base = base.func.value
        if isinstance(base, ast.Name) and base.id in named and named[base.id] is not shown:
            shown = named[base.id]
        else:
            return base


def _read(
    made: ast.expr, named: Mapping[str, ast.expr]
) -> tuple[str, tuple[tuple[str, str], ...], int] | None:
    found = _calls(made, *VERBS)
    if len(found) != 1:
        return None
    (call,) = found
    verb = call.func.id  # type: ignore[attr-defined]
    words = {word.arg: word.value for word in call.keywords}
    if words.keys() & _OTHER or _calls(made, "beside", "stack", "together", "among_experienced"):
        return None
    if any(isinstance(n, ast.Attribute) and n.attr == "merged" for n in ast.walk(made)):
        return None
    shift = ast.literal_eval(words["asked_about"]) if "asked_about" in words else 0
    if verb in ("fte_rates", "fte_by_unit"):
        return verb, (), 0
    pairs: list[tuple[str, str]] = []
    if verb == "side_by_side":
        if not isinstance(call.args[0], ast.Dict):
            return None
        for value in call.args[0].values:
            if not (isinstance(value, ast.Tuple) and isinstance(value.elts[1], ast.Constant)):
                return None
            pairs.append((ast.unparse(value.elts[0]), str(value.elts[1].value)))
    elif isinstance(call.args[1], ast.Constant):
        forms = re.findall(r"\w+", ast.unparse(call.args[0]))
        pairs = [(form, str(call.args[1].value)) for form in forms]
    return (verb, tuple(pairs), shift) if pairs and {f for f, _ in pairs} <= {*FORMS} else None


@dataclass(frozen=True)
class Answers:
    """Units by answer, and those that answered; None of a year that did not ask."""

    counts: Counter[str] = field(default_factory=Counter)
    answered: int = 0


class Survey:
    """The returns, codebooks, units and inhabitants of two years, as their files have them."""

    def __init__(self, root: Path, years: tuple[int, int]) -> None:
        self.root, self.years = root, years
        self.books = {year: self._book(year) for year in years}

    def _book(self, year: int) -> dict[str, Any]:
        text = (self.root / f"data/codebook/{year}.yml").read_text("utf-8")
        content: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
        return content

    @functools.cache  # noqa: B019 - one survey a test
    def rows(self, form: str, year: int) -> dict[str, dict[str, str]]:
        file = self.books[year]["forms"][form]["file"]
        return self._file(self.root / f"data/returns/{year}/{file}.csv", "unit")

    @functools.cache  # noqa: B019 - one survey a test
    def _file(self, path: Path, key: str) -> dict[str, dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as handle:
            return {row[key]: row for row in csv.DictReader(handle)}

    @functools.cache  # noqa: B019 - one survey a test
    def question(self, form: str, variable: str, year: int) -> dict[str, Any] | None:
        """The question as the year's codebook has it, if the year asked it."""
        for question in self.books[year]["questions"]:
            forms = question.get("forms") or [question["form"]]
            first, last = int(question.get("since", year)), int(question.get("until", year))
            if question["variable"] == variable and form in forms and first <= year <= last:
                return dict(question)
        return None

    @functools.cache  # noqa: B019 - one survey a test
    def comparable(self, form: str, variable: str, year: int) -> bool:
        """Whether a year asked the question as this year's codebook has it."""
        now = self.question(form, variable, self.years[-1])
        if year in self.years and not self.question(form, variable, year):
            return False
        return not now or int(now.get("since", year)) <= year

    def parts(self, question: Mapping[str, Any], year: int) -> list[str]:
        return [
            part["code"]
            for part in (*question.get("options", ()), *question.get("items", ()))
            if int(part.get("since", year)) <= year <= int(part.get("until", year))
        ]

    # -- answers -------------------------------------------------------------------------

    @functools.cache  # noqa: B019 - one survey a test
    def answers(
        self, form: str, variable: str, year: int, units: frozenset[str] | None = None
    ) -> Answers:
        question = self.question(form, variable, year)
        assert question
        codes, counts, answered = self.parts(question, year), Counter[str](), 0
        for unit, row in self.rows(form, year).items():
            if units is not None and unit not in units:
                continue
            if row["status"] == "none" or not self._reached(form, question, year, row):
                continue
            if question["type"] == "choices":
                cells = {code: row.get(f"{variable}__{code}", "").strip() for code in codes}
                answered += any(cells.values())
                counts.update(code for code, cell in cells.items() if cell == "1")
            elif answer := row.get(variable, "").strip():
                answered += 1
                counts[answer] += 1
        return Answers(counts, answered)

    def _reached(
        self, form: str, question: Mapping[str, Any], year: int, row: Mapping[str, str]
    ) -> bool:
        """Whether the unit's own answers led it to the question."""
        if question.get("unasked") == "keep":
            return True
        return self._led(form, question, year, row)

    def _led(
        self, form: str, question: Mapping[str, Any], year: int, row: Mapping[str, str]
    ) -> bool:
        for gate, codes in (question.get("asked") or {}).items():
            gave = row.get(gate, "").strip() in codes
            gave |= any(row.get(f"{gate}__{code}", "").strip() == "1" for code in codes)
            before = self.question(form, gate, year)
            assert before
            if not gave or (
                before.get("unasked") != "keep" and not self._led(form, before, year, row)
            ):
                return False
        return True

    # -- FTE -----------------------------------------------------------------------------

    @functools.cache  # noqa: B019 - one survey a test
    def fte(self, form: str, variable: str, year: int) -> dict[str, dict[str, float]]:
        """Each unit's FTE by item, where any is known; of the silent what they reported before."""
        question = self.question(form, variable, year)
        assert question
        items = self.parts(question, year)
        found: dict[str, dict[str, float]] = {}
        for unit, row in self.rows(form, year).items():
            cells = {code: row.get(f"{variable}__{code}", "").strip() for code in items}
            if row["status"] != "none" and any(cells.values()):
                found[unit] = {code: float(cell or 0) for code, cell in cells.items()}
            elif row["status"] == "none" and year == self.years[-1]:
                last = self.fte(form, variable, self.years[0]).get(unit, {})
                if last and not any(last[code] for code in last.keys() - {*items}):
                    found[unit] = {code: last.get(code, 0.0) for code in items}
        return found

    @functools.cache  # noqa: B019 - one survey a test
    def total(self, form: str, year: int) -> dict[str, float]:
        """Each unit's FTE in all, where known."""
        first = next(
            question["variable"]
            for question in self.books[year]["questions"]
            if question.get("adds_to") and form in (question.get("forms") or [question["form"]])
        )
        sums = {u: sum(cells.values()) for u, cells in self.fte(form, first, year).items()}
        if year == self.years[-1]:
            silent = {u for u, row in self.rows(form, year).items() if row["status"] == "none"}
            last = self.total(form, self.years[0])
            sums |= {unit: last[unit] for unit in silent if unit in last}
        return sums

    @functools.cache  # noqa: B019 - one survey a test
    def everyone(self, year: int) -> dict[str, float]:
        one, other = (self.total(form, year) for form in FORMS)
        return {unit: one[unit] + other[unit] for unit in one.keys() & other.keys()}

    @functools.cache  # noqa: B019 - one survey a test
    def people(self, year: int) -> dict[str, dict[str, float]]:
        rows = self._file(self.root / f"data/population/{year}.csv", "unit")
        return {
            unit: {name: sum(float(row[g] or 0) for g in groups) for name, groups in PEOPLE.items()}
            for unit, row in rows.items()
        }

    # -- tables --------------------------------------------------------------------------

    def compare(self, asked: Asked, table: Mapping[str, Any]) -> tuple[list[str], int]:
        """The cells of a table that are not what is counted here, and how many were compared."""
        wrong, compared = [], 0
        for place, column in enumerate(table["columns"]):
            for row, line in zip(table["rows"], table["cells"], strict=True):
                expected = self._cell(asked, list(column["key"]), row)
                if expected is NotImplemented:
                    continue
                compared += 1
                value, text = line[place]["value"], line[place]["text"]
                held = text == ":"  # few answered
                right = (
                    value is None
                    if expected is None
                    else (held or (value is not None and abs(value - expected) < 1e-6))
                )
                if not right:
                    wrong.append(
                        f"{asked.number} {row['key']} {column['key']}: {text!r} ({value}), "
                        f"counted {expected}"
                    )
        return wrong, compared

    def _cell(self, asked: Asked, key: list[str], row: Mapping[str, str]) -> Any:
        if asked.verb == "fte_by_unit":
            return self._of_units(key, frozenset([row["key"]]))
        if asked.verb == "fte_rates":
            return self._of_units(key, self._group(row))
        years = [int(tag) for tag in key if re.fullmatch(r"20\d\d", tag)]
        year = years[0] - asked.shift if years else self.years[-1]
        if asked.verb == "fte_by_item":
            return self._of_items(asked.questions[0], key, row["key"], year)
        if year not in self.years:
            return NotImplemented
        named = [(f, v) for f, v in asked.questions if f in key]
        if asked.verb == "side_by_side":
            named = [(f, v) for f, v in named if v in key]
        form, variable = (named or list(asked.questions))[0]
        if not self.comparable(form, variable, year):
            return None
        if asked.verb == "counts_by":
            return self._by_group(form, variable, key, self._group(row), year)
        found = self.answers(form, variable, year)
        question = self.question(form, variable, year)
        assert question
        codes = self.parts(question, year)
        if row["key"] == "total" and "count" in key:
            return found.answered
        if row["key"] not in codes:
            every = {
                part["code"]
                for b in self.books.values()
                for q in b["questions"]
                if q["variable"] == variable
                for part in q.get("options", ())
            }
            return None if row["key"] in every else NotImplemented
        count = found.counts[row["key"]]
        if "count" in key:
            return count
        return 100 * count / found.answered if found.answered else None

    def _units(self, year: int) -> Path:
        return self.root / f"data/units/{year}.csv"

    def _group(self, row: Mapping[str, str]) -> frozenset[str]:
        units = self._file(self._units(self.years[-1]), "code")
        if row["key"] == "total":
            return frozenset(units)
        return frozenset(code for code, unit in units.items() if row["key"] in unit.values())

    def _by_group(
        self, form: str, variable: str, key: list[str], units: frozenset[str], year: int
    ) -> Any:
        found = self.answers(form, variable, year, units)
        if "count" in key:
            return found.answered if "total" in key else found.counts[key[0]]
        return 100 * found.counts[key[0]] / found.answered if found.answered else None

    def _of_units(self, key: list[str], units: frozenset[str]) -> Any:
        form, unit = key[0], key[-1]
        year = self.years[-1]
        fte = self.everyone(year) if form == "all" else self.total(form, year)
        known = units & fte.keys()
        if not units:
            return NotImplemented
        if unit == "fte" and form == "all" and len(units) > 1:
            parts = [self._of_units([one, "fte"], units) for one in FORMS]
            return None if None in parts else sum(parts)
        if not known:
            return None
        amount = sum(fte[one] for one in known)
        if unit == "fte":
            return amount
        people = sum(self.people(year)[one][form] for one in known)
        return 10_000 * amount / people if people else None

    def _of_items(self, named: tuple[str, str], key: list[str], row: str, year: int) -> Any:
        form, variable = named
        if "change" in key:
            return self._change(form, variable, key, row)
        question = self.question(form, variable, year)
        if year not in self.years or not question:
            return NotImplemented
        if row != "total" and row not in self.parts(question, year):
            return None
        found = self.fte(form, variable, year).values()
        whole = sum(sum(cells.values()) for cells in found)
        part = whole if row == "total" else sum(cells[row] for cells in found)
        if not found:
            return None
        return part if "fte" in key else 100 * part / whole if whole else None

    def _change(self, form: str, variable: str, key: list[str], row: str) -> Any:
        both = [self.fte(form, variable, year) for year in self.years]
        # who is in one year's list alone counts; who is known in one year alone does not
        listed = [set(self._file(self._units(year), "code")) for year in self.years]
        units = (both[0].keys() & both[1].keys()) | (listed[0] ^ listed[1])
        for year in self.years:
            question = self.question(form, variable, year)
            if not question or (row != "total" and row not in self.parts(question, year)):
                return None
        old, new = (
            sum(sum(c.values()) if row == "total" else c[row] for u, c in one.items() if u in units)
            for one in both
        )
        if "amount" in key:
            return new - old if any(both[0]) and any(both[1]) else None
        return 100 * (new - old) / old if old else None
