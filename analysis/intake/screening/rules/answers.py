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


def _filters(sheet: FormSheet, variables: Iterable[str]) -> str:
    labels = {question.variable: question.label for question in sheet.questions}
    return " og ".join(f"«{labels.get(name, name)}»" for name in variables)
