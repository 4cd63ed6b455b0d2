"""Which answers of a unit its page shows: none unless the profile says so, and never made ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from country import Unit, fte, make_country
from demonstrated import rows_of
from disk import edit, write
from stressed import EDITION, said_real
from tiny import CODEBOOK, FORMS, YEAR, give_forms

from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.codebook import Question, load_codebook
from analysis.standing.facts import UNIT, Facts, read_facts, write_facts
from analysis.standing.gathered import facts_of
from analysis.standing.page import Here
from analysis.survey import Survey, open_survey
from analysis.tables.numbers import round_half_up
from analysis.tables.records import sign_notes
from analysis.tables.signs import lacking
from project.errors import ProjectError
from project.places import Project

LAST = YEAR - 1
INDICATORS = (
    "fte_total: {label: Årsverk, topic: Årsverk, question: Hvor mange, base: Alle, breaks: []}\n"
)


def unit(plan: str, young: str | None = "no", size: str = "Liten", **more: str) -> Unit:
    few = None if young is None else fte(2, has_plan=young)
    return Unit(size, fte(5, has_plan=plan, visitors="7", remark="hemmelig ord", **more), few)


UNITS = {
    "9101": unit("yes", plan_parts__homes="1", plan_parts__work="1"),
    "9102": unit("yes", plan_parts__homes="1", plan_parts__work="0"),
    "9103": unit("yes", plan_parts__homes="0", plan_parts__work="0"),
    "9104": unit("no", young="yes"),
    "9105": unit("", young=None),
    "9106": Unit("Liten", None, fte(2, has_plan="no")),
    "9201": unit("unsure", size="Stor"),
}


def make(
    folder: Path,
    *answers: str,
    units: dict[str, Unit] = UNITS,
    last: dict[str, Unit] | None = None,
    real: bool = True,
    more: str = "",
    codebook: str = CODEBOOK,
) -> Project:
    shown = f"  units:\n    answers: [{', '.join(answers)}]\n" if answers else ""
    project = make_country(folder, {LAST: last or units, YEAR: units}, codebook={YEAR: codebook})
    write(folder / "data/series/indicators.yml", INDICATORS)
    profile = project.profile_path(YEAR)
    text = profile.read_text(encoding="utf-8")
    text = text.replace("demonstration: true", f"demonstration: {str(not real).lower()}")
    write(profile, text.replace("book:", f"{shown}{more}book:", 1))
    for year in (LAST, YEAR) if real else ():
        for file in FORMS.values():
            edit(project.returns_dir(year) / f"{file}.csv", "demonstration", "reported")
    return project


def opened(project: Project) -> Survey:
    settings = project.edition(YEAR)
    ensure_cleaned(project, settings.survey_years, settings)
    return open_survey(YEAR, project.root)


def facts(folder: Path, *answers: str, **options: object) -> dict[str, Facts]:
    return facts_of(opened(make(folder, *answers, **options)))  # type: ignore[arg-type]


def told(one: Facts, folder: Path) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Each form with its lines: question, answer, and the share as printed."""
    answers = Here(open_survey(YEAR, folder), one).answers
    return [
        (form, [(row.group, row.label, table.text(r, 0)) for r, row in enumerate(table.rows)])
        for form, table in answers.tables
    ]


PLAN, PARTS = "Har enheten en plan?", "Hva dekker planen?"


def test_an_answer_stands_beside_the_share_of_its_size_group(tmp_path):
    found = facts(tmp_path, "has_plan")
    # Of the small ones that answered three say yes and one no; of the young forms one says yes.
    assert told(found["9101"], tmp_path) == [
        ("store", [(PLAN, "Ja", "75")]), ("små", [(PLAN, "Nei", "80")]),
    ]  # fmt: skip
    assert told(found["9104"], tmp_path) == [
        ("store", [(PLAN, "Nei", "25")]), ("små", [(PLAN, "Ja", "20")]),
    ]  # fmt: skip
    assert told(found["9201"], tmp_path)[0] == ("store", [(PLAN, "Vet ikke", "100")])


def test_every_mark_is_listed_and_no_mark_is_told(tmp_path):
    found = facts(tmp_path, "plan_parts")
    lines = {key: told(found[key], tmp_path)[0][1] for key in ("9101", "9102", "9103")}
    homes, work = (PARTS, "Boliger", "67"), (PARTS, "Arbeid & aktivitet", "33")
    assert lines == {
        "9101": [homes, work],
        "9102": [homes],
        "9103": [(PARTS, "Ingen av alternativene", "33")],
    }


def test_who_was_not_asked_and_who_did_not_answer_have_signs_of_their_own(tmp_path):
    found = facts(tmp_path, "has_plan", "plan_parts")
    assert told(found["9104"], tmp_path)[0][1] == [
        (PLAN, "Nei", "25"), (PARTS, "Ikke spurt", "."),
    ]  # fmt: skip
    assert told(found["9105"], tmp_path)[0][1][0] == (PLAN, "Ikke besvart", "..")
    here = Here(open_survey(YEAR, tmp_path), found["9104"])
    assert sign_notes(here.answers.tables[0][1]) == [". = tall finnes ikke."]


