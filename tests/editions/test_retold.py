"""An edition without returns: pages, PDF, downloads, checks and the landing page say what it is."""

import json

import pytest
from bs4 import BeautifulSoup
from disk import edit
from editions import EDITION
from retold import RETOLD, make_retold

from project.errors import ProjectError
from publishing.build.edition import build_edition
from publishing.command.checking.check import check_edition, verify_edition
from publishing.manuscript.passages import facts_of
from publishing.words import statement

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = make_retold(tmp_path_factory.mktemp("retold"))
    build_edition(project, RETOLD)
    return project


def text_of(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib").get_text(" ", strip=True)


def test_pages_pdf_and_landing_page_say_what_it_is(project):
    said = statement((), ())
    site = project.site_dir(RETOLD)
    page = text_of(site / "chapters/side.html")
    assert "økte fra 44 prosent i 2087 til 62 prosent i 2088" in page
    assert said in page
    assert said in text_of(project.build_root / "www/index.html")
    assert (project.pdf_path(RETOLD)).read_bytes().startswith(b"%PDF")
    package = next(site.glob("data/*.zip"), None) or next(site.rglob("*.zip"))
    assert package.is_file()
    assert facts_of(project.edition(RETOLD))["returns"] == "none"
    assert facts_of(project.edition(EDITION))["returns"] != "none"


def test_check_and_verify_hold_for_it(project):
    assert not check_edition(project, RETOLD).stops
    outcome = verify_edition(project, RETOLD)
    assert not outcome.stops, outcome.text
    assert "8 stated numbers: 8 said" in outcome.text
    assert "3 values, 3 row labels, 1 column heads" in outcome.text
    told = json.loads(verify_edition(project, RETOLD, as_json=True).text)
    assert told["claims"]["said"] == 8
    assert told["claims"]["missing"] == []


def test_a_sentence_taken_away_is_missing(tmp_path):
    project = make_retold(tmp_path)
    edit(
        project.root / f"chapters/{RETOLD}/side.qmd",
        'Den har ikke vært lavere enn `{python} plans["andel"]` prosent.\n',
        "<!-- `{python} plans['andel']` -->\n",
    )
    build_edition(project, RETOLD)
    outcome = verify_edition(project, RETOLD)
    assert outcome.stops
    assert "Missing:\n  2088-side | planer | store | andel (nedre)" in outcome.text


def test_its_own_year_may_not_be_left_out_of_years_with_returns(tmp_path):
    project = make_retold(tmp_path)
    edit(project.profile_path(RETOLD), "survey_years: []", "survey_years: [2087]")
    with pytest.raises(ProjectError, match="survey_years"):
        project.edition(RETOLD)
    edit(project.profile_path(RETOLD), "survey_years: [2087]", "demonstration: [2088]")
    assert project.edition(RETOLD).survey_years == (2088,)
