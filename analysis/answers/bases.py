"""Who answered: the base of a table or figure, in bokmål, by the templates in the terms."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.answers.tallies import Tally
from analysis.survey import Survey, SurveyForm


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
    survey, units = form.survey, found[0].units
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
    return str(survey.terms["base"][lead].format(parts="; ".join(parts))) if parts else ""


def joined_base(survey: Survey, parts: Sequence[str], lead: str = "answers") -> str:
    """One sentence as it is; several parts as one."""
    return parts[0] if len(parts) == 1 else listed(survey, parts, lead)