def test_a_silent_unit_is_said_to_be_silent(tmp_path):
    found = facts(tmp_path, "has_plan", last={**UNITS, "9106": unit("yes")})
    survey = open_survey(YEAR, tmp_path)
    one, other, third = (Here(survey, found[key]).answers for key in ("9106", "9105", "9101"))
    assert one.silent == "skjemaet for store"
    assert [form for form, _ in one.tables] == ["små"]
    assert other.silent == "skjemaet for små"
    assert lacking(third.silent)
    # What it sent last year is carried forward in FTE, and in no answer.
    assert found["9106"].carried == {"grown": LAST}


def test_one_form_may_be_named_and_a_form_that_a_unit_does_not_get_is_none(tmp_path):
    found = facts(tmp_path / "a", "young/has_plan")
    assert [form for form, _ in told(found["9101"], tmp_path / "a")] == ["små"]
    project = make(tmp_path / "b", "has_plan", "grown/has_plan")
    give_forms(project, {"9101": "grown"})
    path = project.returns_dir(YEAR) / f"{FORMS['young']}.csv"
    write(path, re.sub(r"(?m)^9101,.*\n", "", path.read_text(encoding="utf-8")))
    assert told(facts_of(opened(project))["9101"], tmp_path / "b") == [
        ("store", [(PLAN, "Ja", "75")])
    ]


def test_groups_have_none(tmp_path):
    found = facts(tmp_path, "has_plan")
    survey = open_survey(YEAR, tmp_path)
    for key, one in found.items():
        assert Here(survey, one).answers.shown == (one.kind == "unit"), key


def test_shares_of_few_are_withheld(tmp_path):
    """Of the large ones one answered alone, and so few that the small ones hide it."""
    few = facts(tmp_path / "a", "has_plan", more="  least_base: 2\n")
    assert told(few["9201"], tmp_path / "a")[0][1] == [(PLAN, "Vet ikke", ":")]
    assert told(few["9101"], tmp_path / "a")[0][1] == [(PLAN, "Ja", ":")]
    units = UNITS | {"9202": unit("no", size="Stor")}
    enough = facts(tmp_path / "b", "has_plan", more="  least_base: 2\n", units=units)
    assert told(enough["9201"], tmp_path / "b")[0][1] == [(PLAN, "Vet ikke", "50")]


# -- off, and refused ----------------------------------------------------------------------------


def test_nothing_is_shown_unless_the_profile_says_so(tmp_path):
    found = facts(tmp_path / "a")
    for key, one in found.items():
        text = write_facts(one)
        assert b"returns" not in text, key
        assert PLAN.encode() not in text
        assert not Here(open_survey(YEAR, tmp_path / "a"), one).answers.shown
    shown = facts(tmp_path / "b", "has_plan")
    for key, one in shown.items():
        text = re.sub(rb',"returns":.*', b"}", write_facts(one))
        assert text == write_facts(found[key])


@pytest.mark.parametrize("demonstration", ["true", f"[{LAST}, {YEAR}]"])
def test_made_answers_of_a_named_unit_are_never_shown(tmp_path, demonstration):
    project = make(tmp_path, "has_plan", real=False)
    edit(project.profile_path(YEAR), "demonstration: true", f"demonstration: {demonstration}")
    with pytest.raises(ProjectError, match=f"returns of {YEAR} are made") as caught:
        facts_of(opened(project))
    assert project.profile_path(YEAR).name in str(caught.value)


def test_answers_of_the_year_are_shown_where_the_year_before_is_made(tmp_path):
    project = make(tmp_path, "has_plan", real=False)
    edit(project.profile_path(YEAR), "demonstration: true", f"demonstration: [{LAST}]")
    for file in FORMS.values():
        edit(project.returns_dir(YEAR) / f"{file}.csv", "demonstration", "reported")
    assert told(facts_of(opened(project))["9101"], tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("has_plann", "no such question.*has_plan"),
        ("nothing_like_it", "no such question.*take it away"),
        ("old/has_plan", "no form 'old'.*grown, young"),
        ("young/plan_parts", "no such question"),
        ("remark", "is a text question"),
        ("visitors", "is a number question"),
        ("staff", "is a fte question"),
    ],
)
def test_what_cannot_be_shown_is_told_with_the_profile(tmp_path, name, said):
    project = make(tmp_path, name)
    with pytest.raises(ProjectError) as caught:
        facts_of(opened(project))
    message = " ".join(str(caught.value).split())
    assert re.search(said, message)
    assert f"_quarto-{YEAR}.yml, is248: units: answers" in message
    assert f"'{name}'" in message


