"""SPSS files: a value's label decides, a number counts only where it has none."""

import datetime as dt
import math

import pandas as pd
import pyarrow.parquet as pq
import pytest
from disk import REPO, edit
from hypothesis import given, settings
from hypothesis import strategies as st
from rawforms import rows
from savs import Sav
from screened import more_units
from tiny import YEAR, change, make_tiny_project

from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.codebook import Option, load_codebook
from analysis.intake.forms import read_form
from analysis.intake.screening import REPORT, STOP, screen
from analysis.intake.screening.labels import matching, meanings, words_of
from analysis.intake.screening.parsing import parse_number
from analysis.intake.screening.thresholds import Thresholds
from analysis.intake.units import load_classification, load_units
from project.errors import ProjectError
from project.places import Project

pytestmark = pytest.mark.slow

STATUS = {0: "Delvis", 1: "Fullført", 2: "Ikke deltatt"}
PLAN = {0: "Ja", 1: "Nei", 2: "Vet ikke"}
INF = math.inf


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


@pytest.fixture
def sav(project):
    return Sav.of(project.returns_dir(YEAR) / "store.csv")


def answers(project, column):
    """What the two units that took part have in the cleaned data; no finding may stop it."""
    ensure_cleaned(project, [YEAR])
    frame = pq.read_table(project.cleaned_path(YEAR, "grown")).to_pandas()
    return [None if pd.isna(value) else value for value in frame[column][:2]]


def found(project, column):
    return [
        (f.rule, f.kind, f.unit, f.value)
        for f in screen(project, YEAR).findings
        if f.variable == column and f.form == "grown"
    ]


# -- options ----------------------------------------------------------------------------

