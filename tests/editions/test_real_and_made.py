"""What is real and what is made is said as it is, of each year by itself."""

import html
import re
import shutil

import pytest
from disk import REPO, edit, write
from nextyear import NEXT, give_returns, make_finished
from tiny import YEAR, Returns, change

from analysis.answers.trends import question_shares_over_time
from analysis.elsewhere.series import made_in
from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.screening import screen, screen_edition
from analysis.survey import open_survey
from project.errors import ProjectError
from project.places import Project
from publishing.build.edition import build_edition
from publishing.newyear.make import make_edition, plan_edition
from publishing.words import short_statement, statement

ABOUT = """\
---
title: Om tallene NAME
---

```{python}
#| tags: [parameters]
edition = 0
```

```{python}
from analysis import open_survey

survey = open_survey(edition)
(adults,) = survey.forms("grown")
year = edition
```

"""
MADE = re.compile(r"demonstrasjon|konstruert|derived|made", re.IGNORECASE)


@pytest.fixture
def project(tmp_path):
    """A real edition beside a finished one that was made."""
    project = make_finished(tmp_path)
    make_edition(project, plan_edition(project, NEXT))
    give_returns(project, NEXT)
    return project


def test_each_year_is_real_or_made_by_itself(project):
    edition = project.edition(NEXT)
    assert (edition.made_years, edition.real_years) == ((YEAR,), (NEXT,))
    assert edition.is_made(YEAR - 1)  # it only gives figures to a year that is made
    assert not screen_edition(project, edition).stops
    survey = open_survey(NEXT, project.root)
    assert (survey.made_years, survey.real_years) == (f"{YEAR - 1} og {YEAR}", str(NEXT))


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (f"[{YEAR - 5}]", "no survey year"),
        ("[mange]", "demonstration"),
        ("kanskje", "true or false"),
    ],
)
def test_what_is_wrong_in_the_list_is_told(project, listed, told):
    edit(project.profile_path(NEXT), f"demonstration: [{YEAR}]", f"demonstration: {listed}")
    with pytest.raises(ProjectError, match=told):
        project.edition(NEXT)


def test_rows_must_be_what_the_profile_says(project):
    change(project, NEXT, "store", "9102", origin="demonstration")
    (stop,) = screen(project, NEXT).stops
    assert (stop.rule, stop.unit) == ("made_rows", "9102")
    change(project, NEXT, "store", "9102", origin="reported")
    change(project, YEAR, "store", "9102", origin="reported")
    (stop,) = screen(project, YEAR).stops
    assert (stop.rule, stop.unit) == ("reported_rows", "9102")
    assert str(YEAR) in stop.action


def test_made_figures_never_stand_in_for_real_ones(project):
    """9201 is silent in both years; what was made of it is carried into the made year alone."""
    edition = project.edition(NEXT)
    ensure_cleaned(project, edition.survey_years, edition)
    survey = open_survey(NEXT, project.root)
    assert survey.column(YEAR, "grown", "carried_forward")["9201"]
    assert not survey.column(NEXT, "grown", "carried_forward")["9201"]


def test_real_answers_are_not_held_against_made_ones(project):
    returns = Returns(project, NEXT)
    returns["store"]["9101"] |= {"staff__ward": "90", "staff_training__long": "90"}
    returns.save()
    assert "jump" not in {finding.rule for finding in screen(project, NEXT).findings}
    edit(project.profile_path(NEXT), f"demonstration: [{YEAR}]", "demonstration: true")
    for path in project.returns_of(NEXT):
        edit(path, ",reported,", ",demonstration,")
    assert "jump" in {finding.rule for finding in screen(project, NEXT).findings}


def test_notes_tell_of_the_made_years_alone(project):
    survey = open_survey(NEXT, project.root)
    both = survey.made("drawn", years=(YEAR, NEXT))
    assert both == f"{survey.terms['made']['drawn']} Det gjelder bare {YEAR}."
    assert survey.made("drawn", years=(YEAR,)) == both
    assert survey.made("drawn") == ""
    assert survey.made("drawn_in", year=NEXT) == ""
    assert str(YEAR) in survey.made("drawn_in", year=YEAR)
    then = open_survey(YEAR, project.root)
    assert then.made("drawn", years=then.pair) == then.made("drawn") == then.terms["made"]["drawn"]