def test_a_question_that_the_year_did_not_ask_is_told(tmp_path):
    gone = CODEBOOK.replace(
        "label: Hva dekker planen?", f"until: {LAST}\n    label: Hva dekker planen?"
    )
    project = make(tmp_path, "plan_parts", codebook=gone)
    for form in FORMS.values():  # the year's returns have the columns of its questions
        path = project.returns_dir(YEAR) / f"{form}.csv"
        assert path.is_file()
    with pytest.raises(ProjectError, match=f"'plan_parts' was not asked in {YEAR}"):
        facts_of(opened(project))


@pytest.mark.parametrize("answers", ["true", "has_plan", "{a: b}", "[1]", "['']"])
def test_a_setting_of_another_kind_is_told(tmp_path, answers):
    project = make(tmp_path, "has_plan")
    edit(project.profile_path(YEAR), "answers: [has_plan]", f"answers: {answers}")
    with pytest.raises(ProjectError, match=r"is248\.units\.answers' is wrong"):
        project.edition(YEAR)


# -- whose page it changes -------------------------------------------------------------------------


def test_a_changed_answer_changes_the_pages_that_show_it_alone(tmp_path):
    units = {**UNITS, **{f"93{n:02}": unit("no", size="Stor") for n in range(3)}}
    before = facts(tmp_path / "a", "has_plan", units=units)
    # What is not shown changes no page: another question, or words of the unit's own.
    other = {**units, "9101": unit("yes", plan_parts__homes="1", plan_parts__work="0")}
    assert facts(tmp_path / "b", "has_plan", units=other) == before
    words = Unit(
        "Liten", {**(units["9101"].grown or {}), "remark": "andre ord"}, units["9101"].young
    )
    assert facts(tmp_path / "c", "has_plan", units={**units, "9101": words}) == before
    # An answer that is shown: its own page, and those of its size with one of the two answers.
    changed = {**units, "9201": unit("yes", size="Stor")}
    after = facts(tmp_path / "d", "has_plan", units=changed)
    assert {key for key in before if after[key] != before[key]} == {"9201"}
    changed = {**units, "9300": unit("yes", size="Stor")}
    after = facts(tmp_path / "e", "has_plan", units=changed)
    assert {key for key in before if after[key] != before[key]} == {"9300", "9301", "9302"}


def test_no_free_text_is_in_the_facts(tmp_path):
    for one in facts(tmp_path, "has_plan", "plan_parts").values():
        assert b"hemmelig" not in write_facts(one)


def test_facts_with_answers_are_the_same_when_they_are_read_again(tmp_path):
    for key, one in facts(tmp_path, "has_plan", "plan_parts").items():
        again = read_facts(write_facts(one), tmp_path / key)
        assert again == one
        assert write_facts(again) == write_facts(one)


# -- the newest edition, its returns said to be real -----------------------------------------------

ASKED_FOR = ("peer_workers", "peer_roles", "adults/split_form", "reporting_method")


@pytest.mark.slow
def test_every_answer_is_the_unit_s_own_in_the_returns(tmp_path):
    """Against the files as they are, unit by unit; shares are counted anew."""
    project = said_real(tmp_path / "real")
    year = project.edition(EDITION).year
    edit(
        project.profile_path(EDITION),
        "is248:\n",
        f"is248:\n  units: {{answers: [{', '.join(ASKED_FOR)}]}}\n",
    )
    settings = project.edition(EDITION)
    ensure_cleaned(project, settings.survey_years, settings)
    found = {
        k: one for k, one in facts_of(open_survey(year, project.root)).items() if one.kind == UNIT
    }
    sizes = {key: one.called for key, one in found.items()}
    book, seen = load_codebook(project.codebook_path(year)), set()
    for place, form in enumerate(book.forms):
        rows = {r["unit"]: r for r in rows_of(project.returns_dir(year) / f"{form.file}.csv")}
        asked = [
            name.rpartition("/")[2] for name in ASKED_FOR if name.split("/")[0] in (form.code, name)
        ]
        for number, variable in enumerate(asked):
            question = book.question(form.code, variable)
            codes = {unit: codes_in(row, question) for unit, row in rows.items()}
            for unit, one in found.items():
                silent = unit not in rows or rows[unit]["status"] == "none"
                assert bool(one.returns[place].answers) != silent
                if silent:
                    continue
                told = one.returns[place].answers[number]
                assert told.variable == variable
                assert [given.code for given in told.given] == codes[unit]
                like = [codes[u] for u in rows if sizes[u] == sizes[unit] and codes[u]]
                for given in told.given:
                    share = 100 * sum(given.code in each for each in like) / len(like)
                    assert given.share == round_half_up(share, 0), (unit, variable)
                seen |= {(form.code, variable, len(told.given), told.sign)}
    assert {size for _, _, size, _ in seen} >= {0, 1, 2, 3}
    assert {sign for _, _, _, sign in seen} == {"", ".", ".."}


def codes_in(row: dict[str, str], question: Question) -> list[str]:
    if question.type == "choice":
        return [row[question.variable]] if row[question.variable] else []
    cells = {option.code: row[f"{question.variable}__{option.code}"] for option in question.options}
    if not any(cells.values()):
        return []
    return [code for code, cell in cells.items() if cell == "1"] or [""]
