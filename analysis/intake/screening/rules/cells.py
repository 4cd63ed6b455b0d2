"""Rules about single cells: can the answer be read as what the question asks for?"""

from __future__ import annotations

import numpy as np

from analysis.intake.screening.findings import REPORT, STOP, is_hidden, show_number
from analysis.intake.screening.labels import mark_words, matching, words_of
from analysis.intake.screening.parsing import MARKS, Trouble, before_date, is_formula
from analysis.intake.screening.registry import Cells, Hit, Hits, each, rule
from analysis.intake.screening.sheet import NUMERIC, AnswerColumn, FormSheet

_EXAMPLES = 5  # values named in a finding about many
_LINE_SIGNS = "\n\r\t"  # usual in free text


def _cells_with(sheet: FormSheet, wanted: Trouble) -> Cells:
    for row, column, text, trouble in sheet.unreadable:
        place = (row.number, column.name)
        if trouble == wanted and place not in sheet.raw.formulas and place not in sheet.raw.labels:
            yield row, column, text


@rule("formula", STOP, of_form=True)
def formula(sheet: FormSheet) -> Hits:
    """A formula whose value is not in the file, and that a spreadsheet would run."""
    action = "Skriv inn verdien i stedet for formelen."
    numbers = set(sheet.raw.numbers)
    for (number, name), text in sheet.raw.formulas.items():
        if number in numbers:
            what = "Cellen inneholder en formel, og verdien er ikke lagret i filen."
            yield Hit(what, action, sheet.row(number), name, text)
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


@rule("spreadsheet_error", STOP, of_form=True)
def spreadsheet_error(sheet: FormSheet) -> Hits:
    """What a spreadsheet shows where it has no value; only reported where text is asked for."""
    for row, column, text in _cells_with(sheet, "spreadsheet_error"):
        yield Hit(
            f"Cellen viser feilen {text.strip()} fra regnearket i stedet for et svar.",
            "Skriv inn svaret. Mangler det, skal cellen stå tom.",
            row,
            column.name,
            text,
            kind=REPORT if column.type == "text" else None,
        )


@rule("date", STOP, of_form=True)
def date(sheet: FormSheet) -> Hits:
    """A date where something else is asked for: spreadsheets make them of 1.5 and 1-2."""
    for row, column, text in _cells_with(sheet, "date"):
        typed = before_date(text) if column.type in NUMERIC else before_date(text)[1:2]
        guess = f" Sto det «{'», «'.join(typed)}»?" if typed else ""
        what = "et tall" if column.type in NUMERIC else "et av svaralternativene"
        yield Hit(
            f"Cellen er en dato, men svaret skal være {what}. Regnearket gjør om det som ligner "
            f"på en dato, når det skrives inn.{guess}",
            "Gi cellen formatet «Tekst» eller «Tall», og skriv svaret på nytt.",
            row,
            column.name,
            text,
        )


@rule("decimal_comma", STOP, of_form=True)
def decimal_comma(sheet: FormSheet) -> Hits:
    """A number with a decimal comma, where the rest of the file has points."""
    return each(
        _cells_with(sheet, "decimal_comma"),
        "Tallet har desimalkomma, mens resten av filen har punktum.",
        "Skriv tallet med samme desimaltegn som resten av filen, og uten tusenskille.",
    )


@rule("decimal_point", STOP, of_form=True)
def decimal_point(sheet: FormSheet) -> Hits:
    """A number with a decimal point, where the rest of the file has commas."""
    return each(
        _cells_with(sheet, "decimal_point"),
        "Tallet har punktum, mens resten av filen har desimalkomma.",
        "Skriv tallet med samme desimaltegn som resten av filen, og uten tusenskille.",
    )


@rule("ambiguous_number", STOP, of_form=True)
def ambiguous_number(sheet: FormSheet) -> Hits:
    """A number that may be a thousand times another, and nothing in the file tells which."""
    return each(
        _cells_with(sheet, "ambiguous_number"),
        "Tallet kan leses på to måter: tegnet kan skille tusener eller desimaler.",
        "Skriv tallet uten tusenskille, og med to desimaler hvis det har desimaler.",
    )


@rule("not_a_number", STOP, of_form=True)
def not_a_number(sheet: FormSheet) -> Hits:
    """Something else than a number where a number is asked for."""
    return each(
        _cells_with(sheet, "not_a_number"),
        "Verdien er ikke et tall.",
        "Skriv bare tallet, uten enhet eller tekst. Mangler svaret, skal cellen stå tom.",
    )


@rule("unknown_option", STOP, of_column=True)
def unknown_option(sheet: FormSheet) -> Hits:
    """An answer that is none of the question's options."""
    for row, column, text in _cells_with(sheet, "unknown_option"):
        codes = matching(text, words_of(column.question.options))
        several = " og ".join(f"«{sheet.label_of(column.name, code)}»" for code in codes)
        what = f"Svaret kan bety både {several}." if several else _NO_OPTION
        yield Hit(what, f"Bruk en av {_labels(column)}.", row, column.name, text)


_NO_OPTION = "Svaret er ikke et av svaralternativene."


def _labels(column: AnswerColumn) -> str:
    return ", ".join(f"«{option.label}»" for option in column.question.options)


@rule("not_a_mark", STOP, of_form=True)
def not_a_mark(sheet: FormSheet) -> Hits:
    """A mark that says neither yes nor no."""
    return each(
        _cells_with(sheet, "not_a_mark"),
        "Cellen sier ikke om det er krysset av.",
        "Skriv «x», «Ja» eller 1 for krysset av, og «Nei» eller 0 for ikke krysset av.",
    )


@rule("labelled_value", STOP, of_column=True)
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
        todo = f"Bruk en av {_labels(column)}."
    else:
        code = column.name.removeprefix(f"{question.variable}__")
        known = mark_words(sheet.limits, next(o for o in question.options if o.code == code))
        what = f"Etiketten «{label}» sier ikke om det er krysset av."
        todo = (
            "Bruk for eksempel «Ja» og «Nei», eller legg etiketten til under «marks» i "
            "data/screening.yml."
        )
    codes = matching(label, known)
    names = [sheet.label_of(column.name, c) or _MARKED[c] for c in codes]
    several = " og ".join(f"«{name}»" for name in names)
    return (f"Etiketten «{label}» kan bety både {several}." if several else what), todo


_MARKED = {MARKS[0]: "krysset av", MARKS[1]: "ikke krysset av"}


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


@rule("control_characters", REPORT, of_form=True)
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


@rule("out_of_bounds", STOP, of_column=True)
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


@rule("absurd_number", STOP, of_form=True)
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


@rule("not_whole", STOP, of_form=True)
def not_whole(sheet: FormSheet) -> Hits:
    """A count with decimals."""
    for column, values in sheet.numbers("number"):
        if column.question.whole:
            parts = np.isfinite(values) & (values != np.trunc(values))
            cells = sheet.cells_where(column, parts)
            yield from each(cells, "Antallet er ikke et helt tall.", "Skriv et helt tall.")
