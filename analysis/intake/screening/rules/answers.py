"""Rules about answers that do not fit together."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.intake.screening.findings import REPORT
from analysis.intake.screening.parsing import MARKS
from analysis.intake.screening.registry import Hit, Hits, rule
from analysis.intake.screening.sheet import FormSheet

_NOTHING = ("", MARKS[1])


@rule("unasked_answer", REPORT)
def unasked_answer(sheet: FormSheet) -> Hits:
    """An answer to a question that was not put to the unit; the codebook says what becomes."""
    for question in sheet.questions:
        if not question.asked:
            continue
        fate = "Svaret blir beholdt." if question.unasked == "keep" else "Svaret blir ikke brukt."
        told = ~sheet.asked[question.variable]
        for column in sheet.columns[question.variable]:
            answer = sheet.raw.column(column.name).where(lambda text: text.strip() not in _NOTHING)
            for row in sheet.rows(told & answer):
                yield Hit(
                    "Enheten har svart på et spørsmål den ikke skulle få, "
                    f"ut fra svaret på {_filters(sheet, question.asked)}. {fate}",
                    "Rett svaret på det første spørsmålet, eller fjern dette svaret.",
                    row,
                    column.name,
                    row.raw(column.name),
                    against=" ".join(sheet.given(row, name) for name in question.asked),
                )
            told &= ~answer  # once for each row


@rule("same_as_last_year", REPORT)
def same_as_last_year(sheet: FormSheet) -> Hits:
    """Every answer of a whole file is that of the year before: the file may be last year's."""
    if (last := sheet.last) is None:
        return
    filled = zip(sheet.codes, sheet.filled.tolist(), strict=True)
    units = [code for code, count in filled if count and code in last.place_of]
    if len(units) <= sheet.limits.whole_file.number:
        return
    here, there = ([each.place_of[code] for code in units] for each in (sheet, last))
    shared = [column.name for column in sheet.present if column.name in last.raw.cells]
    if shared and all(_texts(sheet, name, here) == _texts(last, name, there) for name in shared):
        yield Hit(
            f"Alle svarene er de samme som i {last.year}.",
            f"Se etter at filen er den fra {sheet.year}.",
        )


def _texts(sheet: FormSheet, column: str, places: Iterable[int]) -> list[str]:
    cells = sheet.raw.column(column)
    return [cells[place].strip() for place in places]


def _filters(sheet: FormSheet, variables: Iterable[str]) -> str:
    labels = {question.variable: question.label for question in sheet.questions}
    return " og ".join(f"«{labels.get(name, name)}»" for name in variables)
