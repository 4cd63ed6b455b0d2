"""Answers to questions with options: each printed number of units gives each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.classification import Unit
from analysis.codebook import Codebook, Question
from analysis.demonstration.amounts import distribute, forms_of, sum_up
from analysis.demonstration.bound import KEYS, Bound
from analysis.demonstration.noise import normal, uniform
from analysis.demonstration.placed import place
from analysis.demonstration.printed import PrintedTable
from analysis.demonstration.spread import share_out
from analysis.errors import ProjectError

# A unit that was asked answers before one that was not; a point of score, and how much a whole
# scale of options is worth beside it.
_ASKED = 100
_FIT = 3


@dataclass
class YearUnits:
    """What is known of the units of a year before they answer.

    `size` runs from -1 (smallest) to 1, `level[form][unit]` from 0 (nothing) to 1 (complete),
    `people[unit]` counts inhabitants, `cells[form][unit][column]` collects the answers.
    """

    year: int
    units: Mapping[str, Unit]
    size: Mapping[str, float]
    people: Mapping[str, int]
    level: Mapping[str, Mapping[str, float]]
    fte: Mapping[str, Mapping[str, int]]
    cells: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

    def answer(self, form: str, unit: str, column: str) -> str:
        """A unit's answer, empty when there is none."""
        return self.cells[form][unit].get(column, "")

    def gave(self, form: str, unit: str, variable: str, codes: Sequence[str]) -> bool:
        """Whether a unit chose, or marked, one of these options."""
        own = self.cells[form][unit]
        return own.get(variable, "") in codes or any(
            own.get(f"{variable}__{code}") == "1" for code in codes
        )


def answer_all(
    lines: Sequence[Mapping[str, Any]],
    book: Codebook,
    printed: Mapping[str, PrintedTable],
    units: YearUnits,
) -> None:
    """Give the answers of every line, in order, into `units.cells`."""
    for line in lines:
        if "numbers" in line:
            _numbers(line, book, printed, units)
            continue
        forms = [line["form"]] if "form" in line else line.get("counts", line.get("columns"))
        for form in forms:
            question = book.question(form, line["variable"])
            bound = Bound(line, form, [o.code for o in question.options], printed, units)
            counts = _counts(line, form, question, printed, bound)
            if question.type == "choices":
                _marks(line, form, question, counts, units)
            elif any(key in line for key in KEYS):
                _placed(line, form, question, counts, units, bound)
            else:
                _choices(line, form, question, counts, units)


def _numbers(
    line: Mapping[str, Any],
    book: Codebook,
    printed: Mapping[str, PrintedTable],
    units: YearUnits,
) -> None:
    for form in forms_of(line, book):
        question = book.question(form, line["variable"])
        if "sum" in line["numbers"]:
            sum_up(form, question, line["numbers"]["sum"][form], units)
        else:
            likely = scores(line, form, question, 0, units)
            distribute(line, form, question, likely, printed, units)


def _counts(
    line: Mapping[str, Any],
    form: str,
    question: Question,
    printed: Mapping[str, PrintedTable],
    bound: Bound,
) -> dict[str, int]:
    """Units per option, in the codebook's order."""
    if groups := bound.group_counts():
        return {
            option.code: sum(int(counts.get(option.code, 0)) for counts in groups.values())
            for option in question.options
        }
    if "counts" in line:
        given = line["counts"][form]
        return {option.code: int(given[option.code]) for option in question.options}
    table, column = printed[str(line["table"])], line["columns"][form]
    counts = {}
    for row, code in table.named({option.code: option.label for option in question.options}):
        cell = table.cell(row, column)
        if cell is None:
            place = f"table {table.number}, row '{table.rows[row]}', column {column}"
            raise ProjectError("The printed cell is blank.", where=place)
        counts[code] = round(cell.middle)
    return counts


def scores(
    line: Mapping[str, Any], form: str, question: Question, count: int, units: YearUnits
) -> dict[str, float]:
    """How likely each unit is to answer: asked, took the form far, reports FTE, large — and chance.

    Only units that took part have a score; fewer of them than `count` is a `ProjectError`.
    """
    able = [unit for unit in units.units if units.level[form][unit] > 0]
    if count > len(able):
        raise ProjectError(
            f"{count} units should answer '{question.variable}', but {len(able)} took part.",
            where=f"form '{form}' of {units.year}",
        )

    def score(unit: str) -> float:
        value = 2 * units.level[form][unit] + 0.4 * units.size[unit]
        value += normal("answers", question.variable, unit) + 0.5 * normal(
            "answers", question.variable, unit, form, units.year
        )
        if line.get("with_fte") and units.fte[form][unit]:
            value += 20
        asked = all(
            units.gave(form, unit, variable, codes) for variable, codes in question.asked.items()
        )
        return value + (_ASKED if asked else 0)

    return {unit: score(unit) for unit in able}


