"""Numbers of a published text: found by their words, computed again, known wherever they stand."""

import pytest
from retold import CHECKS, CLAIMS, ERRATA, FILES, RETOLD, TEXT, make_retold

from analysis import wording as w
from analysis.elsewhere.claims import claims
from analysis.elsewhere.found_again import checked
from analysis.elsewhere.published_sums import sums_over_time
from analysis.elsewhere.series import read_series
from analysis.elsewhere.stated import read_errata
from analysis.survey import open_survey
from analysis.tables.records import inline_record
from analysis.tables.signs import UNKNOWN
from project.errors import ProjectError


def reader(**changed):
    files = FILES | {f"data/published/web/{name}.csv": text for name, text in changed.items()}
    return files.__getitem__


def series(indicator):
    path = f"data/series/{indicator}.csv"
    return read_series(FILES[path], path)


@pytest.fixture
def survey(tmp_path):
    return open_survey(int(RETOLD), make_retold(tmp_path).root)


def test_a_number_is_named_by_words_of_its_measure_and_what_else_is_needed(survey):
    plans = claims(survey, "planer")
    assert str(inline_record("x", plans["har en plan", "store", 2087]).text) == "44"
    assert float(plans["ordfestet"]) == 50
    with pytest.raises(ProjectError, match="2 numbers about 'planer' fit") as caught:
        plans["har en plan"]
    assert "har en plan (store, prosent, 2087)" in str(caught.value)
    with pytest.raises(ProjectError, match="0 numbers"):
        plans["ukjent"]
    with pytest.raises(ProjectError, match="states nothing about 'hest'"):
        claims(survey, "hest")


def test_the_exact_measure_goes_before_one_that_begins_with_it_or_holds_it(tmp_path):
    project = make_retold(tmp_path)
    more = CLAIMS + "".join(
        f"{TEXT},2088,hjelp,store,{measure},prosent,{value},,\n"
        for measure, value in (("ikke hjelp", 1), ("hjelp til noen", 2), ("hjelp", 3))
    )
    (project.root / "data/published/web/claims.csv").write_text(more, encoding="utf-8")
    asked = claims(open_survey(int(RETOLD), project.root), "hjelp")
    assert [float(asked[words]) for words in ("hjelp", "hjelp til", "ikke")] == [3, 2, 1]


def test_what_a_sentence_prints_is_known_whatever_words_are_around_it(survey):
    plans, staff = claims(survey, "planer"), claims(survey, "ansatte")
    then, now = (plans["har en plan", "store", year] for year in (2087, 2088))
    told = inline_record("moved", w.moved(then, now, since=2087, until=2088))
    assert told.text == "økte fra 44 prosent i 2087 til 62 prosent i 2088"
    assert len(told.claims) == 2
    fall = staff["endring i prosent"]
    assert inline_record("fall", fall.change_of("prosent")).text == "en nedgang på 7,7 prosent"
    assert (
        inline_record("fall", fall.change_of("prosent")).claims == inline_record("x", fall).claims
    )
    assert inline_record("word", fall.rose).claims == ()  # a word says no number


def test_a_change_is_computed_again_from_the_series(survey):
    assert float(claims(survey, "ansatte")["endring i prosent"]) == pytest.approx(-100 / 13)
    assert [check.agrees for check in checked(reader(), series, TEXT)] == [True] * 4


def test_what_an_erratum_names_is_told_as_published(tmp_path):
    project = make_retold(tmp_path)
    claim = CLAIMS.replace("prosent,-7.7", "prosent,-7.9")
    (project.root / "data/published/web/claims.csv").write_text(claim, encoding="utf-8")
    wrong = open_survey(int(RETOLD), project.root)
    assert float(claims(wrong, "ansatte")["endring i prosent"]) == pytest.approx(-100 / 13)
    line = f"claim,{TEXT},ansatte | store | endring i prosent | prosent | 2088,,7.9,7.7,percent,x\n"
    (project.root / "data/published/web/errata.csv").write_text(ERRATA + line, encoding="utf-8")
    known = open_survey(int(RETOLD), project.root)
    assert float(claims(known, "ansatte")["endring i prosent"]) == -7.9
    assert read_errata(reader(errata=ERRATA + line), TEXT)[0].explanation == "x"


def test_a_year_that_a_series_lacks_gives_a_sum_that_is_not_known(survey):
    table = sums_over_time(survey, "staff", {"grown": "Store", "young": "Små"}, [2087, 2088])
    assert table.cells == ((1300, 1200), (UNKNOWN, 36), (UNKNOWN, 1236))
    with pytest.raises(ProjectError, match="nothing of 'staff' for 2086"):
        sums_over_time(survey, "staff", {"grown": "Store"}, [2086])


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ("claims", "prosent,62,", "prosent,mange,", "is no stated number"),
        ("claims", "årsverk,1236,", "hester,1236,", "is no stated number"),
        ("claims", "2088,planer,store,har en plan,prosent,62,2087,44",
         "2087,planer,store,har en plan,prosent,45,,", "otherwise"),
        ("claims", ",compared_value", ",x", "compared_value is missing"),
        ("checks", "difference,", "guess,", "what 'guess' is"),
        ("checks", "endring i årsverk", "noe annet", "noe annet"),
        ("checks", "| grown | | 2087", "| grown | | 2086", "There is no number"),
        ("checks", "text | planer | store | har en plan | prosent | 2087", "text | hest",
         "There is no number"),
        ("checks", "sum,", "share,", ""),
        ("checks", "difference,store | staff | grown | | 2088 | fte ; ", "difference,",
         "made of 1 numbers"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_told(name, before, after, told):
    text = {"claims": CLAIMS, "checks": CHECKS}[name]
    assert before in text
    read = reader(**{name: text.replace(before, after, 1)})
    if not told:
        assert not checked(read, series, TEXT)[0].agrees
        return
    with pytest.raises(ProjectError, match=told):
        checked(read, series, TEXT)


def test_an_edition_that_tells_no_text_says_where_to_name_it(tmp_path):
    project = make_retold(tmp_path)
    with pytest.raises(ProjectError, match="tells no published text") as caught:
        claims(open_survey(2091, project.root), "planer")
    assert "_quarto-2091.yml" in str(caught.value)