CHOICES = {
    "from 0": ([0, 1, None], PLAN, (), ["yes", "no"]),
    "from 1": ([1, 2, None], {1: "Ja", 2: "Nei"}, (), ["yes", "no"]),
    "backwards": ([2, 1, None], {2: "Ja", 1: "Nei"}, (), ["yes", "no"]),
    "case and blanks": ([1, 2, None], {1: " JA ", 2: "vet\u00a0  IKKE"}, (), ["yes", "unsure"]),
    "codes as labels": ([1, 2, None], {1: "unsure", 2: "No"}, (), ["unsure", None]),
    "binary residue": ([1 + 2**-52, 3 * 0.1 * 10, None], {1: "Ja", 3: "Nei"}, (), ["yes", "no"]),
    "declared missing, an option": ([1, 3, None], {1: "Ja", 3: "Vet ikke"}, [3], ["yes", "unsure"]),
    "a range, an option": (
        [1, 97, None], {1: "Ja", 97: "Vet ikke"}, [{"lo": 90, "hi": INF}], ["yes", "unsure"]),
    "declared missing, another label": ([1, 9, None], {1: "Ja", 9: "Ikke svart"}, [9],
                                        ["yes", None]),
    "declared missing, no label": ([1, -9, None], {1: "Ja"}, [{"lo": -INF, "hi": 0}],
                                   ["yes", None]),
    "all in the range, labels decide": ([1, 2, None], {1: "Ja", 2: "Nei"}, [{"lo": 1, "hi": 9}],
                                        ["yes", "no"]),
    "text with labels": (["a", "b", ""], {"a": "Nei", "b": "Ja"}, (), ["no", "yes"]),
    "a label on no text": (["a", "", "a"], {"a": "Nei", "": "Ikke svart"}, (), ["no", None]),
    "a label on no text that is an option": (["a", "", ""], {"a": "Nei", "": "Vet ikke"}, (),
                                             ["no", "unsure"]),
    "text declared missing": (["a", "x", ""], {"a": "Nei", "x": "Vet ikke"}, ["x"],
                              ["no", "unsure"]),
    "text declared missing, no option": (["a", "x", ""], {"a": "Nei"}, ["x"], ["no", None]),
    "text that is a code of another option": (["yes", "no", ""], {"yes": "Nei", "no": "Ja"}, (),
                                              ["no", "yes"]),
    "text without labels": (["Ja", "no", ""], None, (), ["yes", "no"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHOICES)
def test_the_label_of_a_choice_decides(project, sav, name):
    values, labels, missing, wanted = CHOICES[name]
    sav.column("has_plan", values, labels, missing)
    sav.save()
    if name == "codes as labels":
        assert found(project, "has_plan") == [("labelled_value", STOP, "9102", "2 «No»")]
    else:
        assert answers(project, "has_plan") == wanted


def test_codes_that_are_numbers_yield_to_labels(project, sav):
    """The option coded 2 is labelled 1 in the file: neither its own number nor its place counts."""
    for year in (YEAR - 1, YEAR):
        edit(project.codebook_path(year), "code: yes, label: Ja", "code: '1', label: Én")
        edit(project.codebook_path(year), "code: no, label: Nei", "code: '2', label: To")
        edit(project.codebook_path(year), "asked: {has_plan: [yes]}", "asked: {has_plan: ['1']}")
    change(project, YEAR - 1, "store", "9101", has_plan="1")
    change(project, YEAR - 1, "store", "9102", has_plan="2")
    change(project, YEAR - 1, "smaa", "9101", has_plan="1")
    change(project, YEAR - 1, "smaa", "9102", has_plan="2")
    change(project, YEAR, "smaa", "9101", has_plan="1")
    sav.column("has_plan", [1, 2, None], {1: "To", 2: "Én"})
    sav.save()
    assert answers(project, "has_plan") == ["2", "1"]


def test_a_number_without_label_is_itself(project, sav):
    sav.column("has_plan", [1, 3, None], {1: "Ja"})
    sav.save()
    assert found(project, "has_plan") == [("unknown_option", STOP, "9102", "3")]


def test_a_label_that_is_no_option_is_told(project, sav):
    sav.column("has_plan", [1, 3, None], {1: "Ja", 3: "Kanskje"})
    sav.save()
    assert found(project, "has_plan") == [("labelled_value", STOP, "9102", "3 «Kanskje»")]
    (message,) = [f.message for f in screen(project, YEAR).stops]
    assert "«Kanskje»" in message


def test_nothing_is_guessed_between_options_that_differ_in_case_only(project, sav):
    for year in (YEAR - 1, YEAR):
        edit(project.codebook_path(year), "label: Vet ikke", "label: JA")
    sav.column("has_plan", [1, 2, None], {1: "Ja", 2: "ja"})
    sav.save()
    assert found(project, "has_plan") == [("labelled_value", STOP, "9102", "2 «ja»")]
    (message,) = [f.message for f in screen(project, YEAR).stops]
    assert "«Ja» og «JA»" in message


def test_two_values_with_one_label_are_told(project, sav):
    """One of them is labelled wrongly, and nobody can say which."""
    sav.column("has_plan", [1, 2, None], {1: "Ja", 2: "Ja"})
    sav.save()
    told = {(kind, value) for _, kind, _, value in found(project, "has_plan")}
    assert told == {(STOP, "1 «Ja»"), (STOP, "2 «Ja»")}


def test_status_labels_decide(project, sav):
    sav.column("status", [0, 1, 2], STATUS)
    sav.save()
    assert answers(project, "status") == ["partial", "complete"]


def test_a_status_label_that_is_none_is_told(project, sav):
    sav.column("status", [0, 1, 3], {**STATUS, 3: "Trukket"})
    sav.save()
    assert found(project, "status") == [("status_unknown", STOP, "9201", "3 «Trukket»")]


# -- numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "label"),
    [("visitors", "Ikke svart"), ("staff_paths__one", "Vet ikke"), ("plan_year", "5")],
)
def test_a_labelled_number_is_told_with_its_label(project, sav, column, label):
    sav.column(column, [18, 18, None], {18: label})
    sav.save()
    told = [f for f in screen(project, YEAR).stops if f.rule == "labelled_value"]
    assert [(f.unit, f.variable, f.value) for f in told] == [
        ("9101", column, f"18 «{label}»"),
        ("9102", column, f"18 «{label}»"),
    ]
    assert all(f"«{label}»" in f.message for f in told)


@pytest.mark.parametrize("labels", [{999: "Ikke svart"}, None, {999: "999"}])
@pytest.mark.parametrize("missing", [[999], [{"lo": 900, "hi": INF}], [{"lo": 990, "hi": 1000}, 5]])
def test_a_number_declared_missing_is_blank_and_told(project, sav, labels, missing):
    sav.column("visitors", [44, 999, None], labels, missing)
    sav.save()
    assert answers(project, "visitors") == [44, None]
    ((rule, kind, unit, _),) = found(project, "visitors")
    assert (rule, kind, unit) == ("declared_missing", REPORT, "")
    (told,) = [f for f in screen(project, YEAR).findings if f.rule == "declared_missing"]
    assert "999" in told.message
    assert "(1)" in told.message


def test_of_many_values_declared_missing_some_are_named(project):
    more_units(project)
    sav = Sav.of(project.returns_dir(YEAR) / "store.csv")
    sav.column("visitors", [900 + n for n in range(53)], missing=[{"lo": 900, "hi": INF}])
    sav.save()
    (told,) = [f for f in screen(project, YEAR).findings if f.rule == "declared_missing"]
    assert told.message.endswith("900 (1), 901 (1), 902 (1), 903 (1), 904 (1) ….")


def test_a_label_that_is_the_number_is_no_label(project, sav):
    sav.column("visitors", [44, 210, None], {44: "44", 210: " 210.0 "})
    sav.save()
    assert answers(project, "visitors") == [44, 210]


def test_a_label_on_a_value_that_nobody_gave_does_not_matter(project, sav):
    sav.column("visitors", None, {999: "Ikke svart"})
    sav.save()
    assert answers(project, "visitors") == [44, 210]


@pytest.mark.parametrize(
    ("values", "spss_format"),
    [([dt.date(2025, 1, 2)] * 3, ""), ([13_955_155_200.0] * 3, "DATE11"), ([60.0] * 3, "TIME8"),
     ([1e300, 1e300, None], "DATETIME20")],
)  # fmt: skip
def test_a_date_is_never_a_number(project, sav, values, spss_format):
    sav.column("visitors", values, spss_format=spss_format)
    sav.save()
    assert [rule for rule, *_ in found(project, "visitors")][:2] == ["date"] * 2


def test_what_binary_fractions_leave_is_no_decimal(project, sav):
    sav.column("visitors", [44 + 2**-40, 209.99999999999997, None])
    sav.column("staff_paths__two", [0.1 + 0.2, 8, None])
    sav.save()
    assert answers(project, "visitors") == [44, 210]
    assert answers(project, "staff_paths__two") == [0.3, 8]


# -- marks ------------------------------------------------------------------------------

MARKED = {
    "words": ([1, 0, None], {1: "Ja", 0: "Nei"}, [True, False]),
    "backwards": ([0, 1, None], {0: "Valgt", 1: "Ikke valgt"}, [True, False]),
    "two is no": ([1, 2, None], {1: "ja", 2: "NEI"}, [True, False]),
    "the option's own label": ([7, 0, None], {7: "Boliger", 0: "Ikke valgt"}, [True, False]),
    "only one has a label": ([1, 0, None], {1: "Valgt"}, [True, False]),
    "without labels": ([1, 0, None], None, [True, False]),
    "text": (["k", "t", ""], {"k": "Ja", "t": "Nei"}, [True, False]),
}


@pytest.mark.parametrize("name", MARKED)
def test_labels_on_marks_decide(project, sav, name):
    values, labels, wanted = MARKED[name]
    sav.column("has_plan", [0, 0, None], PLAN)
    sav.column("plan_parts__homes", values, labels)
    sav.column("plan_parts__work", [0, 1, None])
    sav.save()
    assert answers(project, "plan_parts__homes") == wanted


def test_a_mark_declared_missing_is_blank_unless_its_label_says(project, sav):
    sav.column("has_plan", [0, 0, None], PLAN)
    sav.column("plan_parts__homes", [8, 9, None], {8: "Nei", 9: "Vet ikke"}, [8, 9])
    sav.column("plan_parts__work", [1, None, None])
    sav.save()
    assert answers(project, "plan_parts__homes") == [False, None]


def test_a_word_for_a_mark_that_is_not_known_is_told(project, sav):
    sav.column("plan_parts__homes", [1, 2, None], {1: "Ja", 2: "Kanskje"})
    sav.save()
    assert ("labelled_value", STOP, "9102", "2 «Kanskje»") in found(project, "plan_parts__homes")


def test_the_words_for_marks_are_data(project, sav):
    edit(project.screening_path, '"Nei", "Ikke valgt"', '"Nei", "Ikke valgt", "Kanskje"')
    sav.column("plan_parts__homes", [1, 2, None], {1: "Ja", 2: "Kanskje"})
    sav.save()
    assert screen(project, YEAR).stops == ()


def test_a_word_that_is_both_is_not_guessed(project, sav):
    edit(project.screening_path, '"Nei", "Ikke valgt"', '"Nei", "JA"')
    sav.column("plan_parts__homes", [1, 2, None], {1: "ja", 2: "Nei"})
    sav.save()
    assert found(project, "plan_parts__homes") == [("labelled_value", STOP, "9101", "1 «ja»")]


@pytest.mark.parametrize("words", ["[Yes, No]", "Ja", "{a: b}"])
def test_words_that_are_no_texts_name_file_and_list(project, sav, words):
    edit(project.screening_path, 'unmarked: ["Nei", "Ikke valgt"]', f"unmarked: {words}")
    sav.column("plan_parts__homes", [1, None, None], {1: "Ja"})
    sav.save()
    with pytest.raises(ProjectError, match=r"marks\.unmarked") as caught:
        screen(project, YEAR)
    assert caught.value.where.startswith(str(project.screening_path))


# -- units, origins, texts --------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([9101.0, 9102.0, 9201.0], None),
        (["9101", "9102", "9201"], None),
        ([9101, 9102, 9201], {9101: "Fjellvik kommune", 9102: "ukjent sted"}),
        ([1, 2, 3], {1: "Fjellvik kommune", 2: "ærås", 3: "9201"}),
    ],
)
def test_units_are_their_codes_or_what_labels_name(project, sav, values, labels):
    sav.column("unit", values, labels)
    sav.save()
    assert screen(project, YEAR).stops == ()
    assert answers(project, "visitors") == [44, 210]


