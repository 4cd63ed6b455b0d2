"""A profile that says what it can't mean is refused with the setting and what to write instead."""

import pytest
import yaml
from disk import write

from project.errors import ProjectError
from project.places import Project

BASE = "project: {type: book}\nlang: nb-NO\nbibliography: references.bib\n"
GOOD = {
    "is248": {"edition": 2091, "survey_years": [2091]},
    "book": {"title": "Tittel", "date": "2091-12-01",
             "chapters": ["index.qmd", "chapters/01-a.qmd"]},
}  # fmt: skip


def edition(folder, base=BASE, name="2091", **settings):
    """The edition of a project with these settings, given as data or as text."""
    write(folder / "_quarto.yml", base)
    text = settings.pop("text", None)
    content = {**GOOD, **settings}
    write(folder / f"_quarto-{name}.yml", text or yaml.safe_dump(content, allow_unicode=True))
    return Project(folder).edition(name)


def refused(folder, **settings):
    with pytest.raises(ProjectError) as failure:
        edition(folder, **settings)
    assert "_quarto" in failure.value.where
    assert failure.value.todo
    return failure.value


def book(**more):
    return {"book": {**GOOD["book"], **more}}


def test_a_good_profile_is_read(tmp_path):
    assert edition(tmp_path).year == 2091
    assert edition(tmp_path, lang="nb", **book(appendices=["chapters/vedlegg-a.qmd"])).year == 2091
    parts = [{"part": "Del", "chapters": ["chapters/01-a.qmd"]}, {"href": "chapters/02-b.qmd"}]
    assert edition(tmp_path, **book(chapters=parts)).year == 2091
    assert edition(tmp_path, comments={"hypothesis": True}).year == 2091  # Quarto's own


@pytest.mark.parametrize("year", [2090, 3091, 291])
def test_another_year_than_the_name(tmp_path, year):
    error = refused(tmp_path, is248={"edition": year, "survey_years": [year]})
    assert f"the profile 2091 is of the edition {year}" in error.what
    assert "edition: 2091" in error.todo


@pytest.mark.parametrize("year", [".nan", "'2091'", "2091.5", "null", "no", "[2091]", "-1", "1e99"])
def test_a_year_that_is_none(tmp_path, year):
    error = refused(tmp_path, text=f"is248:\n  edition: {year}\n")
    assert "edition" in error.what


@pytest.mark.parametrize("value", [".nan", ".inf", "three", "-1", "[]"])
@pytest.mark.parametrize("key", ["least_base", "carry_forward"])
def test_a_limit_that_is_none(tmp_path, key, value):
    if (key, value) == ("carry_forward", "three"):
        value = "'3'"
    error = refused(tmp_path, text=f"is248:\n  edition: 2091\n  {key}: {value}\n")
    assert key in error.what


@pytest.mark.parametrize("lang", ["en", "no", "nn-NO", "de", 3, ["nb"], None])
def test_another_language(tmp_path, lang):
    error = refused(tmp_path, lang=lang)
    assert "nb-NO" in error.todo


def test_no_is_a_truth_value_in_yaml(tmp_path):
    error = refused(tmp_path, base=BASE.replace("nb-NO", "no"))
    assert "'lang'" in error.what
    assert "nb-NO" in str(error)


@pytest.mark.parametrize(
    ("settings", "meant"),
    [
        ({"langu": "nb-NO"}, "lang"), ({"bok": {}}, "book"),
        ({"bibliografy": "x.bib"}, "bibliography"),
        (book(chapter=[]), "book.chapters"), (book(tittle="x"), "book.title"),
        (book(appendixes=["x.qmd"]), "book.appendices"),
        ({"is248": {"edition": 2091, "survey_year": [2091]}}, "survey_years"),
    ],
)  # fmt: skip
def test_a_setting_that_is_almost_one(tmp_path, settings, meant):
    content = {**GOOD, **settings}
    if meant.startswith("book."):
        content["book"].pop(meant.removeprefix("book."), None)
    if meant == "book":
        content.pop("book")
    base = BASE.replace("lang: nb-NO\n", "").replace("bibliography: references.bib\n", "")
    text = yaml.safe_dump(content)
    assert f"Did you mean '{meant}'?" in refused(tmp_path, base=base, text=text).todo


@pytest.mark.parametrize("key", ["chapters", "appendices"])
@pytest.mark.parametrize(
    "file",
    ["../secret.qmd", "/etc/passwd.qmd", "chapters/../../x.qmd", "C:\\x.qmd", "https://a.no/x.qmd",
     "chapters/01.md", "chapters/01", 3, None, "", ["x.qmd"]],
)  # fmt: skip
def test_a_file_that_is_none_of_the_project(tmp_path, key, file):
    error = refused(tmp_path, **book(**{key: ["index.qmd", file]}))
    assert f"book.{key}" in error.what


@pytest.mark.parametrize(
    ("key", "value"),
    [("bibliography", "../x.bib"), ("bibliography", ["a.bib", "/x.bib"]), ("csl", "/etc/x.csl"),
     ("csl", "references.bib"), ("bibliography", {"a": "b"}), ("csl", 3),
     ("number-depth", "to"), ("number-depth", 0), ("number-depth", 2.5), ("number-depth", True)],
)  # fmt: skip
def test_settings_of_another_kind(tmp_path, key, value):
    base = BASE.replace("bibliography: references.bib\n", "")
    assert key in refused(tmp_path, base=base, **{key: value}).what


@pytest.mark.parametrize("title", [True, ["a"], {"a": "b"}])
def test_a_title_that_is_no_text(tmp_path, title):
    assert "book.title" in refused(tmp_path, **book(title=title)).what


def test_tabs_are_told(tmp_path):
    error = refused(tmp_path, text="is248:\n\tedition: 2091\n")
    assert "line 2" in error.where
    assert "never with tabs" in error.todo


def laughs(levels=12, width=10):
    names = [
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]\n"
        for level in range(1, levels)
    ]
    return "a0: &a0 [x]\n" + "".join(names)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (laughs(), "names in it"),
        (laughs(40, 2), "names in it"),
        ("a: &a [*a]\n", "uses itself"),
        ("a: &a {b: *a}\n", "uses itself"),
        ("a: " + "[" * 5000 + "]" * 5000 + "\n", "deeper"),
    ],
)  # fmt: skip
def test_settings_that_grow_without_end(tmp_path, text, why):
    good = yaml.safe_dump(GOOD)
    assert why in refused(tmp_path, text=text + good).why
    base = tmp_path / "base"
    assert why in refused(base, base=text + BASE).why


def test_names_used_as_they_are_meant_are_read(tmp_path):
    text = yaml.safe_dump(GOOD) + "a: &x {b: 1}\nb: *x\nc: {<<: *x, d: 2}\n"
    assert edition(tmp_path, text=text).metadata["c"] == {"b": 1, "d": 2}