def test_statements():
    assert statement((), (2024, 2025)) == ""
    assert short_statement("") == ""
    assert short_statement(statement((2024, 2025), ())) == "Rekonstruert demonstrasjonsutgave"
    said = statement((2023, 2024), (2025,))
    assert "fra 2023 og 2024 er konstruerte" in said
    assert "fra 2025 er kommunenes" in said
    assert short_statement(said) == "Delvis rekonstruert demonstrasjonsutgave"


def words_of(path):
    text = re.sub(r"<(script|style).*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def pdf_words(project, name):
    from pypdf import PdfReader

    return " ".join(page.extract_text() for page in PdfReader(project.pdf_path(name)).pages)


def built(project, name):
    """All that readers see of an edition: pages, downloads as text, and the PDF."""
    build_edition(project, str(name))
    site = project.site_dir(name)
    return {path.relative_to(site).as_posix(): words_of(path) for path in site.rglob("*.html")} | {
        "pdf": pdf_words(project, name)
    }


@pytest.mark.slow
def test_pages_say_which_years_are_made(project):
    for file, said in built(project, NEXT).items():
        years = f"{YEAR - 1} og {YEAR}"  # figures of the former were stored, and are shown
        assert f"Delvis rekonstruert demonstrasjonsutgave: svarene fra {years} er" in said, file
        assert "Rekonstruert demonstrasjonsutgave" not in said, file
    about = (project.root / "_build/www/index.html").read_text(encoding="utf-8")
    assert f"svarene fra {years} er konstruerte" in about


def test_figures_from_made_returns_are_not_said_to_be_printed(project):
    """Table of a question over years: of those before the returns, print gave the first alone."""
    edition = project.edition(NEXT)
    ensure_cleaned(project, edition.survey_years, edition)
    survey = open_survey(NEXT, project.root)
    years = (2088, YEAR - 1, YEAR, NEXT)
    assert made_in(survey, "has_plan") == {YEAR - 1}
    assert made_in(survey, "visitors") == frozenset()
    table = question_shares_over_time(
        survey.forms("grown")[0], ["has_plan"], years, options=["yes"]
    )
    (note,) = [note for note in table.notes if "trykt" in note]
    assert note == "Året 2088 er hentet fra en tidligere trykt rapport."


@pytest.mark.slow
def test_real_returns_leave_no_trace_of_the_demonstration(project):
    """The real colophon and the chapter on data stand in the edition, as they are in the report."""
    for name in ("kolofon", "02-datagrunnlag"):
        text = (REPO / f"chapters/{name}.qmd").read_text(encoding="utf-8")
        told = "".join(re.findall(r"::: \{\.only returns.*?\n:::\n", text, flags=re.S))
        assert told.count("{.only returns") >= 2
        file = f"chapters/om-{name[-5:]}.qmd"
        page = ABOUT.replace("NAME", name) + told.replace("@sec-vedlegg-b", "vedlegget")
        write(project.root / file, page)
        for year in (YEAR, NEXT):
            last = "chapters/02-planer.qmd"
            edit(project.profile_path(year), last, f"{last}\n  - {file}")
    assert any("konstruert" in said for said in built(project, YEAR).values())
    edit(project.profile_path(NEXT), f"demonstration: [{YEAR}]", "demonstration: false")
    shutil.rmtree(project.returns_dir(YEAR - 1))
    project.profile_path(YEAR).unlink()
    for path in project.returns_of(YEAR):
        edit(path, ",demonstration,", ",reported,")
    for file, said in built(project, NEXT).items():
        assert not MADE.search(said), (file, MADE.search(said))
        assert "trykte tabeller" not in said
    for path in (project.site_dir(NEXT)).rglob("*"):
        if path.suffix in (".csv", ".json", ".txt"):
            assert "emonstrasjon" not in path.read_text(encoding="utf-8"), path


def test_the_report_names_its_source_by_what_the_returns_are():
    """The real report: all is made, so its source is print."""
    edition = Project(REPO).edition("2025")
    assert edition.metadata["is248"]["source"].endswith("trykte tabeller 2025")
    assert "source_made" not in edition.metadata["is248"]
