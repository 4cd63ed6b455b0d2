"""Who answered: the base of a table or figure, in bokmål, by the templates in the terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.answers.tallies import Tally
from analysis.survey import Survey, SurveyForm
from analysis.tables.wording import listing


def base_sentence(
    form: SurveyForm,
    *found: Tally,
    label: str = "",
    restricted: bool = False,
    spelled: bool = False,
) -> str:
    """A sentence on who answered, or with a label a part of one (`Voksne 331 av 373`).

    Of several questions to the same units the fewest and the most that answered one, `spelled` in
    words. A question that only some units were asked is measured against those; `restricted` says
    that the tally is of chosen units.
    """
    survey = form.survey
    found = tuple(one for one in found if one.put)
    if not found:
        return ""  # a note tells that it was not asked
    units = found[0].units
    numbers = sorted({one.answered for one in found})
    answered = f"{numbers[0]}–{numbers[-1]}" if len(numbers) > 1 else str(numbers[0])
    if len(numbers) > 1 and spelled:
        answered = survey.terms["base"]["between"].format(least=numbers[0], most=numbers[-1])
    if units is None:
        return str(survey.terms["base"]["printed"].format(label=label, answered=answered))
    asked = found[0].asked if len({one.asked for one in found}) == 1 else None
    if asked is not None:
        return who(survey, "asked", answered, asked, label)
    return who(survey, "among" if restricted else "answered", answered, units, label)


def who(survey: Survey, kind: str, answered: object, units: int, label: object = "") -> str:
    """So many of so many units did what `kind` names: a sentence, or with a label a part of one."""
    template = survey.terms["base"][f"{kind}_by" if label else kind]
    return str(template.format(label=label, answered=answered, units=units))


def listed(survey: Survey, parts: Sequence[str], lead: str = "answers") -> str:
    """The parts of a sentence after the words that `lead` names; nothing where there are none."""
    parts = [part for part in parts if part]
    return str(survey.terms["base"][lead].format(parts="; ".join(parts))) if parts else ""


def joined_base(survey: Survey, parts: Sequence[str], lead: str = "answers") -> str:
    """One sentence as it is; several parts as one."""
    return parts[0] if len(parts) == 1 else listed(survey, parts, lead)


def asking_notes(forms: Sequence[SurveyForm], variable: str, years: Sequence[int]) -> list[str]:
    """In which of the years the question was not put, or not as it is now: a sentence each.

    Where it is so in some of the forms alone, the sentence names them.
    """
    terms = forms[0].survey.terms["base"]
    said: dict[str, list[str]] = {}
    for form in forms:
        gone = [year for year in sorted(set(years)) if not form.asks(variable, year)]
        otherwise = [year for year in gone if form.asks_otherwise(variable, year)]
        never = [year for year in gone if year not in otherwise]
        for kind, found in (("not_asked", never), ("asked_otherwise", otherwise)):
            if found:
                since = form.question(variable).since
                note = terms[kind].format(years=listing(found), since=since)
                said.setdefault(note, []).append(form.label)
    return [
        note
        if len(labels) == len(forms)
        else terms["in_form"].format(note=note, forms=listing(labels))
        for note, labels in said.items()
    ]


def asking_notes_of(
    parts: Iterable[tuple[str, tuple[SurveyForm, str]]], years: Sequence[int]
) -> list[str]:
    """The same of several questions, each under its head; once where it is so of all of them."""
    each = [(head, asking_notes((form,), variable, years)) for head, (form, variable) in parts]
    if all(notes == each[0][1] for _, notes in each):
        return each[0][1]
    return [f"{head}: {note}" for head, notes in each for note in notes]
