"""Rules about single cells: can the answer be read as what the question asks for?"""

from __future__ import annotations

import numpy as np

from analysis.intake.screening.findings import REPORT, STOP, is_hidden, show_number
from analysis.intake.screening.labels import mark_words, matching, words_of
from analysis.intake.screening.parsing import Trouble, is_formula
from analysis.intake.screening.registry import Cells, Hit, Hits, each, rule
from analysis.intake.screening.sheet import NUMERIC, AnswerColumn, FormSheet

_EXAMPLES = 5  # values named in a finding about many
_LINE_SIGNS = "\n\r\t"  # usual in free text


def _cells_with(sheet: FormSheet, wanted: Trouble) -> Cells:
    for row, column, text, trouble in sheet.unreadable:
        place = (row.number, column.name)
        if trouble == wanted and place not in sheet.raw.formulas and place not in sheet.raw.labels:
            yield row, column, text


@rule("formula", STOP)
def formula(sheet: FormSheet) -> Hits:
    """A formula: its value is not in the file, and a spreadsheet would run it."""
    action = "Skriv inn verdien i stedet for formelen."
    numbers = set(sheet.raw.numbers)
    for (number, name), text in sheet.raw.formulas.items():
        if number in numbers:
            yield Hit("Cellen inneholder en formel.", action, sheet.row(number), name, text)
    yield from each(_cells_with(sheet, "formula"), "Cellen begynner som en formel.", action)


@rule("formula_like_text", REPORT)
def formula_like_text(sheet: FormSheet) -> Hits:
    """Free text that a spreadsheet would take for a formula; it is kept as text."""
    found = sheet.cells(lambda _, text: is_formula(text), "text")
    return each(
        (cell for cell in found if (cell[0].number, cell[1].name) not in sheet.raw.formulas),
        "Teksten begynner som en formel. Den blir lest som vanlig tekst.",
        "Se etter at teksten er ment slik.",
    )


@rule("decimal_comma", STOP)
def decimal_comma(sheet: FormSheet) -> Hits:
    """A number with a decimal comma, where a point is expected."""
    return each(
        _cells_with(sheet, "decimal_comma"),
        "Tallet har desimalkomma.",
        "Skriv tallet med punktum som desimaltegn og uten tusenskille.",
    )


@rule("not_a_number", STOP)
def not_a_number(sheet: FormSheet) -> Hits:
    """Something else than a number where a number is asked for."""
    return each(
        _cells_with(sheet, "not_a_number"),
        "Verdien er ikke et tall.",
        "Skriv bare tallet, uten enhet, mellomrom eller tekst. Mangler svaret, "
        "skal cellen stå tom.",
    )


@rule("unknown_option", STOP)
def unknown_option(sheet: FormSheet) -> Hits:
    """An answer that is none of the question's options."""
    for row, column, text in _cells_with(sheet, "unknown_option"):
        codes = ", ".join(f"{o.code} ({o.label})" for o in column.question.options)
        what = "Svaret er ikke et av svaralternativene."
        yield Hit(what, f"Bruk en av kodene {codes}.", row, column.name, text)


@rule("not_a_mark", STOP)
def not_a_mark(sheet: FormSheet) -> Hits:
    """A mark that is neither 1 nor 0."""
    return each(
        _cells_with(sheet, "not_a_mark"),
        "Avkryssingen er verken 1 eller 0.",
        "Skriv 1 for krysset av og 0 for ikke krysset av.",
    )


@rule("labelled_value", STOP)
def labelled_value(sheet: FormSheet) -> Hits:
    """A value of an SPSS file whose label says nothing that the codebook knows."""
    places = {name for _, name in sheet.raw.labels}
    for row, column, text in sheet.cells(lambda column, _: column.name in places):
        if label := sheet.raw.labels.get((row.number, column.name)):
            yield Hit(*_of_label(sheet, column, label), row, column.name, text)


