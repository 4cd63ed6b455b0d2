"""Words that an edition says otherwise than all others (`data/terms/<year>.yml`)."""

import pytest
from disk import write
from tiny import YEAR, make_tiny_project

from analysis import open_survey
from project.errors import ProjectError


def words(tmp_path, own):
    project = make_tiny_project(tmp_path)
    write(project.terms_path(YEAR), own)
    return open_survey(YEAR, tmp_path).terms


def test_an_edition_has_its_own_words_in_the_places_of_the_shared(tmp_path):
    terms = words(tmp_path, "total: Landet\nbase: {marks: Flere kryss.}\n")
    assert (terms["total"], terms["base"]["marks"]) == ("Landet", "Flere kryss.")
    assert terms["missing"] == "Ikke oppgitt"
    assert terms["base"]["asked"].startswith("Besvart av")


def test_forms_may_be_added(tmp_path):
    terms = words(tmp_path, "forms: {whole: {services: Hele}, adults: {fte: Sum}}\n")
    assert terms["forms"]["whole"] == {"services": "Hele"}
    assert terms["forms"]["adults"]["fte"] == "Sum"
    assert terms["forms"]["adults"]["population"] == "adult"


@pytest.mark.parametrize(
    ("own", "what"),
    [("totl: Landet", "no word 'totl'"), ("base: {mark: x}", "no word 'base/mark'"),
     ("base: Flere", "'base/' is no list of words"), ("[a]", "is no list of words")],
)  # fmt: skip
def test_a_word_that_nobody_says_is_told(tmp_path, own, what):
    with pytest.raises(ProjectError, match=what):
        words(tmp_path, own)


def test_an_empty_file_changes_nothing(tmp_path):
    assert words(tmp_path, "# nothing yet\n")["total"] == "Totalt"
