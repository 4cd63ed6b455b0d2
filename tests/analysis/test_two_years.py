"""Two years side by side: each with its own units, groups and options, counted as its note says."""

from __future__ import annotations

from pathlib import Path

import pytest
from country import Unit, open_country
from tiny import CLASSIFICATIONS, CODEBOOK

from analysis import (
    breakdown,
    combinations,
    counting_changes,
    crosstab,
    frequency,
    grouping,
    largest,
    question_shares_over_time,
    share_over_time,
    shares_by,
)
from analysis import wording as w
from analysis.answers.differences import differs_by
from analysis.tables.signs import as_printed, lacking
from project.errors import ProjectError

LAST, YEAR = 2090, 2091


def says(answer: str, size: str = "Liten", **others: str) -> Unit:
    return Unit(size, {"has_plan": answer, **others}, {"has_plan": answer})


def test_each_year_has_the_groups_that_its_units_had_then(tmp_path: Path) -> None:
    """9103 grew from small to large, 9104 is gone: last year both counted as small."""
    survey = open_country(
        tmp_path,
        {
            LAST: {
                "9101": says("yes"),
                "9102": says("no", "Stor"),
                "9103": says("yes"),
                "9104": says("no"),
            },
            YEAR: {"9101": says("yes"), "9102": says("no", "Stor"), "9103": says("yes", "Stor")},
        },
    )
    (form,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    found = shares_by(by, {"Ja": (form, "has_plan")}, ["yes"], years=survey.pair)
    shares = {row.key: line for row, line in zip(found.rows, found.cells, strict=True)}
    assert shares["Liten"] == (pytest.approx(200 / 3), 100.0)
    assert shares["Stor"] == (0.0, 50.0)
    assert shares["total"] == (50.0, pytest.approx(200 / 3))
    assert found.base == f"Antall svar: 4 av 4 ({LAST}); 3 av 3 ({YEAR})."


def test_a_group_that_a_year_did_not_have_has_no_number(tmp_path: Path) -> None:
    was = CLASSIFICATIONS.replace("[Liten, Stor]", "[Liten, Middels]")
    survey = open_country(
        tmp_path,
        {
            LAST: {"9101": says("yes"), "9102": says("no", "Middels")},
            YEAR: {"9101": says("yes"), "9102": says("no", "Stor")},
        },
        classifications={LAST: was},
    )
    (form,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    found = shares_by(by, {"Ja": (form, "has_plan")}, ["yes"], years=survey.pair)
    assert found.cells == ((100.0, 100.0), (".", 0.0), (50.0, 50.0))
    assert any("Middels" in note and str(LAST) in note for note in found.notes)
    change = found.at("Stor", YEAR).since(found.at("Stor", LAST))
    assert [lacking(str(change)), lacking(change.rose)] == [".", "."]


def test_the_largest_municipalities_are_found_in_both_years(tmp_path: Path) -> None:
    def unit(answer: str, people: str) -> Unit:
        return Unit("Stor", {"has_plan": answer}, None, people=people)

    survey = open_country(
        tmp_path,
        {
            LAST: {
                "9101": unit("no", "1,1"),
                "9102": unit("no", "1,9"),
                "9103": unit("yes", "1,1"),
            },
            YEAR: {"9101": unit("yes", "9,9"), "9102": unit("no", "1,1")},
        },
    )
    (form,) = survey.forms("grown")
    by = largest(survey, 1)
    found = shares_by(by, {"Ja": (form, "has_plan")}, ["yes"], years=survey.pair, total=False)
    assert found.cells == ((50.0, 0.0), (0.0, 100.0))


def test_whether_groups_differ_is_asked_of_the_years_own_groups(tmp_path: Path) -> None:
    def units(*sizes: str) -> dict[str, Unit]:
        return {
            str(9100 + i): says("yes" if i < 20 else "no", size) for i, size in enumerate(sizes)
        }

    apart, mixed = ["Liten"] * 20 + ["Stor"] * 20, ["Liten", "Stor"] * 20
    survey = open_country(tmp_path, {LAST: units(*apart), YEAR: units(*mixed)})
    (form,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    assert differs_by(form, "has_plan", by, year=LAST)
    assert not differs_by(form, "has_plan", by)


def test_a_note_under_years_asked_about_names_those(tmp_path: Path) -> None:
    survey = open_country(tmp_path, {y: {"9101": says("yes")} for y in (LAST, YEAR)})
    (form,) = survey.forms("grown")
    found = frequency(form, "has_plan", years=survey.pair, asked_about=-1)
    assert [column.spanners for column in found.columns] == [
        (str(y - 1),) for y in survey.pair for _ in range(2)
    ]
    assert found.base == f"Antall svar: 1 av 1 ({LAST - 1}); 1 av 1 ({YEAR - 1})."


def test_a_crossing_counts_those_that_answered_both(tmp_path: Path) -> None:
    units = {"9101": says("yes"), "9102": Unit("Liten", {"has_plan": "yes"}, None), "9103": Unit()}
    survey = open_country(tmp_path, {LAST: units, YEAR: units})
    grown, young = survey.forms("grown", "young")
    found = crosstab((grown, "has_plan"), (young, "has_plan"), heads=("Store", "Små"))
    assert found.at("total", "total") == 1
    assert found.base == "Besvart av 1 av 3 kommuner og bydeler."


# -- options that came or went ------------------------------------------------------------

WITH_MORE = CODEBOOK.replace(
    "- {{code: no, label: Nei}}",
    "- {{code: no, label: Nei}}\n      - {{code: lent, label: Låner}}",
    1,
)


def test_an_option_that_came_is_told_and_counted_only_where_it_was(tmp_path: Path) -> None:
    survey = open_country(
        tmp_path,
        {
            LAST: {"9101": says("yes"), "9102": says("no")},
            YEAR: {"9101": says("lent"), "9102": says("no")},
        },
        codebook={YEAR: WITH_MORE},
    )
    (form,) = survey.forms("grown")
    told = f"Svaret «Låner» kom til i {YEAR}."
    either = share_over_time(form, "has_plan", ["yes", "lent"], survey.pair)
    assert either.cells == ((50.0, 50.0),)
    assert told in either.notes
    alone = share_over_time(form, "has_plan", ["lent"], survey.pair)
    assert alone.cells == ((".", 50.0),)
    several = question_shares_over_time(form, ["has_plan"], survey.pair, options=["lent"])
    assert several.cells == ((".", 50.0),)
    assert several.base == f"Antall svar: 2 av 2 ({LAST}); 2 av 2 ({YEAR})."
    by = breakdown(form, "has_plan", grouping(survey, "size_group"), year=LAST, options=["lent"])
    assert by.cells[-1] == (".",)
    assert told in frequency(form, "has_plan", years=survey.pair).notes
    assert told not in frequency(form, "has_plan").notes


def test_an_option_that_went_is_told(tmp_path: Path) -> None:
    units = {y: {"9101": says("yes")} for y in (LAST, YEAR)}
    survey = open_country(tmp_path, units, codebook={LAST: WITH_MORE})
    (form,) = survey.forms("grown")
    notes = frequency(form, "has_plan", years=survey.pair).notes
    assert f"Svaret «Låner» utgikk i {YEAR}." in notes


def test_an_option_that_no_year_has_is_a_mistake(tmp_path: Path) -> None:
    survey = open_country(tmp_path, {y: {"9101": says("yes")} for y in (LAST, YEAR)})
    (form,) = survey.forms("grown")
    with pytest.raises(ProjectError, match="no option 'lend'"):
        share_over_time(form, "has_plan", ["lend"], survey.pair)
    with pytest.raises(ProjectError, match="no option 'lend'"):
        breakdown(form, "has_plan", grouping(survey, "size_group"), options=["lend"])


# -- what counts as having ---------------------------------------------------------------


def counting(codes: str, book: str = CODEBOOK) -> str:
    options = "      - {{code: unsure, label: Vet ikke}}\n"
    return book.replace(options, f"{options}    counts_as: {{{{has: [{codes}]}}}}\n", 1)


ROWS = {"Har": ["has_plan"], "Har ikke": []}


def test_the_codebook_says_what_counts_and_the_note_what_changed(tmp_path: Path) -> None:
    units = {"9101": says("yes"), "9102": says("unsure"), "9103": says("no")}
    survey = open_country(
        tmp_path,
        {LAST: units, YEAR: units},
        codebook={LAST: counting("yes"), YEAR: counting("yes, unsure")},
    )
    (form,) = survey.forms("grown")
    found = combinations(form, ROWS, years=survey.pair, counts_as="has")
    assert (found.at("has_plan", LAST, "count"), found.at("has_plan", YEAR, "count")) == (1, 2)
    told = f"Svaret «Vet ikke» er regnet med i {YEAR}, men ikke i {LAST}."
    assert counting_changes(form, ["has_plan"], "has", survey.pair) == (told,)
    assert told in found.notes
    before, now = (found.at("has_plan", year, "percent") for year in survey.pair)
    assert as_printed(w.moved(before, now)) == "økte fra 33 til 67"
    assert as_printed(w.moved(before, now, alike=False)) == "var 33, og er nå 67"


def test_the_same_returns_counted_alike_tell_no_change(tmp_path: Path) -> None:
    units = {"9101": says("yes"), "9102": says("unsure"), "9103": says("no")}
    book = counting("yes, unsure")
    survey = open_country(tmp_path, {LAST: units, YEAR: units}, codebook={LAST: book, YEAR: book})
    (form,) = survey.forms("grown")
    found = combinations(form, ROWS, years=survey.pair, counts_as="has")
    assert not counting_changes(form, ["has_plan"], "has", survey.pair)
    before, now = (found.at("has_plan", year, "percent") for year in survey.pair)
    assert as_printed(w.moved(before, now)) == "var uendret på 67"


def test_a_meaning_that_the_codebook_lacks_is_told(tmp_path: Path) -> None:
    survey = open_country(tmp_path, {y: {"9101": says("yes")} for y in (LAST, YEAR)})
    (form,) = survey.forms("grown")
    with pytest.raises(ProjectError, match="count as 'has'"):
        combinations(form, ROWS, years=survey.pair, counts_as="has")


@pytest.mark.parametrize("codes", ["yes, ja", "", "[yes]"])
def test_a_meaning_must_be_of_the_questions_options(tmp_path: Path, codes: str) -> None:
    units = {y: {"9101": says("yes")} for y in (LAST, YEAR)}
    with pytest.raises(ProjectError, match="counts_as must list codes"):
        open_country(tmp_path, units, codebook={YEAR: counting(codes)})