def _respondents(
    line: Mapping[str, Any], form: str, question: Question, count: int, units: YearUnits
) -> list[str]:
    """The likeliest units, in file order."""
    likely = scores(line, form, question, count, units)
    chosen = set(sorted(likely, key=lambda unit: (-likely[unit], unit))[:count])
    return [unit for unit in units.units if unit in chosen]


def _latent(
    line: Mapping[str, Any], form: str, variable: str, unit: str, units: YearUnits
) -> float:
    """Where a unit stands on the scale of the options: first options first."""
    own = 0.8 * normal("latent", variable, unit) + 0.5 * normal("latent", variable, unit, form)
    own += 0.35 * normal("latent", variable, unit, form, units.year)
    return own + 2 * float(line.get("lean", 0)) * units.size[unit]


def _placed(
    line: Mapping[str, Any],
    form: str,
    question: Question,
    counts: Mapping[str, int],
    units: YearUnits,
    bound: Bound,
) -> None:
    """Answers that print binds in groups: see `analysis.demonstration.bound`."""
    answers = sum(counts.values())
    asked = bound.asked()
    likely = {
        unit: score
        for unit, score in scores(line, form, question, answers, units).items()
        if unit in asked
    }
    # A unit that was not asked would lose its answer in cleaning.
    if sum(score > _ASKED / 2 for score in likely.values()) >= answers:
        likely = {unit: score for unit, score in likely.items() if score > _ASKED / 2}
    latent = {u: _latent(line, form, question.variable, u, units) for u in likely}
    order = sorted(likely, key=lambda unit: (-latent[unit], unit))
    rank = {unit: (place + 0.5) / len(order) for place, unit in enumerate(order)}
    middle, below = {}, 0
    for code, count in counts.items():
        middle[code] = (below + count / 2) / max(answers, 1)
        below += count
    fits = {
        unit: {code: score - _FIT * abs(rank[unit] - middle[code]) for code in counts}
        for unit, score in likely.items()
    }
    given = place(counts, fits, bound.bindings(answers), f"{question.variable} ({form})")
    for unit, code in given.items():
        units.cells[form][unit][question.variable] = code


def _choices(
    line: Mapping[str, Any],
    form: str,
    question: Question,
    counts: Mapping[str, int],
    units: YearUnits,
) -> None:
    variable = question.variable
    who = _respondents(line, form, question, sum(counts.values()), units)
    latent = {unit: _latent(line, form, variable, unit, units) for unit in who}
    order = sorted(who, key=lambda unit: (-latent[unit], unit))
    given: dict[str, str] = {}
    if every := line.get("every"):
        given = _reserved(every, order, units)
        if len(given) > counts[every["option"]]:
            code = every["option"]
            raise ProjectError(f"'every' asks for more '{code}' than print has.", where=variable)
    for code, count in counts.items():
        left = count - sum(1 for answer in given.values() if answer == code)
        barred = bool(every) and code == (every or {}).get("option")
        free = [u for u in order if u not in given and not (barred and not units.people[u])]
        for unit in free[:left]:
            given[unit] = code
    if len(given) != len(who):
        raise ProjectError(f"Too few units with inhabitants can answer '{variable}'.")
    for unit, code in given.items():
        units.cells[form][unit][variable] = code


def _reserved(every: Mapping[str, Any], order: Sequence[str], units: YearUnits) -> dict[str, str]:
    """The likeliest few of each group, so that no group is without the option."""
    given: dict[str, str] = {}
    labels = dict.fromkeys(unit.groups[every["by"]] for unit in units.units.values())
    for label in labels:
        own = [u for u in order if units.units[u].groups[every["by"]] == label and units.people[u]]
        if len(own) < every["least"]:
            raise ProjectError(f"Fewer than {every['least']} units answer in the group '{label}'.")
        given |= dict.fromkeys(own[: every["least"]], every["option"])
    return given


def _marks(
    line: Mapping[str, Any],
    form: str,
    question: Question,
    counts: Mapping[str, int],
    units: YearUnits,
) -> None:
    """Several marks: the printed row of sums says how many units share them."""
    variable, codes = question.variable, list(counts)
    many = int(line["answered"][form])
    who = _respondents(line, form, question, many, units)
    extra = share_out(sum(counts.values()) - many, [counts[code] for code in codes])
    latent = {unit: _latent(line, form, variable, unit, units) for unit in who}
    order = sorted(who, key=lambda unit: (-latent[unit], unit))
    marks: dict[str, list[str]] = {unit: [] for unit in who}
    start = 0
    for code, more in zip(codes, extra, strict=True):
        for unit in order[start : start + counts[code] - more]:
            marks[unit].append(code)
        start += counts[code] - more
    for code, more in zip(codes, extra, strict=True):
        others = [unit for unit in who if code not in marks[unit]]
        others.sort(key=lambda unit: (len(marks[unit]), uniform("mark", variable, code, unit)))
        for unit in others[:more]:
            marks[unit].append(code)
    for unit, own in marks.items():
        for code in codes:
            units.cells[form][unit][f"{variable}__{code}"] = "1" if code in own else "0"