def test_a_code_under_another_units_name_is_told(project, sav):
    sav.column("unit", [9101, 9102, 9201], {9101: "Søråsen kommune"})
    sav.save()
    assert found(project, "unit") == [("unknown_unit", STOP, "9101 «Søråsen kommune»",
                                       "9101 «Søråsen kommune»")]  # fmt: skip


def test_a_name_that_two_units_have_is_not_guessed(project, sav):
    edit(project.units_path(YEAR), "9201,Søråsen kommune,Søråsen", "9201,Søråsen kommune,Fjellvik")
    sav.column("unit", [1, 9102, 9201], {1: "Fjellvik"})
    sav.save()
    assert [f[3] for f in found(project, "unit")] == ["1 «Fjellvik»"]


def test_an_origin_and_a_text_are_their_labels(project, sav):
    sav.column("origin", [1, 1, 1], {1: "demonstration"})
    sav.column("remark", [5, 6, None], {5: "Fortsatt god plan", 6: "Ubesvart"}, [6])
    sav.save()
    assert screen(project, YEAR).stops == ()
    assert answers(project, "remark") == ["Fortsatt god plan", None]


# -- a whole form -----------------------------------------------------------------------


def test_no_answer_of_a_real_form_moves_or_vanishes(tmp_path):
    """All adults' answers of 2025, coded from 0, «Vet ikke» declared missing, 2 for no mark."""
    real = Project(REPO)
    year = real.edition(real.editions()[-1]).year
    book = load_codebook(real.codebook_path(year))
    classification = load_classification(real.classifications_path(year))
    units = load_units(real.units_path(year), classification)
    form = book.forms[0]
    source = real.returns_dir(year) / f"{form.file}.csv"
    sent = rows(read_form(source, form))
    sav = Sav(tmp_path / source.name, pd.DataFrame(sent))
    choices = {q.variable: q.options for q in book.questions_in(form.code) if q.type == "choice"}
    for name, options in {**choices, "status": book.status}.items():
        numbers = {option.code: float(n) for n, option in enumerate(options)}
        unknown = [numbers[option.code] for option in options if option.label == "Vet ikke"]
        labels = {numbers[option.code]: option.label for option in options}
        sav.column(name, sav.frame[name].map(numbers), labels, unknown)
    for question in book.questions_in(form.code):
        if question.type not in ("choice", "text"):
            for name in question.columns():
                sav.frame[name] = pd.to_numeric(sav.frame[name])
                if question.type == "choices":
                    sav.column(name, sav.frame[name].replace(0, 2), {1: "Valgt", 2: "Ikke valgt"})
    sav.frame["unit"] = pd.to_numeric(sav.frame["unit"])
    assert sum(map(len, sav.missing.values())) > 30
    said = meanings(book, form.code, units, Thresholds.load(real), units)
    read = read_form(sav.save(), form, said)
    assert list(map(as_numbers, rows(read))) == list(map(as_numbers, sent))
    assert (read.labels, read.blanked) == ({}, {})


def as_numbers(cells):
    """Cells where 2.50 and 2.5 are the same."""
    numbers = {name: parse_number(text) for name, text in cells.items()}
    return {name: text if numbers[name] is None else numbers[name] for name, text in cells.items()}


# -- matching ---------------------------------------------------------------------------


@settings(max_examples=200)
@given(st.lists(st.text(max_size=6), min_size=1, max_size=5), st.text(max_size=6), st.booleans())
def test_a_label_stands_for_one_option_or_is_not_taken(labels, label, exact):
    words = words_of([Option(f"c{n}", each) for n, each in enumerate(labels)])
    wanted = labels[0] if exact else label
    codes = matching(wanted, words)
    same = [code for code, (each,) in words.items() if each == wanted]
    if same:
        assert list(codes) == same
    for code in codes:
        (each,) = words[code]
        assert each.casefold().split() == wanted.casefold().split() or not exact
