"""Rules about answers that do not fit together."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.intake.screening.findings import REPORT
from analysis.intake.screening.parsing import MARKS
from analysis.intake.screening.registry import Hit, Hits, rule
from analysis.intake.screening.sheet import Sheet


@rule("unasked_answer", REPORT)
def unasked_answer(sheet: Sheet) -> Hits:
    """An answer to a question that was not put to the unit; the codebook says what becomes."""
    for question in sheet.questions:
        if not question.asked:
            continue
        fate = "Svaret blir beholdt." if question.unasked == "keep" else "Svaret blir ikke brukt."
        for row in sheet.rows:
            filled = [c for c in sheet.answered(row, question) if row.text(c.name) != MARKS[1]]
            if filled and not sheet.asked(row, question):
                yield Hit(
                    "Enheten har svart på et spørsmål den ikke skulle få, "
                    f"ut fra svaret på {_filters(sheet, question.asked)}. {fate}",
                    "Rett svaret på det første spørsmålet, eller fjern dette svaret.",
                    row,
                    filled[0].name,
                    row.raw(filled[0].name),
                )


def _filters(sheet: Sheet, variables: Iterable[str]) -> str:
    labels = {question.variable: question.label for question in sheet.questions}
    return " og ".join(f"«{labels.get(name, name)}»" for name in variables)
