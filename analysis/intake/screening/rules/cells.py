"""Rules about single cells: can the answer be read as what the question asks for?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.intake.screening.findings import REPORT, STOP, is_hidden, show_number
from analysis.intake.screening.labels import mark_words, matching, words_of
from analysis.intake.screening.parsing import Trouble, is_formula
from analysis.intake.screening.registry import Hit, Hits, rule
from analysis.intake.screening.sheet import NUMERIC, AnswerColumn, FormSheet, ReturnRow

_EXAMPLES = 5  # values named in a finding about many
_LINE_SIGNS = "\n\r\t"  # usual in free text


def _cells_with(sheet: FormSheet, wanted: Trouble) -> Iterator[tuple[ReturnRow, AnswerColumn, str]]:
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
    for row, column, text in _cells_with(sheet, "formula"):
        yield Hit("Cellen begynner som en formel.", action, row, column.name, text)


@rule("formula_like_text", REPORT)
def formula_like_text(sheet: FormSheet) -> Hits:
    """Free text that a spreadsheet would take for a formula; it is kept as text."""
    for row, column, text in sheet.cells(lambda _, text: is_formula(text), "text"):
        if (row.number, column.name) not in sheet.raw.formulas:
            yield Hit(
                "Teksten begynner som en formel. Den blir lest som vanlig tekst.",
                "Se etter at teksten er ment slik.",
                row,
                column.name,
                text,
            )


@rule("decimal_comma", STOP)
def decimal_comma(sheet: FormSheet) -> Hits:
    """A number with a decimal comma, where a point is expected."""
    for row, column, text in _cells_with(sheet, "decimal_comma"):
        yield Hit(
            "Tallet har desimalkomma.",
            "Skriv tallet med punktum som desimaltegn og uten tusenskille.",
            row,
            column.name,
            text,
        )


@rule("not_a_number", STOP)
def not_a_number(sheet: FormSheet) -> Hits:
    """Something else than a number where a number is asked for."""
    for row, column, text in _cells_with(sheet, "not_a_number"):
        yield Hit(
            "Verdien er ikke et tall.",
            "Skriv bare tallet, uten enhet, mellomrom eller tekst. Mangler svaret, "
            "skal cellen stå tom.",
            row,
            column.name,
            text,
        )


@rule("unknown_option", STOP)
def unknown_option(sheet: FormSheet) -> Hits:
    """An answer that is none of the question's options."""
    for row, column, text in _cells_with(sheet, "unknown_option"):
        codes = ", ".join(f"{o.code} ({o.label})" for o in column.question.options)
        yield Hit(
            "Svaret er ikke et av svaralternativene.",
            f"Bruk en av kodene {codes}.",
            row,
            column.name,
            text,
        )


@rule("not_a_mark", STOP)
def not_a_mark(sheet: FormSheet) -> Hits:
    """A mark that is neither 1 nor 0."""
    for row, column, text in _cells_with(sheet, "not_a_mark"):
        yield Hit(
            "Avkryssingen er verken 1 eller 0.",
            "Skriv 1 for krysset av og 0 for ikke krysset av.",
            row,
            column.name,
            text,
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
        yield Hit(
            f"Teksten har {len(text)} tegn, flere enn {show_number(longest)}.",
            "Se etter at det er limt inn riktig tekst.",
            row,
            column.name,
            text,
        )


@rule("control_characters", REPORT)
def control_characters(sheet: FormSheet) -> Hits:
    """Signs that do not show or that steer how others show."""
    for row, column, text in sheet.cells(lambda _, text: _has_hidden(text), "text"):
        yield Hit(
            "Teksten har usynlige tegn.",
            "Fjern de usynlige tegnene, eller skriv teksten på nytt.",
            row,
            column.name,
            text,
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
        for row in sheet.rows(outside):
            yield Hit(
                f"Tallet skal være {' og '.join(limits)}.",
                "Rett tallet.",
                row,
                column.name,
                row.raw(column.name),
            )


def _or(limit: float | None, without: float) -> float:
    return without if limit is None else limit


@rule("absurd_number", STOP)
def absurd_number(sheet: FormSheet) -> Hits:
    """A number larger than any answer can be."""
    most = sheet.limits.number.maximum
    for column, values in sheet.numbers("number"):
        within = values <= _or(column.question.maximum, np.inf)  # another rule tells of the others
        for row in sheet.rows(within & (np.abs(values) > most)):
            yield Hit(
                f"Tallet er større enn {show_number(most)}, mer enn noe svar kan være.",
                "Se etter om sifre er skrevet to ganger eller desimaltegnet mangler, og rett "
                "tallet.",
                row,
                column.name,
                row.raw(column.name),
            )


@rule("not_whole", STOP)
def not_whole(sheet: FormSheet) -> Hits:
    """A count with decimals."""
    for column, values in sheet.numbers("number"):
        parts = np.isfinite(values) & (values != np.trunc(values))
        for row in sheet.rows(parts) if column.question.whole else ():
            yield Hit(
                "Antallet er ikke et helt tall.",
                "Skriv et helt tall.",
                row,
                column.name,
                row.raw(column.name),
            )