def _of_label(sheet: FormSheet, column: AnswerColumn, label: str) -> tuple[str, str]:
    """What is wrong with a label, and what to do."""
    question = column.question
    if column.type in NUMERIC:
        what = f"Tallet har etiketten «{label}» i SPSS-filen, og kan derfor ikke telles."
        todo = (
            "Merk verdien som manglende i SPSS hvis svaret mangler, eller fjern etiketten hvis "
            "tallet er svaret."
        )
        return what, todo
    if column.type == "choice":
        known = words_of(question.options)
        what = f"Etiketten «{label}» er ikke et av svaralternativene."
        todo = f"Bruk en av {', '.join(f'«{option.label}»' for option in question.options)}."
    else:
        code = column.name.removeprefix(f"{question.variable}__")
        known = mark_words(sheet.limits, next(o for o in question.options if o.code == code))
        what = f"Etiketten «{label}» sier ikke om det er krysset av."
        todo = (
            "Bruk for eksempel «Ja» og «Nei», eller legg etiketten til under «marks» i "
            "data/screening.yml."
        )
    several = " og ".join(matching(label, known))
    return (f"Etiketten «{label}» kan bety både {several}." if several else what), todo


@rule("declared_missing", REPORT)
def declared_missing(sheet: FormSheet) -> Hits:
    """Values that an SPSS file declares missing, and that are read as blank."""
    for name, counts in sheet.raw.blanked.items():
        many = ", ".join(f"{value} ({n})" for value, n in list(counts.items())[:_EXAMPLES])
        many += " …" if len(counts) > _EXAMPLES else ""
        yield Hit(
            f"SPSS-filen merker verdier som manglende, og de blir lest som tomme svar: {many}.",
            "Se etter at disse verdiene betyr at svaret mangler.",
            column=name,
        )


@rule("long_text", REPORT)
def long_text(sheet: FormSheet) -> Hits:
    """A text that is longer than anyone means to write."""
    longest = sheet.limits.text.maximum
    for row, column, text in sheet.cells(lambda _, text: len(text) > longest, "text"):
        what = f"Teksten har {len(text)} tegn, flere enn {show_number(longest)}."
        yield Hit(what, "Se etter at det er limt inn riktig tekst.", row, column.name, text)


@rule("control_characters", REPORT)
def control_characters(sheet: FormSheet) -> Hits:
    """Signs that do not show or that steer how others show."""
    return each(
        sheet.cells(lambda _, text: _has_hidden(text), "text"),
        "Teksten har usynlige tegn.",
        "Fjern de usynlige tegnene, eller skriv teksten på nytt.",
    )


def _has_hidden(text: str) -> bool:
    return not text.isprintable() and any(
        is_hidden(sign) and sign not in _LINE_SIGNS for sign in text
    )


@rule("out_of_bounds", STOP)
def out_of_bounds(sheet: FormSheet) -> Hits:
    """A number outside what the codebook allows."""
    for column, values in sheet.numbers(*NUMERIC):
        low, high = column.question.minimum, column.question.maximum
        outside = (values < _or(low, -np.inf)) | (values > _or(high, np.inf))
        if column.type == "fte":
            outside &= values >= 0  # another rule tells
        limits = [f"minst {show_number(low)}"] if low is not None else []
        limits += [f"høyst {show_number(high)}"] if high is not None else []
        what = f"Tallet skal være {' og '.join(limits)}."
        yield from each(sheet.cells_where(column, outside), what, "Rett tallet.")


def _or(limit: float | None, without: float) -> float:
    return without if limit is None else limit


@rule("absurd_number", STOP)
def absurd_number(sheet: FormSheet) -> Hits:
    """A number larger than any answer can be."""
    most = sheet.limits.number.maximum
    for column, values in sheet.numbers("number"):
        within = values <= _or(column.question.maximum, np.inf)  # another rule tells of the others
        yield from each(
            sheet.cells_where(column, within & (np.abs(values) > most)),
            f"Tallet er større enn {show_number(most)}, mer enn noe svar kan være.",
            "Se etter om sifre er skrevet to ganger eller desimaltegnet mangler, og rett tallet.",
        )


@rule("not_whole", STOP)
def not_whole(sheet: FormSheet) -> Hits:
    """A count with decimals."""
    for column, values in sheet.numbers("number"):
        if column.question.whole:
            parts = np.isfinite(values) & (values != np.trunc(values))
            cells = sheet.cells_where(column, parts)
            yield from each(cells, "Antallet er ikke et helt tall.", "Skriv et helt tall.")
