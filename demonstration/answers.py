"""Answers to questions with options: each printed number of units gives each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.intake.codebook import Codebook
from demonstration.amounts import distribute, forms_of, sum_up
from demonstration.asked import ASKED_FIRST, Asked, YearUnits
from demonstration.solving.bound import KEYS, Bound
from demonstration.solving.intervals import IntervalTable
from demonstration.solving.noise import uniform
from demonstration.solving.placed import place
from demonstration.solving.spread import share_out
from project.errors import ProjectError

# How much a whole scale of options is worth beside a point of score.
_FIT = 3


def answer_all(
    lines: Sequence[Mapping[str, Any]],
    book: Codebook,
    printed: Mapping[str, IntervalTable],
    units: YearUnits,
) -> None:
    """Give the answers of every line, in order, into `units.cells`."""
    for line in lines:
        if "numbers" in line:
            _numbers(line, book, printed, units)
            continue
        forms = [line["form"]] if "form" in line else line.get("counts", line.get("columns"))
        for form in forms:
            asked = Asked(line, form, book.question(form, line["variable"]), units)
            options = [option.code for option in asked.question.options]
            bound = Bound(line, form, options, printed, units)
            counts = _counts(asked, printed, bound)
            if asked.question.type == "choices":
                _marks(asked, counts)
            elif any(key in line for key in KEYS):
                _placed(asked, counts, bound)
            else:
                _choices(asked, counts)


def _numbers(
    line: Mapping[str, Any],
    book: Codebook,
    printed: Mapping[str, IntervalTable],
    units: YearUnits,
) -> None:
    for form in forms_of(line, book):
        asked = Asked(line, form, book.question(form, line["variable"]), units)
        if "sum" in line["numbers"]:
            sum_up(asked, line["numbers"]["sum"][form])
        else:
            distribute(asked, printed)


def _counts(asked: Asked, printed: Mapping[str, IntervalTable], bound: Bound) -> dict[str, int]:
    """Units per option, in the codebook's order."""
    line, form, question = asked.line, asked.form, asked.question
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


def _placed(asked: Asked, counts: Mapping[str, int], bound: Bound) -> None:
    """Answers that print binds in groups: see `demonstration.solving.bound`."""
    answers = sum(counts.values())
    among = bound.asked()
    likely = {unit: score for unit, score in asked.scores(answers).items() if unit in among}
    # A unit that was not asked would lose its answer in cleaning.
    if sum(score > ASKED_FIRST / 2 for score in likely.values()) >= answers:
        likely = {unit: score for unit, score in likely.items() if score > ASKED_FIRST / 2}
    order = asked.in_order(likely)
    rank = {unit: (place + 0.5) / len(order) for place, unit in enumerate(order)}
    middle, below = {}, 0
    for code, count in counts.items():
        middle[code] = (below + count / 2) / max(answers, 1)
        below += count
    fits = {
        unit: {code: score - _FIT * abs(rank[unit] - middle[code]) for code in counts}
        for unit, score in likely.items()
    }
    name = f"{asked.question.variable} ({asked.form})"
    asked.give(place(counts, fits, bound.bindings(answers), name))


def _choices(asked: Asked, counts: Mapping[str, int]) -> None:
    variable, units = asked.question.variable, asked.units
    order = asked.in_order(asked.respondents(sum(counts.values())))
    given: dict[str, str] = {}
    if every := asked.line.get("every"):
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
    if len(given) != len(order):
        raise ProjectError(f"Too few units with inhabitants can answer '{variable}'.")
    asked.give(given)


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


def _marks(asked: Asked, counts: Mapping[str, int]) -> None:
    """Several marks: the printed row of sums says how many units share them."""
    variable, codes = asked.question.variable, list(counts)
    many = int(asked.line["answered"][asked.form])
    who = asked.respondents(many)
    extra = share_out(sum(counts.values()) - many, [counts[code] for code in codes])
    order = asked.in_order(who)
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
    cells = asked.units.cells[asked.form]
    for unit, own in marks.items():
        for code in codes:
            cells[unit][f"{variable}__{code}"] = "1" if code in own else "0"
