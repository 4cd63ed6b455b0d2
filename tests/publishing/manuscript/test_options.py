"""What cells and front matter say of execution: obeyed, or refused with line and what to write."""

from __future__ import annotations

import pytest
from execution_project import HEAD, cell

from project.errors import ProjectError
from publishing.manuscript.chapter import parse_chapter


def parsed(tmp_path, body, head=HEAD):
    return parse_chapter(tmp_path / "chapters" / "03-x.qmd", head + body)


def last(tmp_path, *options, head=HEAD):
    return parsed(tmp_path, cell("x = 1", "", *options), head).cells[-1]


def test_options_say_what_is_run_and_shown(tmp_path):
    plain = last(tmp_path)
    assert (plain.runs, plain.shows_output, plain.shows_code) == (True, True, False)
    assert (plain.shows_warnings, plain.may_fail, plain.asis) == (False, False, False)
    assert not last(tmp_path, "eval: false").runs
    assert last(tmp_path, "echo: true").shows_code
    assert not last(tmp_path, "echo: true", "include: false").shows_code
    assert not last(tmp_path, "output: false").shows_output
    assert last(tmp_path, "output: asis").asis
    assert last(tmp_path, "warning: true").shows_warnings
    assert last(tmp_path, "error: true").may_fail
    assert last(tmp_path, "tags: [raises-exception]").may_fail
    assert last(tmp_path, "time-limit: 3").options["time-limit"] == 3
    assert last(tmp_path, "echo: true").code == "x = 1"


def test_options_are_found_as_formatters_leave_them(tmp_path):
    assert not parsed(tmp_path, "```{python}\n# | eval: false\nx\n```\n").cells[-1].runs
    assert not parsed(tmp_path, "```{python}\n#|eval: false\nx\n```\n").cells[-1].runs


def test_the_front_matter_speaks_for_all_cells(tmp_path):
    head = HEAD.replace("status: utkast", "execute:\n  echo: true\n  output: false")
    assert last(tmp_path, head=head).shows_code
    assert not last(tmp_path, head=head).shows_output
    assert last(tmp_path, "output: true", head=head).shows_output
    kernel = HEAD.replace("status: utkast", "jupyter: python3\nengine: jupyter")
    assert last(tmp_path, head=kernel).runs


def test_what_is_not_run_is_no_code_of_the_chapter(tmp_path):
    chapter = parsed(tmp_path, cell("1 / 0", "", "eval: false"))
    assert [one.label for one in chapter.code] == ["parameters"]
    head = HEAD.replace("tags: [parameters]", "tags: [parameters]\n#| eval: false")
    assert parsed(tmp_path, cell("x"), head).code[0].source == "x"


@pytest.mark.parametrize(
    ("options", "words", "line"),
    [
        (["lable: tabell-3-1"], "Did you mean 'label'", 13),
        (["echo: true", "evl: false"], "Did you mean 'eval'", 14),
        (["EVAL: false"], "Did you mean 'eval'", 13),
        (["noe-helt-annet: 1"], "Those there are: label", 13),
        (["fig-cap: Planer"], "figure(…, caption=…)", 13),
        (["tbl-cap: Planer"], "table(…, caption=…)", 13),
        (["fig_cap: Planer"], "'fig-cap' is not", 13),
        (["fig-alt: Planer"], "figure(…, alt=…)", 13),
        (["cache: true"], "not run again", 13),
        (["freeze: auto"], "not run again", 13),
        (["code-fold: true"], "echo: true", 13),
        (["layout-ncol: 2"], "report's style", 13),
        (["results: hide"], "Write 'output'", 13),
        (["eval: [1, 2]"], "part of a cell", 13),
        (["eval: maybe"], "Write eval: true or false", 13),
        (["echo: fenced"], "parts of the code", 13),
        (["output: markdown"], "true, false or asis", 13),
        (["include: 1"], "Write include: true or false", 13),
        (["time-limit: 10 min"], "time-limit: 1200", 13),
        (["time-limit: 0"], "time-limit: 1200", 13),
        (["label: a", "label: b"], "'label' stands twice", 14),
        (["label: tabell 3 1"], "a label is one word", 13),
        (["label: [a]"], "a label is one word", 13),
    ],
)
def test_an_option_that_is_not_obeyed_is_refused_by_name(tmp_path, options, words, line):
    with pytest.raises(ProjectError) as caught:
        last(tmp_path, *options)
    assert words in str(caught.value)
    assert caught.value.where == f"chapters/03-x.qmd, line {line}"


@pytest.mark.parametrize(
    "code", ["\n#| eval: false\n1 / 0", "x = 1\n#| eval: false", "x = 1\n# | echo: true\ny"]
)
def test_an_option_where_nobody_obeys_it_is_refused(tmp_path, code):
    with pytest.raises(ProjectError, match="below the cell's first lines"):
        parsed(tmp_path, f"```{{python}}\n{code}\n```\n")


@pytest.mark.parametrize("code", ["x = '''\n#| eval: false\n'''", "x = 1\n#| bare ord"])
def test_what_only_looks_like_an_option_is_left_alone(tmp_path, code):
    assert parsed(tmp_path, f"```{{python}}\n{code}\n```\n").cells[-1].source == code


@pytest.mark.parametrize(
    ("front", "words", "line"),
    [
        ("execute:\n  cache: true", "not run again", 4),
        ("execute:\n  freeze: auto", "not run again", 4),
        ("execute:\n  eval: false", "#| eval: false", 4),
        ("execute:\n  ecko: true", "Did you mean 'echo'", 4),
        ("execute:\n  echo: fenced", "Write echo", 4),
        ("execute: false", "has no settings", 3),
        ("freeze: true", "not run again", 3),
        ("cache: true", "not run again", 3),
        ("echo: true", "under 'execute:'", 3),
        ("engine: knitr", "engine 'knitr'", 3),
        ("jupyter: ir", "kernel 'ir'", 3),
        ("jupyter:\n  kernelspec:\n    name: julia-1.9", "kernel 'julia-1.9'", 3),
        ("params:\n  a: 1", "tags: [parameters]", 3),
        ("status: utkast\nstatus: ferdig", "'status' stands twice", 4),
    ],
)
def test_front_matter_that_is_not_obeyed_is_refused_by_name(tmp_path, front, words, line):
    with pytest.raises(ProjectError) as caught:
        parsed(tmp_path, "", HEAD.replace("status: utkast", front))
    assert words in str(caught.value)
    assert caught.value.where == f"chapters/03-x.qmd, line {line}"
